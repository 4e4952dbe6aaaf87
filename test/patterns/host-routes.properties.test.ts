import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { SampleRequest, takes, WrittenMatch, WrittenText } from './request-matcher';
import { Gateway } from '../../src/networking/gateway';
import { HttpAction } from '../../src/networking/http-action';
import { HttpMatch } from '../../src/networking/http-match';
import { MeshService } from '../../src/networking/mesh-service';
import { StringMatch } from '../../src/networking/string-match';
import { TrafficSplit } from '../../src/networking/traffic-split';
import { HostRoutes } from '../../src/patterns/host-routes';
import { hiddenMatches } from '../../src/patterns/host-routes/hidden-routes';
import { covers, requestMatch, specificity } from '../../src/patterns/host-routes/request-match';

// Few short texts, so that conditions touch each other often.
const PATHS = ['/', '/a', '/A', '/a/', '/ab', '/a/b', '/a/B', '/a/b/c', '/b', '/1', '/a.b', '/axb'];
const VALUES = ['', 'a', 'ab', 'b', 'B', 'a.b', 'axb', 'aab'];
const REGEXES = ['.*', 'a', '^a$', 'a.*', 'a+', 'a?b', 'a\\.b', 'a.b', '[ab]+', 'a|b', 'ab*', '.*b', '(a|b)b?', 'a.+', 'a.*$'];
const BOUND = ['mesh', 'istio-ingress/public', 'istio-ingress/internal'];

const condition = fc.oneof(
  fc.constantFrom(...VALUES).map((exact): WrittenText => ({ exact })),
  fc.constantFrom(...VALUES.filter(Boolean)).map((prefix): WrittenText => ({ prefix })),
  fc.constantFrom(...REGEXES).map((regex): WrittenText => ({ regex })),
);
const presenceOr = fc.oneof(condition, fc.constant<WrittenText>({}));
const path = fc.oneof(
  fc.constantFrom(...PATHS).map((exact): WrittenText => ({ exact })),
  fc.constantFrom(...PATHS).map((prefix): WrittenText => ({ prefix })),
  fc.constantFrom('.*', '/', '/.*', '/a.*', '/a/.*', '/a(/.*)?', '/a\\.b', '/a.b', '/[ab]/.*', '^/a/b$', '/a|/b', '/a+').map((regex): WrittenText => ({ regex })),
);
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 3 });
const written: fc.Arbitrary<WrittenMatch> = fc.record({
  uri: fc.option(path, { nil: undefined }),
  ignoreUriCase: fc.option(fc.boolean(), { nil: undefined }),
  method: rarely(fc.constantFrom('GET', 'POST').map((exact): WrittenText => ({ exact }))),
  authority: rarely(condition),
  headers: rarely(fc.dictionary(fc.constantFrom('x-a', 'X-A', 'x-b', ':method'), presenceOr, { maxKeys: 2 })),
  withoutHeaders: rarely(fc.dictionary(fc.constantFrom('x-a', 'x-b'), presenceOr, { maxKeys: 2 })),
  queryParams: rarely(fc.dictionary(fc.constantFrom('q', 'Q'), presenceOr, { maxKeys: 2 })),
  port: rarely(fc.constantFrom(80, 443)),
  sourceLabels: rarely(fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y'), { maxKeys: 2 })),
  sourceNamespace: rarely(fc.constantFrom('shop', 'cart')),
  gateways: rarely(fc.subarray(BOUND, { minLength: 1 })),
});
const request: fc.Arbitrary<SampleRequest> = fc.record({
  path: fc.oneof(fc.constantFrom(...PATHS), fc.stringMatching(/^\/[aAb/.x]{0,5}$/)),
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  authority: fc.constantFrom(...VALUES),
  headers: fc.array(fc.tuple(fc.constantFrom('x-a', 'x-b'), fc.constantFrom(...VALUES)), { maxLength: 3 }),
  query: fc.array(fc.tuple(fc.constantFrom('q', 'Q'), fc.constantFrom(...VALUES)), { maxLength: 2 }),
  port: fc.constantFrom(80, 443, 8080),
  gateway: fc.constantFrom(...BOUND),
  labels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y'), { maxKeys: 2 }),
  namespace: fc.constantFrom('shop', 'cart', 'other'),
}).map(sample => ({ ...sample, headers: [...sample.headers, [':method', sample.method], [':authority', sample.authority]] }));

function stringMatch({ exact, prefix, regex }: WrittenText): StringMatch {
  if (exact !== undefined) {
    return StringMatch.exact(exact);
  }
  return prefix !== undefined ? StringMatch.prefix(prefix) : regex !== undefined ? StringMatch.regex(regex) : StringMatch.present();
}

function stringMatches(texts: Readonly<Record<string, WrittenText>> | undefined): Record<string, StringMatch> | undefined {
  return texts && Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, stringMatch(text)]));
}

function typed(match: WrittenMatch): HttpMatch {
  const { uri, method, authority, gateways, headers, withoutHeaders, queryParams, sourceLabels, ...rest } = match;
  return {
    ...rest,
    uri: uri && stringMatch(uri),
    method: method && stringMatch(method),
    authority: authority && stringMatch(authority),
    headers: stringMatches(headers),
    withoutHeaders: stringMatches(withoutHeaders),
    queryParams: stringMatches(queryParams),
    sourceLabels,
    gateways: gateways?.map(gatewayReference => ({ gatewayReference })),
  };
}

const RUNS = { numRuns: 1000, seed: 20260401 };

/** Every property looks at the same requests: generating them takes longer than matching them. */
const REQUESTS = fc.sample(request, { numRuns: 1500, seed: 20260401 });

test('a match that covers another one takes every request that the other takes, and is never narrower', () => {
  let pairs = 0;
  // Most pairs share what they ask for, or nothing would ever be covered.
  const pair = fc.oneof(
    fc.tuple(written, written),
    ...[{}, { uri: undefined, ignoreUriCase: undefined }, { headers: undefined, withoutHeaders: undefined }].map(
      free => fc.tuple(written, written).map(([wide, more]) => [wide, { ...more, ...defined({ ...wide, ...free }) }] as const),
    ),
  );
  fc.assert(fc.property(pair, ([wide, narrow]) => {
    const [a, b] = [requestMatch(typed(wide), BOUND), requestMatch(typed(narrow), BOUND)];
    if (covers(a, b)) {
      pairs++;
      expect(REQUESTS.filter(each => takes(narrow, each) && !takes(wide, each))).toEqual([]);
      const [widths, narrows] = [specificity(a), specificity(b)];
      expect(narrows.every((each, i) => each >= widths[i])).toBe(true);
    }
  }), RUNS);
  expect(pairs).toBeGreaterThan(250);
}, 60_000);

test('a match that is reported as hidden is the first to take no request', () => {
  let found = 0;
  const routes = fc.array(fc.array(written, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 8 });
  fc.assert(fc.property(routes, list => {
    const hidden = hiddenMatches(list.map(matches => ({ matches: matches.map(each => requestMatch(typed(each), BOUND)), mayPassOn: false })));
    found += hidden.length;
    for (const { route, match, by } of hidden) {
      expect(by).toBeLessThan(route);
      for (const each of REQUESTS.filter(sample => takes(list[route][match], sample))) {
        const first = list.findIndex(matches => matches.some(other => takes(other, each)));
        expect(first).toBeLessThan(route);
      }
    }
  }), RUNS);
  expect(found).toBeGreaterThan(50);
}, 60_000);

test('looking up the earlier matches finds what comparing all of them finds', () => {
  const routes = fc.array(fc.array(written, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 8 });
  fc.assert(fc.property(routes, list => {
    const placed = list.map(matches => ({ matches: matches.map(each => requestMatch(typed(each), BOUND)), mayPassOn: false }));
    const expected = placed.flatMap(({ matches }, route) => matches.flatMap((each, match) => {
      const by = placed.slice(0, route).findIndex(other => other.matches.some(wide => covers(wide, each)));
      return by < 0 ? [] : [{ route, match, by }];
    }));
    expect(hiddenMatches(placed)).toEqual(expected);
  }), RUNS);
}, 60_000);

test('the order of teams, routes and calls changes nothing', () => {
  const contribution = fc.record({
    team: fc.constantFrom('cart', 'payments', 'web'),
    name: fc.constantFrom('a', 'b', 'c'),
    match: fc.array(written, { maxLength: 2 }),
    priority: fc.integer({ min: -1, max: 0 }),
  });
  const twice = fc.uniqueArray(contribution, { selector: ({ team, name }) => `${team}.${name}`, minLength: 2 })
    .chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(fc.property(twice, ([list, shuffled]) => {
    expect(outcome(shuffled)).toEqual(outcome(list));
  }), { ...RUNS, numRuns: 300 });
}, 60_000);

/** What is emitted, or what the error says. */
function outcome(list: readonly { team: string; name: string; match: readonly WrittenMatch[]; priority: number }[]): unknown {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 8080 }] });
  const gateways = BOUND.slice(1).map((reference, i) => Gateway.fromName(chart, `Gateway${i}`, reference));
  const host = new HostRoutes(chart, 'Host', { service, hosts: ['shop.example.com'], gateways });
  const teams = new Map([...new Set(list.map(({ team }) => team))].map(team => [team, host.addTeam(team)]));
  for (const { team, name, match, priority } of list) {
    const action = HttpAction.route(TrafficSplit.to(service));
    teams.get(team)!.addHttpRoute(name, { match: match.length > 0 ? match.map(typed) : undefined, action, priority });
  }
  try {
    return Testing.synth(chart);
  } catch (error) {
    return (error as Error).message.replace(/ at [^ ]+:[0-9]+/g, '');
  }
}

function defined(match: WrittenMatch): WrittenMatch {
  return Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined));
}

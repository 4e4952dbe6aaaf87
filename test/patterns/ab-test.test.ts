import { Chart, Duration, Testing } from 'cdk8s';
import { CODES } from '../../src/kernel/codes';
import { Gateway } from '../../src/networking/gateway';
import { MeshService } from '../../src/networking/mesh-service';
import { StringMatch } from '../../src/networking/string-match';
import { AbTest, AbTestProps } from '../../src/patterns/ab-test';
import { Audience } from '../../src/patterns/audience';

function abTest(props: Partial<AbTestProps>, edge = true): { chart: Chart; test: AbTest } {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
  const gateways = [Gateway.fromName(chart, 'Public', 'istio-ingress/public')];
  return {
    chart,
    test: new AbTest(chart, 'Test', {
      service, original: { labels: { version: 'v1' } }, variant: { labels: { version: 'v2' } }, ...(edge ? { hosts: ['shop.example.com'], gateways } : {}), ...props,
    }),
  };
}

/** Matches and subset of each route. */
function routes(chart: Chart): Record<string, [match: any, subset: string][]> {
  return Object.fromEntries(Testing.synth(chart).filter(({ kind }) => kind === 'VirtualService').map(({ metadata, spec }) => [
    metadata.name, spec.http.map((route: any) => [route.match, route.route[0].destination.subset]),
  ]));
}

test('an audience gets the variant in the mesh and at the gateways, everybody else the original', () => {
  const all = [[[{ headers: { 'x-beta': {} } }], 'variant'], [undefined, 'original']];
  expect(routes(abTest({ audience: [Audience.header('X-Beta', StringMatch.present())] }).chart)).toEqual({ 'cart': all, 'cart-gateway': all });
});

test('a user group gets it at the gateways only, and the mesh stays with the original', () => {
  expect(routes(abTest({ gatewayAudience: [Audience.userGroup('beta')] }).chart)).toEqual({
    'cart': [[undefined, 'original']],
    'cart-gateway': [[[{ headers: { '@request.auth.claims[groups]': { exact: 'beta' } } }], 'variant'], [undefined, 'original']],
  });
});

test('audiences of the gateways come after those of everywhere, and any of them is enough', () => {
  const { chart } = abTest({ audience: [Audience.header('x-beta', StringMatch.exact('1'))], gatewayAudience: [Audience.userGroup('beta', 'example.com/roles')] });
  expect(routes(chart)['cart-gateway'][0][0]).toEqual([
    { headers: { 'x-beta': { exact: '1' } } },
    { headers: { '@request.auth.claims[example.com/roles]': { exact: 'beta' } } },
  ]);
});

describe('a cookie is found among others', () => {
  test.each<[cookie: string, found: boolean]>([
    ['experiment=a.b', true],
    ['theme=dark; experiment=a.b', true],
    ['experiment=a.b; theme=dark', true],
    ['theme=dark;experiment=a.b;lang=en', true],
    ['experiment=a.bc', false],
    ['experiment=axb', false],
    ['my-experiment=a.b', false],
    ['theme=experiment=a.b', false],
    ['experiment=', false],
    ['Experiment=a.b', false],
  ])('%s: %s', (cookie, found) => {
    const { chart } = abTest({ audience: [Audience.cookie('experiment', 'a.b')] });
    const [{ headers }] = routes(chart).cart[0][0];
    expect(new RegExp(`^(?:${headers.cookie.regex})$`).test(cookie)).toBe(found);
  });
});

test('timeout and retries hold for both versions', () => {
  const { chart } = abTest({ audience: [Audience.cookie('a', 'b')], timeout: Duration.seconds(2), retries: { attempts: 0 } });
  const { spec } = Testing.synth(chart).find(({ metadata }) => metadata.name === 'cart-gateway');
  expect(spec.http.map(({ timeout, retries }: any) => [timeout, retries])).toEqual([['2s', { attempts: 0 }], ['2s', { attempts: 0 }]]);
});

test('both subsets are in reach', () => {
  const { test: { original, variant } } = abTest({ audience: [Audience.cookie('a', 'b')] });
  expect([original.name, original.labels, variant.name, variant.labels]).toEqual(['original', { version: 'v1' }, 'variant', { version: 'v2' }]);
});

describe('refused is', () => {
  test.each<[mistake: string, make: () => unknown, code: string]>([
    ['no audience', () => abTest({}), CODES.ARGUMENTS_CONFLICT],
    ['an empty audience', () => abTest({ audience: [], gatewayAudience: [] }), CODES.ARGUMENTS_CONFLICT],
    ['a user group without gateway', () => abTest({ gatewayAudience: [Audience.userGroup('beta')] }, false), CODES.ARGUMENTS_CONFLICT],
    ['a host without gateway', () => abTest({ audience: [Audience.cookie('a', 'b')], gateways: [] }), CODES.ARGUMENTS_CONFLICT],
    ['versions with equal labels', () => abTest({ audience: [Audience.cookie('a', 'b')], variant: { labels: { version: 'v1' } } }), CODES.ARGUMENTS_CONFLICT],
    ['a user group in the mesh, where no compiler looks', () => abTest({ audience: [Audience.userGroup('beta') as Audience] }), CODES.ARGUMENTS_CONFLICT],
    ['a cookie name with a blank', () => Audience.cookie('my cookie', 'b'), CODES.INVALID_ARGUMENT],
    ['an empty cookie name', () => Audience.cookie('', 'b'), CODES.INVALID_ARGUMENT],
    ['a quoted cookie value', () => Audience.cookie('a', '"b"'), CODES.INVALID_ARGUMENT],
    ['a claim in brackets', () => Audience.userGroup('beta', 'realm[roles]'), CODES.INVALID_ARGUMENT],
    ['an empty claim', () => Audience.userGroup('beta', ''), CODES.INVALID_ARGUMENT],
  ])('%s', (_, make, code) => {
    expect(make).toThrow(code);
  });
});

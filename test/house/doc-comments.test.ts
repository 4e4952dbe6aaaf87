import { factAt, fieldPathOf, schemaPaths, sinceOf } from '../../src/schema/facts';
import { ISTIO_MINORS, LATEST_MINOR } from '../../src/schema/istio-version';
import { ISTIO_KINDS } from '../../src/schema/kinds';
import { docComments } from '../support/doc-comments';

/**
 * Where the library offers what came after the oldest minor: kind, place (or `place=VALUE`; `**` at the start stands for any place that
 * ends so) to the member whose doc comment says since when. Fields inside of a newer one are said with it.
 */
const NEWER: Readonly<Record<string, string>> = {
  'AuthorizationPolicy **source.notTrustDomains': 'AuthorizationSource.notTrustDomains',
  'AuthorizationPolicy **source.trustDomains': 'AuthorizationSource.trustDomains',
  'DestinationRule **connectionPool.http.http2KeepAlive': 'ConnectionPoolHttp.http2KeepAlive',
  'DestinationRule **loadBalancer.zoneAwareLbSetting': 'LocalityLoadBalancing.zoneAware',
  'DestinationRule **outlierDetection.outlierDetectionHttpErrorCodes': 'OutlierDetection.outlierDetectionHttpErrorCodes',
  'DestinationRule **retryBudget.budgetInterval': 'RetryBudget.budgetInterval',
  'EnvoyFilter configPatches[].patch.operation=MERGE_AND_REPLACE_LIST': 'EnvoyPatchOperation.mergeAndReplaceList',
  'Gateway servers[].tls.insecureSkipVerify': 'MutualServerTlsOptions.insecureSkipVerify',
  'Sidecar **http.http2KeepAlive': 'ConnectionPoolHttp.http2KeepAlive',
  'Sidecar ingress[].tls.insecureSkipVerify': 'MutualServerTlsOptions.insecureSkipVerify',
  'Telemetry tracing[].disableContextPropagation': 'Tracing.disableContextPropagation',
  'TrafficExtension': 'TrafficExtension',
  'VirtualService http[].redirect.prefixRewrite': 'RedirectPath.prefix',
};

/** Members newer than the oldest minor that no CRD tells, with the reason. */
const NOT_IN_THE_SCHEMA: Readonly<Record<string, string>> = {
  'ConditionKey.SOURCE_TRUST_DOMAIN': 'the keys of conditions are an open set in the CRD; src/schema/newer-values.ts says it',
  'Http2KeepAlive': 'the type of the field ConnectionPoolHttp.http2KeepAlive',
  'ZoneAwareLoadBalancing': 'the type of what LocalityLoadBalancing.zoneAware sets',
};

/** Kind and place of everything that came after what is around it, with its minor. */
const PLACES: ReadonlyMap<string, string> = new Map(ISTIO_KINDS.flatMap(({ kind, since: kindSince }): [string, string][] => [
  ...(kindSince === ISTIO_MINORS[0] ? [] : [[kind, kindSince] as [string, string]]),
  ...schemaPaths(LATEST_MINOR, kind).flatMap((place): [string, string][] => {
    const path = fieldPathOf(place);
    const since = sinceOf(kind, path)!;
    const values = (factAt(LATEST_MINOR, kind, path)?.enum ?? []).map(value => [`${kind} ${place}=${value}`, sinceOf(kind, path, value)!] as [string, string]);
    return [
      ...(since === sinceOf(kind, path.slice(0, -1)) ? [] : [[`${kind} ${place}`, since] as [string, string]]),
      ...values.filter(([, valueSince]) => valueSince !== since),
    ];
  }),
]));

const COMMENTS = docComments();

/** The member that offers a place. */
function memberOf(place: string): string | undefined {
  return Object.entries(NEWER).find(([key]) => {
    const [kind, end] = key.split(' **');
    return end === undefined ? place === key : place === `${kind} ${end}` || (place.startsWith(`${kind} `) && place.endsWith(`.${end}`));
  })?.[1];
}

test('there are newer places', () => {
  expect(PLACES.size).toBeGreaterThan(20);
});

test.each([...PLACES])('%s: its member says since Istio %s', (place, since) => {
  const member = memberOf(place);
  expect(member).toBeDefined();
  expect(COMMENTS.get(member!)).toContain(`Since Istio ${since}`);
});

test('no member says "Since" a known minor that the schema does not tell', () => {
  const known = new Set([...PLACES.keys()].map(memberOf));
  const saying = [...COMMENTS].filter(([, comment]) => ISTIO_MINORS.slice(1).some(minor => comment.includes(`Since Istio ${minor}`))).map(([member]) => member);
  expect(saying.filter(member => !known.has(member) && !NOT_IN_THE_SCHEMA[member])).toEqual([]);
  expect(Object.keys(NOT_IN_THE_SCHEMA).filter(member => !saying.includes(member))).toEqual([]);
});

test('the list of newer places has no idle entry', () => {
  const used = new Set([...PLACES.keys()].map(memberOf));
  expect(Object.values(NEWER).filter(member => !used.has(member))).toEqual([]);
});

test('since is said in one form', () => {
  expect([...COMMENTS].filter(([, comment]) => /Istio 1\.\d+ and later|since 1\.\d/i.test(comment)).map(([member]) => member)).toEqual([]);
});

test.each(ISTIO_KINDS)('$kind documents its escape hatch', ({ kind }) => {
  expect(COMMENTS.get(kind)).toContain('addJsonPatch');
});

import { fieldPathText } from '../../src/kernel/field-path';
import { checkDeprecated } from '../../src/schema/check-deprecated';
import { Deprecation, DEPRECATIONS } from '../../src/schema/deprecations';
import { factAt, fieldPathOf } from '../../src/schema/facts';
import { ISTIO_MINORS, LATEST_MINOR } from '../../src/schema/istio-version';
import { ISTIO_KINDS } from '../../src/schema/kinds';
import { checkNewerValues } from '../../src/schema/newer-values';
import { placesOf } from '../../src/schema/overlay';
import { kitchenSinkObjects } from '../support/kitchen-sinks';

const object = (kind: string, spec: unknown) => ({ apiVersion: ISTIO_KINDS.find(each => each.kind === kind)!.apiVersion, kind, metadata: { name: 'a' }, spec });
const check = (kind: string, spec: unknown) => checkDeprecated(object(kind, spec), '1.29').map(({ path, message, fix, found, nearest }) => [fieldPathText(path), message, fix, found, nearest]);

describe('a deprecated field is named with its successor', () => {
  test.each<[string, string, unknown, string, string, string]>([
    ['a field', 'VirtualService', { http: [{}, { mirrorPercent: 0 }] }, 'spec.http[1].mirrorPercent', 'The field "mirrorPercent" is deprecated.', 'Use spec.http[1].mirrorPercentage.value.'],
    ['its other spelling', 'VirtualService', { http: [{ mirror_percent: 5 }] }, 'spec.http[0].mirror_percent', 'The field "mirror_percent" is deprecated.', 'Use spec.http[0].mirrorPercentage.value.'],
    ['a field with further words', 'VirtualService', { http: [{ corsPolicy: { allowOrigin: ['a'] } }] }, 'spec.http[0].corsPolicy.allowOrigin', 'The field "allowOrigin" is deprecated.',
      'Use spec.http[0].corsPolicy.allowOrigins, with one exact match per origin.'],
    ['a field at the top', 'DestinationRule', { trafficPolicy: { outlierDetection: { consecutiveErrors: 5 } } }, 'spec.trafficPolicy.outlierDetection.consecutiveErrors',
      'The field "consecutiveErrors" is deprecated.', 'Use spec.trafficPolicy.outlierDetection.consecutive5xxErrors, or consecutiveGatewayErrors, which counts 502, 503 and 504 only.'],
    ['the same field of a port of a subset', 'DestinationRule', { subsets: [{ trafficPolicy: { portLevelSettings: [{ outlierDetection: { consecutiveErrors: 5 } }] } }] },
      'spec.subsets[0].trafficPolicy.portLevelSettings[0].outlierDetection.consecutiveErrors', 'The field "consecutiveErrors" is deprecated.',
      'Use spec.subsets[0].trafficPolicy.portLevelSettings[0].outlierDetection.consecutive5xxErrors, or consecutiveGatewayErrors, which counts 502, 503 and 504 only.'],
    ['a value', 'DestinationRule', { trafficPolicy: { loadBalancer: { simple: 'LEAST_CONN' } } }, 'spec.trafficPolicy.loadBalancer.simple', 'The value "LEAST_CONN" is deprecated.', 'Use LEAST_REQUEST.'],
    ['a field without successor', 'Sidecar', { outboundTrafficPolicy: { egressProxy: { host: 'a' } } }, 'spec.outboundTrafficPolicy.egressProxy',
      'The field "egressProxy" is deprecated. `istioctl analyze` calls it ignored; istiod follows it all the same, and its documentation hides it.', 'Remove "egressProxy".'],
    ['a field of several kinds', 'Telemetry', { targetRef: { kind: 'Gateway', name: 'a' } }, 'spec.targetRef', 'The field "targetRef" is deprecated.', 'Use spec.targetRefs.'],
  ])('%s', (_, kind, spec, path, message, fix) => {
    expect(check(kind, spec).map(each => each.slice(0, 3))).toEqual([[path, message, fix]]);
  });
});

test.each<[string, string, unknown, RegExp]>([
  ['the API definition', 'DestinationRule', { trafficPolicy: { loadBalancer: { simple: 'LEAST_CONN' } } }, /API definition/],
  ['a warning of the webhook', 'DestinationRule', { trafficPolicy: { loadBalancer: { consistentHash: { minimumRingSize: 5 } } } }, /webhook warns/],
  ['an error of the webhook of Gateways', 'Gateway', { servers: [{ port: { targetPort: 80 } }] }, /webhook refuses/],
  ['an error of the webhook of Sidecars', 'Sidecar', { ingress: [{ port: { targetPort: 80 } }] }, /webhook refuses/],
  ['istioctl', 'VirtualService', { http: [{ fault: { delay: { percent: 5 } } }] }, /istioctl analyze/],
])('the reason is who says so: %s', (_, kind, spec, why) => {
  expect(checkDeprecated(object(kind, spec), '1.31').map(each => each.why)).toEqual([expect.stringMatching(why)]);
});

test.each<[string, string, unknown]>([
  ['another value', 'DestinationRule', { trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' } } }],
  ['null, which counts as absent', 'VirtualService', { http: [{ mirrorPercent: null }] }],
  ['a list where a map belongs', 'DestinationRule', { trafficPolicy: [{ outlierDetection: { consecutiveErrors: 5 } }] }],
  ['an inherited name', 'VirtualService', { http: [Object.create({ mirrorPercent: 5 })] }],
  ['no spec', 'VirtualService', undefined],
])('nothing is deprecated about %s', (_, kind, spec) => {
  expect(check(kind, spec)).toEqual([]);
});

test('a kind of the same name that is not Istio’s is passed by', () => {
  expect(checkDeprecated({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: { servers: [{ port: { targetPort: 1 } }] } } as any, '1.29')).toEqual([]);
});

describe('a minor is not told of', () => {
  const spec = { trafficPolicy: { retryBudget: { percent: { value: 5 } } } };
  const entry = (more: Partial<Deprecation>): Deprecation => ({ kinds: ['DestinationRule'], place: '**retryBudget.percent', saidBy: 'proto', ...more });

  test.each<[string, Deprecation, string[]]>([
    ['a successor that it does not know', entry({ successor: 'budgetInterval' }), ['1.31']],
    ['a value that it does not know', entry({ place: '**retryBudget.percent', successor: 'percent=NONE' }), []],
    ['what a newer one deprecated', entry({ since: '1.30' }), ['1.30', '1.31']],
    ['what a minor deprecated that the library does not know', entry({ since: '1.99' }), []],
  ])('%s', (_, deprecation, told) => {
    expect(ISTIO_MINORS.filter(minor => checkDeprecated(object('DestinationRule', spec), minor, [deprecation]).length > 0)).toEqual(told);
  });
});

describe('the overlay', () => {
  test.each(DEPRECATIONS.flatMap(deprecation => deprecation.kinds.map(kind => [`${kind} ${deprecation.place} ${deprecation.value ?? ''}`, kind, deprecation] as const)))(
    '%s stands for places that the schema has, and so does its successor', (_, kind, deprecation) => {
      const { value, successor } = deprecation;
      const places = placesOf(kind, deprecation);
      expect(places.length).toBeGreaterThan(0);
      for (const each of places) {
        const path = fieldPathOf(each);
        expect(factAt(LATEST_MINOR, kind, path)?.enum ?? [value]).toContain(value);
        if (successor !== undefined) {
          const [next, nextValue] = successor.split('=');
          const fact = factAt(LATEST_MINOR, kind, [...path.slice(0, -1), ...fieldPathOf(next).slice(1)]);
          expect({ each, known: fact !== undefined && (nextValue === undefined || fact.enum!.includes(nextValue)) }).toEqual({ each, known: true });
        }
      }
    });

  test('the typed constructs write nothing that is deprecated and has a successor', () => {
    const written = kitchenSinkObjects().flatMap(each => checkDeprecated(each, LATEST_MINOR));
    expect(written.filter(({ deprecation }) => deprecation.successor !== undefined)).toEqual([]);
    expect([...new Set(written.map(({ deprecation }) => `${deprecation.kinds} ${deprecation.place} ${deprecation.value ?? ''}`.trim()))].sort()).toEqual([
      'EnvoyFilter configPatches[].applyTo BOOTSTRAP', 'Sidecar outboundTrafficPolicy.egressProxy',
    ]);
  });
});

describe('a value of an open field that came with a minor', () => {
  const policy = object('AuthorizationPolicy', { rules: [{ when: [{ key: 'source.namespace', values: ['a'] }, { key: 'source.trustDomain', values: ['a'] }] }] });

  test.each(ISTIO_MINORS)('is judged by the version that is set: %s', minor => {
    expect(checkNewerValues(policy, minor).map(({ code, path, message }) => [code, fieldPathText(path), message])).toEqual(minor === '1.29' ? [
      ['MESH0111', 'spec.rules[0].when[1].key', 'The value "source.trustDomain" needs Istio 1.30, and the version set is 1.29.'],
    ] : []);
  });

  test('may be all that begin alike', () => {
    const table = [{ kinds: ['AuthorizationPolicy'], place: 'rules[].when[].key', value: 'source.*', since: '1.31', before: 'It is refused.' }];
    expect(checkNewerValues(policy, '1.30', table)).toHaveLength(2);
  });
});

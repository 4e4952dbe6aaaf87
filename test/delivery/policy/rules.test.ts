import { policy } from '../../../src';
import { faultsOf } from '../../../src/delivery/policy/faults';
import { objectOf } from '../../../src/delivery/policy/rego-text';
import { POLICY_RULES } from '../../../src/delivery/policy/rules';

const { PolicyRule } = policy;

describe.each(POLICY_RULES.map(definition => [definition.rule, definition] as const))('%s', (_, definition) => {
  test.each(definition.cases.map(each => [each.title, each] as const))('%s', (_title, each) => {
    expect(faultsOf(definition, objectOf(definition, each), 'istio-system')).toEqual(each.faults);
  });

  test('has at least one case that is refused and two that are not, each under a name of its own', () => {
    const titles = definition.cases.map(({ title }) => title.toLowerCase().replace(/[^a-z0-9]+/g, '_'));
    expect(definition.cases.filter(({ faults }) => faults.length > 0).length).toBeGreaterThanOrEqual(1);
    expect(definition.cases.filter(({ faults }) => faults.length === 0).length).toBeGreaterThanOrEqual(2);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test.each([
    ['nothing', undefined], ['an empty map', {}], ['a text', 'x'], ['lists where maps belong', { http: {}, rules: 1, host: [], subsets: 'x', trafficPolicy: [] }],
  ])('an object whose spec is %s does no harm', (_title, spec) => {
    const { group, version, kind } = definition.subject;
    expect(() => faultsOf(definition, { apiVersion: `${group}/${version}`, kind, metadata: { name: 'sample' }, spec }, 'istio-system')).not.toThrow();
  });
});

test('every rule is in the catalogue, but the one that needs several objects', () => {
  expect(POLICY_RULES.map(({ rule }) => rule)).toEqual(Object.values(PolicyRule).filter(rule => rule !== PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT));
});

test('another root namespace is where a selecting PeerAuthentication is ignored', () => {
  const definition = POLICY_RULES.find(({ rule }) => rule === PolicyRule.IGNORED_PEER_AUTHENTICATION)!;
  const object = {
    apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'a', namespace: 'mesh-root' }, spec: { selector: { matchLabels: { app: 'a' } } },
  };
  expect(faultsOf(definition, object, 'mesh-root')).toEqual(['spec.selector']);
  expect(faultsOf(definition, object, 'istio-system')).toEqual([]);
});

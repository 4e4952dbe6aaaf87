import { ApiObject, App, Chart } from 'cdk8s';
import { policy } from '../../../src';
import { POLICY_RULES } from '../../../src/delivery/policy/rules';

const { AdmissionAction, AdmissionPolicies, AdmissionPolicy, PolicyRule } = policy;

function emitted(make: (chart: Chart) => void): any[] {
  const chart = new Chart(new App(), 'policies');
  make(chart);
  return chart.node.findAll().filter(construct => ApiObject.isApiObject(construct)).map(object => (object as ApiObject).toJson());
}

const ROUTES = { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices' };

describe('AdmissionPolicies', () => {
  test('every rule is a policy with its binding', () => {
    const objects = emitted(chart => new AdmissionPolicies(chart, 'Policies'));
    expect(objects.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual(POLICY_RULES.flatMap(({ rule }) => [
      `ValidatingAdmissionPolicy mesh-${rule}`, `ValidatingAdmissionPolicyBinding mesh-${rule}`,
    ]));
  });

  test('a rule that only warns is bound so that it warns and is counted, the others refuse', () => {
    const bindings = emitted(chart => new AdmissionPolicies(chart, 'Policies', { rules: [PolicyRule.ALLOW_ALL_POLICY, PolicyRule.ANY_IDENTITY_POLICY] }))
      .filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding').map(({ spec }) => spec);
    expect(bindings).toEqual([
      { policyName: 'mesh-allow-all-policy', validationActions: ['Deny'] },
      { policyName: 'mesh-any-identity-policy', validationActions: ['Warn', 'Audit'] },
    ]);
  });

  test.each([
    [AdmissionAction.DENY, ['Deny']], [AdmissionAction.WARN, ['Warn', 'Audit']], [AdmissionAction.AUDIT, ['Audit']],
  ])('action %s counts for every rule', (action, validationActions) => {
    const bindings = emitted(chart => new AdmissionPolicies(chart, 'Policies', { action })).filter(({ kind }) => kind.endsWith('Binding'));
    expect(bindings.map(({ spec }) => spec.validationActions)).toEqual(bindings.map(() => validationActions));
  });

  test('excepted namespaces are told by the label that the API server gives them, sorted and once', () => {
    const [, binding] = emitted(chart => new AdmissionPolicies(chart, 'Policies', {
      rules: [PolicyRule.ALLOW_ALL_POLICY], exceptNamespaces: ['legacy', 'istio-system', 'legacy'], namePrefix: 'acme',
    }));
    expect(binding).toMatchObject({
      metadata: { name: 'acme-allow-all-policy' },
      spec: {
        matchResources: { namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['istio-system', 'legacy'] }] } },
      },
    });
  });

  test.each([
    ['no rules', { rules: [] }, 'MESH0001'],
    ['a rule that needs several objects', { rules: [PolicyRule.ALLOW_ALL_POLICY, PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT] }, 'MESH0826'],
    ['an excepted namespace that is no name', { exceptNamespaces: ['Legacy'] }, 'MESH0003'],
    ['an empty prefix', { namePrefix: '' }, 'MESH0003'],
    ['a root namespace that is no name', { rootNamespace: 'a b' }, 'MESH0003'],
  ])('%s is refused', (_title, props, code) => {
    expect(() => emitted(chart => new AdmissionPolicies(chart, 'Policies', props))).toThrow(expect.objectContaining({ code }));
  });
});

describe('AdmissionPolicy', () => {
  test('a policy of one’s own: objects that are being deleted pass with the spec they had, what cannot be evaluated does not', () => {
    expect(emitted(chart => new AdmissionPolicy(chart, 'ShortNames', {
      ...ROUTES,
      variables: [{ name: 'hosts', expression: 'has(object.spec.hosts) ? object.spec.hosts : []' }],
      validations: [{ expression: 'variables.hosts.all(host, host.contains("."))', message: 'hosts are written in full' }],
    }))).toEqual([
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'short-names' },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            matchPolicy: 'Equivalent',
            resourceRules: [{
              apiGroups: ['networking.istio.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['virtualservices'], scope: 'Namespaced',
            }],
          },
          matchConditions: [{
            name: 'not-being-deleted',
            expression: '!has(object.metadata.deletionTimestamp) || oldObject == null || has(object.spec) != has(oldObject.spec)'
              + ' || (has(object.spec) && object.spec != oldObject.spec)',
          }],
          variables: [{ name: 'hosts', expression: 'has(object.spec.hosts) ? object.spec.hosts : []' }],
          validations: [{ expression: 'variables.hosts.all(host, host.contains("."))', message: 'hosts are written in full' }],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: 'short-names' },
        spec: { policyName: 'short-names', validationActions: ['Deny'] },
      },
    ]);
  });

  const validations = [{ expression: 'true', message: 'never' }];
  test.each([
    ['no validation', { ...ROUTES, validations: [] }, 'MESH0825'],
    ['an empty expression', { ...ROUTES, validations: [{ expression: ' ', message: 'm' }] }, 'MESH0825'],
    ['an empty message', { ...ROUTES, validations: [{ expression: 'true', message: '' }] }, 'MESH0825'],
    ['a message of two lines', { ...ROUTES, validations: [{ expression: 'true', message: 'a\nb' }] }, 'MESH0825'],
    ['a variable that is no name', { ...ROUTES, validations, variables: [{ name: 'a-b', expression: '1' }] }, 'MESH0825'],
    ['a variable twice', { ...ROUTES, validations, variables: [{ name: 'a', expression: '1' }, { name: 'a', expression: '2' }] }, 'MESH0825'],
    ['a variable without expression', { ...ROUTES, validations, variables: [{ name: 'a', expression: '' }] }, 'MESH0825'],
    ['an empty group', { ...ROUTES, group: '', validations }, 'MESH0825'],
    ['a kind in place of its plural', { ...ROUTES, resource: 'VirtualService', validations }, 'MESH0825'],
    ['a version that is none', { ...ROUTES, version: '', validations }, 'MESH0825'],
    ['an empty name', { ...ROUTES, name: '', validations }, 'MESH0003'],
  ])('%s is refused', (_title, props, code) => {
    expect(() => emitted(chart => new AdmissionPolicy(chart, 'Policy', props))).toThrow(expect.objectContaining({ code }));
  });
});

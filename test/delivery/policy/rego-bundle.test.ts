import { policy } from '../../../src';
import { POLICY_RULES } from '../../../src/delivery/policy/rules';

const { PolicyRule, RegoBundle } = policy;

function fileOf(bundle: policy.RegoBundle, path: string): string {
  return bundle.files.find(file => file.path === path)!.text;
}

test('every rule is a file with its tests beside it, and what rules share is one more', () => {
  expect(new RegoBundle().files.map(({ path }) => path)).toEqual([
    'mesh.rego',
    ...POLICY_RULES.map(({ rule }) => rule.replace(/-/g, '_')).flatMap(name => [`${name}.rego`, `${name}_test.rego`]),
  ]);
});

test('a bundle holds the rules that are named, in the order of the catalogue', () => {
  const bundle = new RegoBundle({ rules: [PolicyRule.ALLOW_ALL_POLICY, PolicyRule.ROUTE_WITHOUT_TIMEOUT] });
  expect(bundle.files.map(({ path }) => path)).toEqual([
    'mesh.rego', 'route_without_timeout.rego', 'route_without_timeout_test.rego', 'allow_all_policy.rego', 'allow_all_policy_test.rego',
  ]);
});

test('a rule that only warns is a set that conftest takes for warnings', () => {
  const bundle = new RegoBundle();
  expect(fileOf(bundle, 'route_without_timeout.rego')).toContain('\ndeny_route_without_timeout contains fault(field, words) if {\n');
  expect(fileOf(bundle, 'any_identity_policy.rego')).toContain('\nwarn_any_identity_policy contains fault(field, words) if {\n');
});

test('files are in Rego of version 1, in one package, and say whose they are', () => {
  for (const { path, text } of new RegoBundle().files) {
    expect(text).toContain(`\npackage cdk8s_istio.policies${path.endsWith('_test.rego') ? '_test' : ''}\n`);
    expect(text).toContain('import rego.v1\n');
    expect(text).toMatch(/^# Written by policy\.RegoBundle/);
  }
  expect(new RegoBundle().packageName).toBe('cdk8s_istio.policies');
});

test('the root namespace is in the rule and in its tests', () => {
  const bundle = new RegoBundle({ rules: [PolicyRule.IGNORED_PEER_AUTHENTICATION], rootNamespace: 'mesh-root' });
  for (const { path, text } of bundle.files.slice(1)) {
    expect([path, text.includes('"mesh-root"'), text.includes('istio-system')]).toEqual([path, true, false]);
  }
});

test.each([
  ['no rules', { rules: [] }, 'MESH0001', 'Everything would pass'],
  ['a rule that needs several objects', { rules: [PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT] }, 'MESH0826', 'PolicyRulePack'],
  ['no root namespace', { rootNamespace: '' }, 'MESH0003', 'rootNamespace'],
  ['a root namespace that is no name', { rootNamespace: 'Istio System' }, 'MESH0003', 'rootNamespace'],
])('%s is refused', (_title, props, code, words) => {
  expect(() => new RegoBundle(props)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
});

import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';
import { policyHostNotServed } from '../../src/analysis/rules/security/policy-host-not-served';
import { misspeltNamespace } from '../../src/analysis/rules/selection/misspelt-namespace';

function said(text: string, declared = ''): string[] {
  const { findings, faults } = examine([...manifestsOf(text), ...manifestsOf(declared, { declared: true })], {
    minor: '1.31', rules: [misspeltNamespace, policyHostNotServed], checkObjects: false,
  });
  expect(faults).toEqual([]);
  return findings.map(({ rule, field, found, nearest }) => `${rule} ${field}: ${found} -> ${nearest}`);
}

const namespace = (name: string) => `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }\n---\n`;
const service = (name: string) => `{ apiVersion: v1, kind: Service, metadata: { name: cart, namespace: ${name} } }\n---\n`;

describe('a Namespace almost called as one that is used', () => {
  test.each<[string, string, string, string[]]>([
    ['two letters swapped', namespace('shpo') + service('shop'), '', ['misspelt-namespace metadata.name: shpo -> shop']],
    ['of services that others deploy: there may be both', namespace('biling'), service('billing'), []],
    ['the namespace that is used has its Namespace too', namespace('shops') + namespace('shop') + service('shop'), '', []],
    ['both are used', namespace('shops') + service('shops') + service('shop'), '', []],
    ['two letters away', namespace('shopsy') + service('shop'), '', []],
    ['a number more', namespace('team1') + service('team'), '', []],
    ['a short name', namespace('qa') + service('qb'), '', []],
    ['policies are no use of it', namespace('shpo') + service('shop')
      + '{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: a, namespace: shpo }, spec: {} }', '',
    ['misspelt-namespace metadata.name: shpo -> shop']],
  ])('%s', (_, text, declared, expected) => {
    expect(said(text, declared)).toEqual(expected);
  });
});

describe('a policy at a gateway with a host that is not served', () => {
  const gateway = (hosts: string, labels = 'istio: ingressgateway') => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: istio-ingress }
spec: { selector: { ${labels} }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [${hosts}] }] }
---
`;
  const policy = (operation: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: office, namespace: istio-ingress }
spec: { selector: { matchLabels: { istio: ingressgateway } }, action: DENY, rules: [{ to: [{ operation: { ${operation} } }] }] }
`;
  const at = (field: string, found: string, nearest: string) => `policy-host-not-served spec.rules[0].to[0].operation.${field}: ${found} -> ${nearest}`;
  test.each<[string, string, string, string[]]>([
    ['a letter', 'admin.example.com', 'hosts: [admim.example.com]', [at('hosts[0]', 'admim.example.com', 'admin.example.com')]],
    ['with a port', 'admin.example.com', 'hosts: ["exact.example.com", "admim.example.com:8443"]', [at('hosts[1]', 'admim.example.com:8443', 'admin.example.com:8443')]],
    ['in notHosts', 'a/admin.example.com', 'notHosts: ["admni.example.com:*"]', [at('notHosts[0]', 'admni.example.com:*', 'admin.example.com:*')]],
    ['in capitals', 'admin.example.com', 'hosts: [ADMIN.example.com]', []],
    ['within a wildcard', '"*.example.com", admin.example.com', 'hosts: [admim.example.com]', []],
    ['a wildcard', 'admin.example.com', 'hosts: ["*.example.com"]', []],
    ['like none', 'admin.example.com', 'hosts: [blog.example.org]', []],
  ])('%s', (_, hosts, operation, expected) => {
    expect(said(gateway(hosts) + policy(operation))).toEqual(expected);
  });

  test('a Gateway of another workload serves nothing here', () => {
    expect(said(gateway('admin.example.com', 'istio: other') + policy('hosts: [admim.example.com]'))).toEqual([]);
  });
});

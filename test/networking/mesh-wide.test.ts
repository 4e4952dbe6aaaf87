import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AuthorizationPolicy, EnvoyFilter, EnvoyPatch, EnvoyPatchOperation, ExtensionFilter, Fleet, JwtKeys, MutualTlsMode, PeerAuthentication,
  PolicyTarget, ProxyConfig, RequestAuthentication, Sidecar, SidecarOutboundTrafficPolicy, Telemetry, TrafficExtension, WasmPlugin, WorkloadSelector,
} from '../../src';
import { rootNamespaceOf } from '../../src/networking/mesh-context';

interface Props { readonly namespace?: string; readonly meshWide?: boolean }
type Maker = (scope: Construct, props: Props, labels?: { [key: string]: string }) => { toJson(): any };

const target = (labels?: { [key: string]: string }) => labels && PolicyTarget.labels(labels);
const selector = (labels?: { [key: string]: string }) => labels && WorkloadSelector.labels(labels);

/** Every kind that holds for the whole mesh when it is in the root namespace and selects nothing. */
const KINDS: Record<string, Maker> = {
  'AuthorizationPolicy that denies all': (scope, props, labels) => AuthorizationPolicy.denyAll(scope, 'O', { ...props, target: target(labels) }),
  'AuthorizationPolicy with rules': (scope, props, labels) =>
    AuthorizationPolicy.allow(scope, 'O', { ...props, target: target(labels), rules: [{ everyRequest: true }] }),
  'RequestAuthentication': (scope, props, labels) => new RequestAuthentication(scope, 'O', {
    ...props, target: target(labels), jwtRules: [{ issuer: 'i', keys: JwtKeys.uri('https://login.example.com/keys') }],
  }),
  'PeerAuthentication': (scope, props, labels) => new PeerAuthentication(scope, 'O', { ...props, selector: selector(labels), mutualTls: MutualTlsMode.STRICT }),
  'Telemetry': (scope, props, labels) => new Telemetry(scope, 'O', { ...props, target: target(labels), accessLogging: [{}] }),
  'WasmPlugin': (scope, props, labels) => new WasmPlugin(scope, 'O', { ...props, target: target(labels), url: 'oci://registry.example.com/plugin:1' }),
  'TrafficExtension': (scope, props, labels) => new TrafficExtension(scope, 'O', { ...props, target: target(labels), filter: ExtensionFilter.lua('--') }),
  'EnvoyFilter': (scope, props, labels) => new EnvoyFilter(scope, 'O', {
    ...props, target: target(labels), configPatches: [EnvoyPatch.cluster(EnvoyPatchOperation.remove())],
  }),
  'ProxyConfig': (scope, props, labels) => new ProxyConfig(scope, 'O', { ...props, selector: selector(labels), concurrency: 1 }),
  'Sidecar': (scope, props, labels) => new Sidecar(scope, 'O', {
    ...props, workloadSelector: selector(labels), outboundTrafficPolicy: SidecarOutboundTrafficPolicy.registryOnly(),
  }),
};

function chart(namespace: string, rootNamespace?: string): Chart {
  return new Chart(new Fleet({ outdir: '/nowhere' }).addEnvironment('test', { mesh: { rootNamespace } }), 'chart', { namespace });
}

describe.each(Object.entries(KINDS))('%s', (_, make) => {
  test('in the root namespace without selection has to say meshWide', () => {
    expect(() => make(chart('istio-system'), {})).toThrow(/MESH0019: .* holds for the whole mesh[\s\S]*reaches the workloads of all namespaces[\s\S]*meshWide: true/);
    expect(() => make(chart('istio-system'), { meshWide: false })).toThrow(/MESH0019/);
    expect(() => make(chart('shop'), { namespace: 'istio-system' })).toThrow(/MESH0019/);
  });

  test('that says so is what it was, and nothing of it is written', () => {
    const document = make(chart('istio-system'), { meshWide: true }).toJson();
    expect(document.metadata.namespace).toBe('istio-system');
    expect(JSON.stringify(document)).not.toContain('meshWide');
  });

  test('elsewhere must not say it', () => {
    expect(() => make(chart('shop'), { meshWide: true })).toThrow(/MESH0019: .* is said to be mesh-wide and is not[\s\S]*namespace: 'istio-system'/);
    expect(() => make(chart('shop'), { meshWide: true }, { app: 'cart' })).toThrow(/MESH0019[\s\S]*workloads that it selects/);
    expect(() => make(chart('istio-system'), { meshWide: true }, { app: 'cart' })).toThrow(/MESH0019[\s\S]*leave the selection out/);
    expect(() => make(chart('shop'), {})).not.toThrow();
    expect(() => make(chart('shop'), { meshWide: false })).not.toThrow();
  });

  test('the root namespace is that of the environment', () => {
    expect(() => make(chart('istio-system', 'mesh-root'), {})).not.toThrow();
    expect(() => make(chart('mesh-root', 'mesh-root'), {})).toThrow(/MESH0019/);
    expect(rootNamespaceOf(chart('mesh-root', 'mesh-root'))).toBe('mesh-root');
  });
});

test.each(Object.entries(KINDS).filter(([name]) => name !== 'PeerAuthentication'))('%s with a selection is legal in the root namespace', (_, make) => {
  expect(() => make(chart('istio-system'), {}, { app: 'cart' })).not.toThrow();
});

test('a PeerAuthentication with a selector in the root namespace, which Istio ignores, is an error', () => {
  expect(() => KINDS.PeerAuthentication(chart('istio-system'), {}, { app: 'cart' })).toThrow(/MESH0002[\s\S]*Istio ignores it[\s\S]*namespace of the workloads/);
});

test('without any namespace nothing is mesh-wide', () => {
  const nowhere = new Chart(new Fleet({ outdir: '/nowhere' }).addEnvironment('test'), 'chart');
  expect(() => new Telemetry(nowhere, 'O', { meshWide: true })).toThrow(/MESH0019[\s\S]*\(none\)/);
});

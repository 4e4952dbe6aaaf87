import { DataPlane, MeshNamespace, MeshService, MutualTlsMode, ZeroTrustNamespace } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';
const LEDGER = 'ledger.shop.svc.cluster.local:9000';

export const STORY: PatternStory = {
  pattern: 'ZeroTrustNamespace',
  chapter: 'security',
  title: 'Zero-trust namespace',
  when: `For every namespace, once all of its callers are in the mesh: nobody gets in who is not admitted by name, with \`service.connections\`. While
there are callers without sidecar, take \`MutualTlsMigration\` first. Not for the namespace of an ingress gateway: its callers are browsers, which
have no identity.

The kubelet's probes need no exception: Istio sends them to a port of its own that does not pass the sidecar. A collector of metrics is an
exception by name, for its paths only.`,
  mistakes: [
    {
      mistake: 'A namespace without data plane',
      consequence: 'The policies are there and nothing enforces them: everybody gets in.',
      refusedBy: 'MESH0002',
      fix: 'DataPlane.sidecar()',
      program: chart => {
        new ZeroTrustNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.none() });
      },
    },
    {
      mistake: 'The same objects in Istio’s root namespace',
      consequence: 'Every request in the whole mesh is refused.',
      refusedBy: 'MESH0019',
      fix: 'meshWide: true',
      program: chart => {
        new ZeroTrustNamespace(chart, 'Namespace', { name: 'istio-system' });
      },
    },
    {
      mistake: 'A collector whose identity is not known',
      consequence: 'A guess would admit somebody else, or nobody.',
      refusedBy: 'MESH0012',
      fix: 'serviceAccount',
      program: chart => {
        const scraper = new MeshService(chart, 'Prometheus', { name: 'prometheus', namespace: 'monitoring', ports: [{ number: 9090 }] });
        new ZeroTrustNamespace(chart, 'Namespace', { name: 'shop', scrapers: [{ scraper }] });
      },
    },
    {
      mistake: 'Metrics by path where only ztunnel decides',
      consequence: 'ztunnel knows no paths: a rule with one admits nobody, and the metrics are gone.',
      refusedBy: 'MESH0002',
      fix: 'name `ports`',
      program: chart => {
        const scraper = new MeshService(chart, 'Prometheus', { name: 'prometheus', namespace: 'monitoring', ports: [{ number: 9090 }], serviceAccount: 'prometheus' });
        new ZeroTrustNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient(), scrapers: [{ scraper, paths: ['/metrics'] }] });
      },
    },
    {
      mistake: 'A second mode of mutual TLS for the namespace',
      consequence: 'Istio takes the older of the two, which may be the permissive one.',
      refusedBy: 'MESH0201',
      program: chart => {
        new ZeroTrustNamespace(chart, 'Trusted', { name: 'shop' });
        new MeshNamespace(chart, 'Permissive', { name: 'shop', mutualTls: MutualTlsMode.PERMISSIVE });
      },
    },
  ],
  traffic: [
    {
      request: 'an admitted caller', from: 'shop/frontend', url: 'http://cart.shop:8080/cart', fate: { to: { [CART]: 100 }, transport: 'istio-mutual' },
    },
    { request: 'a caller of the same namespace whom nobody admitted', from: 'shop/batch', url: 'http://cart.shop:8080/cart', fate: { status: 403 } },
    { request: 'a service to which nobody is admitted', from: 'shop/frontend', url: 'http://batch.shop:8080/', fate: { status: 403 } },
    {
      request: 'the admitted caller without its sidecar: plain text, no identity',
      from: 'shop/frontend',
      sidecar: false,
      url: 'http://cart.shop:8080/cart',
      fate: { closed: true },
    },
    { request: 'an admitted caller on a port of TCP', from: 'shop/cart', url: 'tcp://ledger.shop:9000', fate: { to: { [LEDGER]: 100 } } },
    { request: 'anybody else on a port of TCP', from: 'shop/frontend', url: 'tcp://ledger.shop:9000', fate: { closed: true } },
    { request: 'the collector asks for metrics', from: 'monitoring/prometheus', url: 'http://cart.shop:8080/metrics', fate: { to: { [CART]: 100 } } },
    { request: 'the collector asks for something else', from: 'monitoring/prometheus', url: 'http://cart.shop:8080/cart', fate: { status: 403 } },
    {
      request: 'the collector asks for something else by a path that is normalized',
      from: 'monitoring/prometheus',
      url: 'http://cart.shop:8080/metrics/../cart',
      fate: { status: 403 },
    },
    { request: 'the collector writes', from: 'monitoring/prometheus', method: 'POST', url: 'http://cart.shop:8080/metrics', fate: { status: 403 } },
    { request: 'a caller of the namespace asks for metrics', from: 'shop/batch', url: 'http://cart.shop:8080/metrics', fate: { status: 403 } },
    {
      request: 'the kubelet probes a workload',
      from: 'kube-system/kubelet',
      sidecar: false,
      url: 'http://cart.shop:15020/app-health/cart/readyz',
      fate: { status: 200 },
      beyondTheLab: 'port 15020 is the agent’s beside the proxy: the redirection of the pod leaves it out, and no Envoy sees the request',
    },
  ],
};

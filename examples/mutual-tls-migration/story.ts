import { Chart } from 'cdk8s';
import { MeshNamespace, MeshService, MutualTlsMigration, MutualTlsMode, MutualTlsStep, PeerAuthentication } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local';
const OLD = { from: 'old/collector', sidecar: false };

export const STORY: PatternStory = {
  pattern: 'MutualTlsMigration',
  chapter: 'security',
  title: 'Mutual TLS, step by step',
  when: `For a namespace with callers that have no sidecar yet. Begin with \`MutualTlsStep.permissive()\`, move workloads with \`strictFor([…])\` as their last
plain-text caller goes, and end with \`strict()\`. What must stay open stays open port by port, with a reason. In the end take \`ZeroTrustNamespace\`: mutual TLS
says who calls, and only a policy says who may.`,
  mistakes: [
    {
      mistake: 'The number of the Service’s port instead of the workload’s',
      consequence: 'Istio keys exceptions by the workload’s port: the exception is for a port that nobody uses.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error ports are named, and their numbers are looked up
        new MutualTlsMigration(chart, 'MutualTls', { namespace: 'shop', step: MutualTlsStep.strict(), plaintextPorts: [{ service: cart(chart), port: 80, reason: 'old' }] });
      },
    },
    {
      mistake: 'A port that the service does not have',
      consequence: 'The callers that the exception was made for are cut off.',
      refusedBy: 'MESH0006',
      fix: 'http-metrics',
      program: chart => {
        new MutualTlsMigration(chart, 'MutualTls', {
          namespace: 'shop', step: MutualTlsStep.strict(), plaintextPorts: [{ service: cart(chart), port: 'http-metric', reason: 'the collector' }],
        });
      },
    },
    {
      mistake: 'An exception without reason',
      consequence: 'Nobody dares to close the port again.',
      refusedBy: 'MESH0021',
      fix: 'until when',
      program: chart => {
        new MutualTlsMigration(chart, 'MutualTls', {
          namespace: 'shop', step: MutualTlsStep.strict(), plaintextPorts: [{ service: cart(chart), port: 'http-metrics', reason: '' }],
        });
      },
    },
    {
      mistake: 'Two services of one workload',
      consequence: 'Two PeerAuthentications for one workload: Istio takes the older.',
      refusedBy: 'MESH0002',
      fix: 'one of the two',
      program: chart => {
        const twin = new MeshService(chart, 'Twin', { name: 'cart-admin', ports: [{ name: 'http', number: 90 }], selector: { app: 'cart' } });
        new MutualTlsMigration(chart, 'MutualTls', { namespace: 'shop', step: MutualTlsStep.strictFor([cart(chart), twin]) });
      },
    },
    {
      mistake: 'A service of another namespace',
      consequence: 'The object would select nothing.',
      refusedBy: 'MESH0002',
      fix: 'a migration of its own',
      program: chart => {
        new MutualTlsMigration(chart, 'MutualTls', { namespace: 'billing', step: MutualTlsStep.strictFor([cart(chart)]) });
      },
    },
    {
      mistake: 'The mode of the namespace in two places',
      consequence: 'Istio takes the older of the two.',
      refusedBy: 'MESH0201',
      program: chart => {
        new MeshNamespace(chart, 'Namespace', { name: 'shop', mutualTls: MutualTlsMode.STRICT });
        new MutualTlsMigration(chart, 'MutualTls', { namespace: 'shop', step: MutualTlsStep.permissive() });
      },
    },
    {
      mistake: 'Another mode for the namespace under another name',
      consequence: 'Istio takes the one that was created first, which no file tells.',
      refusedBy: 'MESH1202',
      fix: 'remove the other',
      program: chart => {
        new PeerAuthentication(chart, 'Strict', { mutualTls: MutualTlsMode.STRICT });
        new MutualTlsMigration(chart, 'MutualTls', { namespace: 'shop', step: MutualTlsStep.permissive() });
      },
    },
    {
      mistake: 'The whole mesh at once',
      consequence: 'Every caller in plain text, of every namespace, is cut off.',
      refusedBy: 'MESH0019',
      fix: 'meshWide: true',
      program: chart => {
        new MutualTlsMigration(chart, 'MutualTls', { namespace: 'istio-system', step: MutualTlsStep.strict() });
      },
    },
  ],
  traffic: [
    { request: 'first step: plain text', ...OLD, url: 'http://warehouse.stock/', fate: { to: { 'warehouse.stock.svc.cluster.local:80': 100 } } },
    { request: 'first step: a caller with a sidecar', from: 'shop/frontend', url: 'http://warehouse.stock/', fate: { to: { 'warehouse.stock.svc.cluster.local:80': 100 }, transport: 'istio-mutual' } },
    { request: 'second step: plain text to the strict workload', ...OLD, url: 'http://invoices.billing/', fate: { closed: true } },
    { request: 'second step: plain text to another workload', ...OLD, url: 'http://reports.billing/', fate: { to: { 'reports.billing.svc.cluster.local:80': 100 } } },
    { request: 'second step: a caller with a sidecar', from: 'shop/frontend', url: 'http://invoices.billing/', fate: { to: { 'invoices.billing.svc.cluster.local:80': 100 }, transport: 'istio-mutual' } },
    { request: 'last step: plain text', ...OLD, url: 'http://cart.shop/', fate: { closed: true } },
    { request: 'last step: plain text to the port with a reason', ...OLD, url: 'http://cart.shop:81/metrics', fate: { to: { [`${CART}:81`]: 100 } } },
    { request: 'last step: a caller with a sidecar', from: 'shop/frontend', url: 'http://cart.shop/', fate: { to: { [`${CART}:80`]: 100 }, transport: 'istio-mutual' } },
    { request: 'last step: a caller with a sidecar to the port with a reason', from: 'shop/frontend', url: 'http://cart.shop:81/metrics', fate: { to: { [`${CART}:81`]: 100 } } },
    { request: 'last step: plain text to a workload without exceptions', ...OLD, url: 'http://frontend.shop:81/metrics', fate: { closed: true } },
  ],
};

function cart(chart: Chart): MeshService {
  return new MeshService(chart, 'Cart', {
    name: 'cart', ports: [{ name: 'http', number: 80 }, { name: 'http-metrics', number: 81, targetPort: 9090 }], selector: { app: 'cart' },
  });
}

import { EgressPort, ExternalService, MeshService } from '../../src';
import { PatternStory } from '../pattern-story';

export const STORY: PatternStory = {
  pattern: 'ExternalService',
  chapter: 'egress',
  title: 'External service',
  when: `For every host outside of the mesh that workloads call, above all where the mesh is \`REGISTRY_ONLY\`: it makes the host known, and a handle of
it that routes, connections and scopes take. Sidecars call it directly; nothing but a network policy can then refuse a call. With \`EgressPort.tlsOrigination\`
the proxy encrypts, and with \`egressGateway\` a gateway decides who gets out.`,
  mistakes: [
    {
      mistake: 'A TCP port without addresses',
      consequence: 'The entry takes every connection of the mesh to that port, whatever host was meant.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error a TCP connection carries no host name: the addresses tell it
        new ExternalService(chart, 'Ledger', { host: 'ledger.example.com', port: EgressPort.tcp(5432) });
      },
    },
    {
      mistake: 'Conditions on calls that no proxy can refuse',
      consequence: 'It reads as if writing were forbidden, and every workload writes.',
      refusedBy: 'MESH0025',
      fix: 'an egress gateway',
      program: chart => {
        const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], serviceAccount: 'cart' });
        const rates = new ExternalService(chart, 'Rates', { host: 'rates.example.com', port: EgressPort.http() });
        rates.connections.allowFrom(cart, { to: [{ paths: ['/rates'] }] });
      },
    },
    {
      mistake: 'One host declared twice in a namespace',
      consequence: 'Istio uses one of the two entries; which one, their age decides.',
      refusedBy: 'MESH0201',
      program: chart => {
        new ExternalService(chart, 'Payments', { host: 'api.payments.example', port: EgressPort.tls() });
        new ExternalService(chart, 'Again', { host: 'api.payments.example', port: EgressPort.http() });
      },
    },
    {
      mistake: 'A wildcard as the host of a database',
      consequence: 'Addresses belong to one host; connections to the others would be taken for it.',
      refusedBy: 'MESH0002',
      fix: 'one ExternalService for each host',
      program: chart => {
        new ExternalService(chart, 'Databases', { host: '*.databases.example', port: EgressPort.tcp(5432, ['203.0.113.7']) });
      },
    },
  ],
  meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
  traffic: [
    { request: 'an application that encrypts itself', from: 'shop/cart', url: 'tls://api.payments.example:443', fate: { to: { 'api.payments.example:443': 100 } } },
    {
      request: 'an application that speaks HTTP',
      from: 'shop/cart',
      url: 'http://rates.example.com/today',
      fate: { to: { 'rates.example.com:80': 100 }, transport: 'plaintext' },
    },
    { request: 'a database client', from: 'shop/cart', url: 'tcp://203.0.113.7:5432', fate: { to: { 'ledger.example.com:5432': 100 } } },
    {
      request: 'a host below the wildcard',
      from: 'shop/cart',
      url: 'tls://logs.buckets.example:443',
      fate: { to: { '*.buckets.example:443': 100 } },
    },
    { request: 'a host that nobody declared', from: 'shop/cart', url: 'http://elsewhere.example.com/', fate: { status: 502 } },
    { request: 'a host that nobody declared, encrypted', from: 'shop/cart', url: 'tls://elsewhere.example.com:443', fate: { closed: true } },
    { request: 'the database port at another address', from: 'shop/cart', url: 'tcp://203.0.113.8:5432', fate: { closed: true } },
  ],
};

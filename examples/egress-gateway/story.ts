import { EgressGateway, EgressPort, ExternalService, MeshService } from '../../src';
import { PatternStory } from '../pattern-story';

const GATEWAY = 'istio-egress/egressgateway';

export const STORY: PatternStory = {
  pattern: 'ExternalService',
  chapter: 'egress',
  title: 'Egress gateway',
  when: `Where it matters who gets out to which host, or where all calls must leave from one address: sidecars send the calls to a gateway, with mutual
TLS of the mesh, and the gateway lets through what \`connections\` declare. It decides for what comes to it; that nothing goes round it is the job of a
NetworkPolicy or a firewall. Policies on paths and methods need requests that the gateway can read: \`EgressPort.tlsOrigination\`.`,
  mistakes: [
    {
      mistake: 'Paths and methods for calls that the application encrypts',
      consequence: 'The gateway sees no requests, and Istio drops such a rule on TCP: nobody gets out, or, as a denial, everybody is refused.',
      refusedBy: 'MESH0025',
      fix: 'tlsOrigination',
      program: chart => {
        const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], serviceAccount: 'cart' });
        const egress = new MeshService(chart, 'Egress', { name: 'egress', ports: [{ name: 'https', number: 443 }], selector: { istio: 'egress' } });
        const payments = new ExternalService(chart, 'Payments', {
          host: 'api.payments.example', port: EgressPort.tls(), egressGateway: EgressGateway.fromGateway(egress),
        });
        payments.connections.allowFrom(cart, { to: [{ paths: ['/charges'] }] });
      },
    },
    {
      mistake: 'A caller whose identity is not known',
      consequence: 'The gateway would admit nobody, or whoever runs without a service account of its own.',
      refusedBy: 'MESH0012',
      fix: 'serviceAccount',
      program: chart => {
        const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        const egress = new MeshService(chart, 'Egress', { name: 'egress', ports: [{ name: 'https', number: 443 }], selector: { istio: 'egress' } });
        const payments = new ExternalService(chart, 'Payments', {
          host: 'api.payments.example', port: EgressPort.tls(), egressGateway: EgressGateway.fromGateway(egress),
        });
        payments.connections.allowFrom(cart);
      },
    },
    {
      mistake: 'A gateway of which only the host is known',
      consequence: 'Neither a server nor a policy could be put onto it: calls would pass it unseen.',
      refusedBy: 'MESH0002',
      fix: 'ports',
      program: chart => {
        EgressGateway.fromGateway(MeshService.fromHost(chart, 'Egress', 'egress.istio-egress.svc.cluster.local'));
      },
    },
    {
      mistake: 'A caller admitted to the gateway as a whole',
      consequence: 'It may call every host behind it, whatever the connections of that host say.',
      refusedBy: 'MESH0002',
      fix: 'externalService.connections.allowFrom',
      program: chart => {
        const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], serviceAccount: 'cart' });
        const egress = new MeshService(chart, 'Egress', { name: 'egress', ports: [{ name: 'https', number: 443 }], selector: { istio: 'egress' } });
        new ExternalService(chart, 'Payments', { host: 'api.payments.example', port: EgressPort.tls(), egressGateway: EgressGateway.fromGateway(egress) });
        egress.connections.allowFrom(cart);
      },
    },
    {
      mistake: 'A wildcard through a gateway',
      consequence: 'The gateway has to look up one name, and gets none.',
      refusedBy: 'MESH0002',
      fix: 'one ExternalService for each host',
      program: chart => {
        const egress = new MeshService(chart, 'Egress', { name: 'egress', ports: [{ name: 'https', number: 443 }], selector: { istio: 'egress' } });
        new ExternalService(chart, 'Buckets', { host: '*.buckets.example', port: EgressPort.tls(), egressGateway: EgressGateway.fromGateway(egress) });
      },
    },
  ],
  meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
  traffic: [
    {
      request: 'a declared caller that encrypts itself',
      from: 'shop/cart',
      url: 'tls://api.payments.example:443',
      fate: { to: { 'api.payments.example:443': 100 }, via: [GATEWAY] },
    },
    { request: 'a caller that encrypts itself and is not declared', from: 'shop/batch', url: 'tls://api.payments.example:443', fate: { closed: true } },
    {
      request: 'a declared caller that reads',
      from: 'shop/cart',
      url: 'http://rates.example.com/today',
      fate: { to: { 'rates.example.com:80': 100 }, via: [GATEWAY], transport: 'tls', sees: { host: 'rates.example.com' } },
    },
    {
      request: 'a declared caller: who it is stays in the mesh',
      from: 'shop/cart',
      url: 'http://rates.example.com/today',
      fate: { to: { 'rates.example.com:80': 100 }, sees: { headers: { 'x-forwarded-client-cert': null, 'x-forwarded-for': null, 'x-envoy-external-address': null } } },
    },
    { request: 'a caller that may only read, and writes', from: 'shop/cart', method: 'POST', url: 'http://rates.example.com/today', fate: { status: 403 } },
    {
      request: 'a caller that may write',
      from: 'shop/batch',
      method: 'POST',
      url: 'http://rates.example.com/today',
      fate: { to: { 'rates.example.com:80': 100 }, via: [GATEWAY] },
    },
    {
      request: 'a declared caller of another namespace',
      from: 'jobs/report',
      url: 'http://rates.example.com/today',
      fate: { to: { 'rates.example.com:80': 100 }, via: [GATEWAY] },
    },
    { request: 'a caller of another namespace that is not declared', from: 'jobs/report', url: 'tls://api.payments.example:443', fate: { closed: true } },
    { request: 'a declared database client', from: 'shop/batch', url: 'tcp://203.0.113.7:5432', fate: { to: { 'ledger.example.com:5432': 100 }, via: [GATEWAY] } },
    { request: 'a database client that is not declared', from: 'shop/cart', url: 'tcp://203.0.113.7:5432', fate: { closed: true } },
    { request: 'a caller that is not declared, with a server name in capitals', from: 'shop/batch', url: 'tls://API.payments.example:443', fate: { closed: true } },
    {
      request: 'a caller that may only read, writes with a port in the host',
      from: 'shop/cart',
      method: 'POST',
      url: 'http://rates.example.com/today',
      headers: { host: 'RATES.example.com:80' },
      fate: { status: 403 },
    },
    {
      request: 'a caller without sidecar goes to the gateway itself',
      from: 'shop/batch',
      sidecar: false,
      url: 'http://egressgateway.istio-egress:443/today',
      headers: { host: 'rates.example.com' },
      fate: { closed: true },
    },
    {
      request: 'a caller that is not declared makes up the address of a declared host',
      from: 'shop/cart',
      url: 'tcp://203.0.113.8:5432',
      fate: { closed: true },
    },
    { request: 'a host that nobody declared', from: 'shop/cart', url: 'http://elsewhere.example.com/', fate: { status: 502 } },
  ],
};

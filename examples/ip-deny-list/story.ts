import { Chart } from 'cdk8s';
import { ClientAddress, HttpWorkload, IpDenyList, MeshService, RefusedAddresses } from '../../src';
import { PatternStory } from '../pattern-story';

const FRONTEND = 'frontend.shop.svc.cluster.local:8080';
const ADMIN = 'admin.shop.svc.cluster.local:8080';
const MEDIA = 'media.shop.svc.cluster.local:8080';
const VAULT = { gateway: 'istio-ingress/ingressgateway', url: 'tls://vault.example.com:15443' };
const CDN = { gateway: 'istio-ingress/cdn-gateway', url: 'https://media.example.com/' };
const EDGE = { gateway: 'istio-ingress/ingressgateway' };

export const STORY: PatternStory = {
  pattern: 'IpDenyList',
  chapter: 'security',
  title: 'Addresses refused at the edge',
  when: `To refuse clients by their address, or all but some (\`RefusedAddresses.allBut\`), at the gateway: behind it every request comes from the gateway. How the gateway
learns the address has to be said, because a proxy too many that is trusted lets clients choose theirs: \`clientAddress.podAnnotations\` goes to the gateway's pods. In the
example clients connect to one gateway themselves, so \`X-Forwarded-For\` is not believed there; before the other stands a content delivery network,
and nobody else may reach it.

An address says little about who somebody is. For people take \`JwtLogin\`, for workloads \`connections\`.`,
  mistakes: [
    {
      mistake: 'A list that does not say how the address is known',
      consequence: 'Behind a proxy everybody has its address: the list refuses nobody, or everybody.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error clientAddress is required
        new IpDenyList(chart, 'List', { gateway: ingress(chart), refused: RefusedAddresses.these(['203.0.113.7']) });
      },
    },
    {
      mistake: 'The address of the connection',
      consequence: 'Behind a load balancer that is the load balancer’s address: the list refuses nobody, or everybody.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error there is no ipBlocks here
        new IpDenyList(chart, 'List', { gateway: ingress(chart), clientAddress: ClientAddress.ofConnection(), ipBlocks: ['203.0.113.7'] });
      },
    },
    {
      mistake: 'No trusted proxies, said as a number',
      consequence: 'Whether zero means that nobody or that everybody is believed is a matter of reading.',
      refusedBy: 'MESH0001',
      program: chart => list(chart, ClientAddress.trustedProxies(0), ['203.0.113.7']),
    },
    {
      mistake: 'A list at a service behind the gateway',
      consequence: 'There the address is what a header says, and every workload of the mesh can send that.',
      refusedBy: 'MESH0002',
      fix: 'HttpWorkload.gateway',
      program: chart => {
        const orders = new MeshService(chart, 'Orders', { name: 'orders', ports: [{ name: 'http', number: 80 }], selector: { app: 'orders' } });
        const refused = RefusedAddresses.these(['203.0.113.7']);
        new IpDenyList(chart, 'List', { gateway: HttpWorkload.service(orders), clientAddress: ClientAddress.ofConnection(), refused });
      },
    },
    {
      mistake: 'An empty list',
      consequence: 'Istio reads it as every address.',
      refusedBy: 'MESH0011',
      fix: 'at least one',
      program: chart => list(chart, ClientAddress.ofConnection(), []),
    },
    {
      mistake: 'A name in place of an address',
      consequence: 'Istio refuses the whole policy.',
      refusedBy: 'MESH0001',
      fix: '10.0.0.0/8',
      program: chart => list(chart, ClientAddress.proxyProtocol(), ['bad.example.com']),
    },
    {
      mistake: 'A host with a wildcard',
      consequence: 'x.admin.example.com:1 is routed as x.admin.example.com and is not on the list.',
      refusedBy: 'MESH0003',
      fix: 'whole hosts',
      program: chart => {
        new IpDenyList(chart, 'List', {
          gateway: ingress(chart), clientAddress: ClientAddress.ofConnection(), refused: RefusedAddresses.these(['203.0.113.7']), hosts: ['*.admin.example.com'],
        });
      },
    },
  ],
  traffic: [
    { request: 'a client whose address is on no list', ...EDGE, url: 'https://shop.example.com/', fate: { to: { [FRONTEND]: 100 } } },
    { request: 'a refused client', ...EDGE, clientAddress: '203.0.113.7', url: 'https://shop.example.com/', fate: { status: 403 } },
    {
      request: 'a refused client that claims another address',
      ...EDGE,
      clientAddress: '203.0.113.7',
      url: 'https://shop.example.com/',
      headers: { 'x-forwarded-for': '192.0.2.1' },
      fate: { status: 403 },
    },
    {
      request: 'a client that claims to have a refused address',
      ...EDGE,
      url: 'https://shop.example.com/',
      headers: { 'x-forwarded-for': '203.0.113.7' },
      fate: { to: { [FRONTEND]: 100 } },
    },
    { request: 'the office, at the host of the office', ...EDGE, clientAddress: '192.0.2.10', url: 'https://admin.example.com/', fate: { to: { [ADMIN]: 100 } } },
    { request: 'another client, at the host of the office', ...EDGE, url: 'https://admin.example.com/', fate: { status: 403 } },
    {
      request: 'another client that claims to be in the office',
      ...EDGE,
      url: 'https://admin.example.com/',
      headers: { 'x-forwarded-for': '192.0.2.10' },
      fate: { status: 403 },
    },
    { request: 'another client, with a port in the host', ...EDGE, url: 'https://admin.example.com/', headers: { host: 'admin.example.com:8443' }, fate: { status: 403 } },
    { request: 'another client, with capitals in the host', ...EDGE, url: 'https://admin.example.com/', headers: { host: 'Admin.Example.COM' }, fate: { status: 403 } },
    { request: 'another client, with a point after the host', ...EDGE, url: 'https://admin.example.com/', headers: { host: 'admin.example.com.' }, fate: { status: 404 } },
    {
      request: 'another client, with the host of everybody in TLS', ...EDGE, url: 'https://shop.example.com/', headers: { host: 'admin.example.com' }, fate: { status: 403 },
    },
    { request: 'a refused client, where the gateway passes TLS through', ...VAULT, clientAddress: '203.0.113.7', fate: { closed: true } },
    { request: 'another client, where the gateway passes TLS through', ...VAULT, fate: { to: { 'vault.shop.svc.cluster.local:443': 100 } } },
    { request: 'through the network: a client whose address is on no list', ...CDN, headers: { 'x-forwarded-for': '192.0.2.10' }, fate: { to: { [MEDIA]: 100 } } },
    { request: 'through the network: a refused client', ...CDN, headers: { 'x-forwarded-for': '203.0.113.7' }, fate: { status: 403 } },
    {
      request: 'through the network: a refused client that claims another address, to which the network adds the real one',
      ...CDN,
      headers: { 'x-forwarded-for': '192.0.2.10, 203.0.113.7' },
      fate: { status: 403 },
    },
    {
      request: 'through the network: a client that claims to have a refused address',
      ...CDN,
      headers: { 'x-forwarded-for': '203.0.113.7, 192.0.2.10' },
      fate: { to: { [MEDIA]: 100 } },
    },
    {
      request: 'past the network: whoever reaches the gateway himself is taken for the network, and believed',
      ...CDN,
      clientAddress: '203.0.113.7',
      headers: { 'x-forwarded-for': '192.0.2.10' },
      fate: { to: { [MEDIA]: 100 } },
    },
    { request: 'another client, at the host of everybody', ...EDGE, url: 'https://shop.example.com/admin', fate: { to: { [FRONTEND]: 100 } } },
  ],
};

function ingress(chart: Chart): HttpWorkload {
  return HttpWorkload.gateway(new MeshService(chart, 'Ingress', {
    name: 'ingressgateway', namespace: 'istio-ingress', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' },
  }));
}

function list(chart: Chart, clientAddress: ClientAddress, addresses: string[]): void {
  new IpDenyList(chart, 'List', { gateway: ingress(chart), clientAddress, refused: RefusedAddresses.these(addresses) });
}

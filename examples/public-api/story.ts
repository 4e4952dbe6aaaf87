import { ApiCors, Gateway, MeshService, PublicApi } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';
const CATALOG = 'catalog.shop.svc.cluster.local:8080';
const gateway = 'istio-ingress/ingressgateway';
const preflight = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'content-type' };

export const STORY: PatternStory = {
  pattern: 'PublicApi',
  chapter: 'edge',
  title: 'Public API',
  when: `For a service whose API outsiders call below a path: \`https://api.example.com/cart\`. It takes the path off where the service does not
know it, answers browsers of other origins, and keeps internal headers inside. The service's callers inside of the mesh are not concerned; give
them \`HttpService\` without hosts.

Several APIs may share a host while none lies below another. Where one does (\`/cart\` and \`/cart/admin\`), or where teams share a host, Istio
would order their VirtualServices by age: contribute \`PublicApi.routeFor(…)\` to \`HostRoutes\` there.

Some services read \`x_internal_user\` for \`x-internal-user\`; the gateway of the example refuses such names (\`connectionSettings: { profile: EDGE }\` of its
proxies), because removing a header removes one spelling.`,
  meshConfig: { defaultConfig: { connectionSettings: { profile: 'EDGE' } } },
  mistakes: [
    {
      mistake: 'A path prefix with a slash at its end',
      consequence: 'Requests for /cart itself get 404; and without it, as a plain prefix, requests for /cartoon arrive too, and /cart/items rewritten to / arrives as //items.',
      refusedBy: 'MESH0001',
      fix: 'write "/cart"',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        new PublicApi(chart, 'Api', { service, hosts: ['api.example.com'], gateways: [Gateway.fromName(chart, 'G', 'a/b')], pathPrefix: '/cart/' });
      },
    },
    {
      mistake: 'Every origin, with credentials',
      consequence: 'The proxy answers with the very origin that asks, so every site could act in the name of the user who visits it.',
      refusedBy: 'compiler',
      program: () => {
        // @ts-expect-error credentials are for stated origins only
        ApiCors.anyOrigin({ allowCredentials: true });
      },
    },
    {
      mistake: 'Credentials, and any header',
      consequence: 'With credentials browsers take "*" for the name of a header, and refuse every request that sets one.',
      refusedBy: 'MESH0024',
      fix: 'name the headers',
      program: () => {
        ApiCors.origins(['https://shop.example.com'], { allowCredentials: true, allowHeaders: ['*'] });
      },
    },
    {
      mistake: 'An origin with a path, or without scheme',
      consequence: 'No browser ever sends it, so the origin is not allowed.',
      refusedBy: 'MESH0001',
      fix: 'write "https://shop.example.com"',
      program: () => {
        ApiCors.origins(['https://shop.example.com/']);
      },
    },
  ],
  traffic: [
    { request: 'a client, below the prefix', gateway, url: 'https://api.example.com/cart/items?page=2', fate: { to: { [CART]: 100 }, sees: { path: '/items?page=2' } } },
    { request: 'a client, at the prefix', gateway, url: 'https://api.example.com/cart', fate: { to: { [CART]: 100 }, sees: { path: '/' } } },
    { request: 'a client, at the prefix with a slash', gateway, url: 'https://api.example.com/cart/', fate: { to: { [CART]: 100 }, sees: { path: '/' } } },
    { request: 'a client, at a path that begins alike', gateway, url: 'https://api.example.com/cartoon', fate: { status: 404 } },
    { request: 'a client, below the prefix that is rewritten', gateway, url: 'https://api.example.com/catalog/v2/a/b?c=d', fate: { to: { [CATALOG]: 100 }, sees: { path: '/internal/catalog/a/b?c=d' } } },
    { request: 'a client, at the prefix that is rewritten', gateway, url: 'https://api.example.com/catalog/v2', fate: { to: { [CATALOG]: 100 }, sees: { path: '/internal/catalog' } } },
    { request: 'a client, at a path that begins like the prefix that is rewritten', gateway, url: 'https://api.example.com/catalog/v20', fate: { status: 404 } },
    {
      request: 'a client that pretends to be inside',
      gateway,
      url: 'https://api.example.com/cart/items',
      headers: { 'x-internal-user': 'root' },
      fate: { to: { [CART]: 100 }, sees: { headers: { 'x-internal-user': null, 'x-published-as': 'api.example.com/cart' } }, answer: { 'x-envoy-upstream-service-time': null } },
    },
    { request: 'a client that spells an internal header with _', gateway, url: 'https://api.example.com/cart/items', headers: { x_internal_user: 'root' }, fate: { status: 400 } },
    { request: 'a client that climbs out of the prefix', gateway, url: 'https://api.example.com/cart/../internal', fate: { status: 404 } },
    { request: 'a client that writes letters of the prefix as escapes', gateway, url: 'https://api.example.com/%63art/items', fate: { to: { [CART]: 100 }, sees: { path: '/items' } } },
    {
      request: 'a preflight of the shop',
      gateway,
      method: 'OPTIONS',
      url: 'https://api.example.com/cart/items',
      headers: { ...preflight, origin: 'https://shop.example.com' },
      fate: {
        status: 200,
        answer: { 'access-control-allow-origin': 'https://shop.example.com', 'access-control-allow-credentials': 'true', 'access-control-allow-methods': 'GET,POST,DELETE' },
      },
    },
    {
      request: 'a preflight of another site',
      gateway,
      method: 'OPTIONS',
      url: 'https://api.example.com/cart/items',
      headers: { ...preflight, origin: 'https://evil.example.net' },
      fate: { status: 200, answer: { 'access-control-allow-origin': null } },
    },
    {
      request: 'a script of the shop',
      gateway,
      url: 'https://api.example.com/cart/items',
      headers: { origin: 'https://shop.example.com' },
      fate: { to: { [CART]: 100 }, answer: { 'access-control-allow-origin': 'https://shop.example.com', 'vary': 'Origin' } },
    },
    {
      request: 'a script of another site, which the browser keeps from reading the answer',
      gateway,
      url: 'https://api.example.com/cart/items',
      headers: { origin: 'https://evil.example.net' },
      fate: { to: { [CART]: 100 }, answer: { 'access-control-allow-origin': null } },
    },
    {
      request: 'a script of any site, where every origin may read',
      gateway,
      url: 'https://api.example.com/catalog/v2/a',
      headers: { origin: 'https://blog.example.org' },
      fate: { to: { [CATALOG]: 100 }, answer: { 'access-control-allow-origin': 'https://blog.example.org', 'access-control-allow-credentials': null } },
    },
  ],
};

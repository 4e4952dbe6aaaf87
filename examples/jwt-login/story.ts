import { Chart } from 'cdk8s';
import { HttpWorkload, JwtLogin, JwtLoginProps, MeshService } from '../../src';
import { LAB_ISSUER, PatternStory } from '../pattern-story';

const ACCOUNT = 'account.shop.svc.cluster.local:80';
const EDGE = { gateway: 'istio-ingress/ingressgateway' };
const CUSTOMER = { iss: LAB_ISSUER, aud: 'shop', sub: 'alice', groups: ['customers'] };

export const STORY: PatternStory = {
  pattern: 'JwtLogin',
  chapter: 'security',
  title: 'Login by JWT',
  when: `Where requests must carry a token of an issuer you trust: at the gateway, so that nothing without one gets in, and at the services that must not
rely on the gateway. It denies what has no token and admits nobody by itself, so it goes with \`connections\`: then both must hold, the caller and the token.

The public paths are as Istio sees them. The example's mesh normalizes \`%2F\` and \`//\` as applications do
(\`pathNormalization: DECODE_AND_MERGE_SLASHES\`); without it \`/assets/..%2Forders\` is a public path to Istio and may be \`/orders\` to the application.`,
  meshConfig: { pathNormalization: { normalization: 'DECODE_AND_MERGE_SLASHES' } },
  mistakes: [
    {
      mistake: 'Tokens for any audience',
      consequence: 'A token that the issuer gave for another application opens this one.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error audiences are required
        login(chart, { issuers: [{ issuer: LAB_ISSUER }] });
      },
    },
    {
      mistake: 'An empty list of audiences',
      consequence: 'Istio reads it as any audience.',
      refusedBy: 'MESH0011',
      fix: 'at least one',
      program: chart => login(chart, { issuers: [{ issuer: LAB_ISSUER, audiences: [] }] }),
    },
    {
      mistake: 'Public files by their ending',
      consequence: 'Clients add the ending to every path they like: /account/x.css.',
      refusedBy: 'MESH0020',
      fix: '/assets/*',
      program: chart => login(chart, { publicPaths: ['*.css'] }),
    },
    {
      mistake: 'Everything public',
      consequence: 'No request needs a token.',
      refusedBy: 'MESH0020',
      fix: 'name each path',
      program: chart => login(chart, { publicPaths: ['/*'] }),
    },
    {
      mistake: 'A service whose ports are not known',
      consequence: 'A rule without ports closes every port of TCP; one with the wrong ports protects nothing.',
      refusedBy: 'MESH0012',
      fix: 'ports',
      program: chart => {
        const workload = HttpWorkload.service(MeshService.fromHost(chart, 'Foreign', 'account.shop.svc.cluster.local'));
        new JwtLogin(chart, 'Login', { workload, issuers: [{ issuer: LAB_ISSUER, audiences: ['shop'] }] });
      },
    },
    {
      mistake: 'Two logins for one service',
      consequence: 'Which of their exceptions hold would depend on both.',
      refusedBy: 'MESH0201',
      program: chart => {
        login(chart, {});
        login(new Chart(chart, 'other', { namespace: 'shop' }), {});
      },
    },
  ],
  traffic: [
    { request: 'a browser with a token', ...EDGE, url: 'https://shop.example.com/orders', token: CUSTOMER, fate: { to: { [ACCOUNT]: 100 }, sees: { headers: { 'x-user': 'alice', 'authorization': null } } } },
    { request: 'a browser without token', ...EDGE, url: 'https://shop.example.com/orders', fate: { status: 403 } },
    { request: 'a browser with a forged token', ...EDGE, url: 'https://shop.example.com/orders', token: 'forged', fate: { status: 401 } },
    { request: 'a token of another key', from: 'shop/batch', url: 'http://vault.shop/', token: CUSTOMER, fate: { status: 401 } },
    { request: 'a token of another key on a public path', from: 'shop/batch', url: 'http://vault.shop/health', token: CUSTOMER, fate: { status: 401 } },
    { request: 'a token that is too old', ...EDGE, url: 'https://shop.example.com/orders', token: { ...CUSTOMER, exp: 1_700_000_001 }, fate: { status: 401 } },
    { request: 'a token of another issuer', ...EDGE, url: 'https://shop.example.com/orders', token: { ...CUSTOMER, iss: 'https://evil.example.com' }, fate: { status: 401 } },
    { request: 'a token for another application', ...EDGE, url: 'https://shop.example.com/orders', token: { ...CUSTOMER, aud: 'games' }, fate: { status: 403 } },
    { request: 'a token without subject', ...EDGE, url: 'https://shop.example.com/orders', token: { iss: LAB_ISSUER, aud: 'shop', groups: ['customers'] }, fate: { status: 403 } },
    { request: 'a token of somebody else’s group', ...EDGE, url: 'https://shop.example.com/orders', token: { ...CUSTOMER, groups: ['partners'] }, fate: { status: 403 } },
    { request: 'a token without groups', ...EDGE, url: 'https://shop.example.com/orders', token: { iss: LAB_ISSUER, aud: 'shop', sub: 'alice' }, fate: { status: 403 } },
    { request: 'a public path without token', ...EDGE, url: 'https://shop.example.com/assets/logo.svg', fate: { to: { [ACCOUNT]: 100 } } },
    {
      request: 'a public path without token, with the header that names the user',
      ...EDGE,
      url: 'https://shop.example.com/assets/logo.svg',
      headers: { 'x-user': 'admin' },
      fate: { to: { [ACCOUNT]: 100 }, sees: { headers: { 'x-user': null } } },
    },
    { request: 'a public path with a forged token', ...EDGE, url: 'https://shop.example.com/assets/logo.svg', token: 'forged', fate: { status: 401 } },
    { request: 'the path above a public one', ...EDGE, url: 'https://shop.example.com/assets', fate: { status: 403 } },
    { request: 'a public path with a slash too much', ...EDGE, url: 'https://shop.example.com/health/', fate: { status: 403 } },
    { request: 'a public path in another case', ...EDGE, url: 'https://shop.example.com/Health', fate: { status: 403 } },
    { request: 'climbing out of a public path', ...EDGE, url: 'https://shop.example.com/assets/../orders', fate: { status: 403 } },
    { request: 'climbing out of a public path with escapes', ...EDGE, url: 'https://shop.example.com/assets/%2e%2e/orders', fate: { status: 403 } },
    { request: 'climbing out of a public path with an escaped slash', ...EDGE, url: 'https://shop.example.com/assets/..%2Forders', fate: { status: 403 } },
    { request: 'climbing out of a public path with a slash too much', ...EDGE, url: 'https://shop.example.com/assets//../../orders', fate: { status: 403 } },
    {
      request: 'not climbing out of a public path: the service sees what was decided about',
      ...EDGE,
      url: 'https://shop.example.com/assets//..//..//orders',
      fate: { to: { [ACCOUNT]: 100 }, sees: { path: '/assets/orders' } },
    },
    { request: 'climbing out of a public path with a backslash', ...EDGE, url: 'https://shop.example.com/assets/..\\orders', fate: { status: 403 } },
    { request: 'public at the gateway, and not at the service', ...EDGE, url: 'https://shop.example.com/', fate: { status: 403 } },
    { request: 'a preflight passes the gateway; the service wants a token', ...EDGE, method: 'OPTIONS', url: 'https://shop.example.com/orders', fate: { status: 403 } },
    { request: 'an admitted caller of the mesh without token', from: 'shop/batch', url: 'http://account.shop/orders', fate: { status: 403 } },
    {
      request: 'an admitted caller with a token for another application, which the platform takes',
      from: 'shop/batch',
      url: 'http://account.shop/orders',
      token: { ...CUSTOMER, aud: 'games' },
      fate: { status: 403 },
    },
    { request: 'an admitted caller of the mesh with a token', from: 'shop/batch', url: 'http://account.shop/orders', token: CUSTOMER, fate: { to: { [ACCOUNT]: 100 } } },
    { request: 'an admitted caller on a port of TCP, where there are no tokens', from: 'shop/batch', url: 'tcp://account.shop:7000', fate: { to: { 'account.shop.svc.cluster.local:7000': 100 } } },
  ],
};

function login(chart: Chart, props: Partial<JwtLoginProps>): void {
  const account = new MeshService(chart, 'Account', { name: 'account', ports: [{ name: 'http', number: 80 }], selector: { app: 'account' } });
  new JwtLogin(chart, 'Login', { workload: HttpWorkload.service(account), issuers: [{ issuer: LAB_ISSUER, audiences: ['shop'] }], ...props });
}

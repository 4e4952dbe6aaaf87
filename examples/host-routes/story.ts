import { Chart } from 'cdk8s';
import { HostRoutes, HttpAction, MeshService, PathPrefix, StringMatch, TrafficSplit } from '../../src';
import { PatternStory } from '../pattern-story';

const WEB = 'web.shop.svc.cluster.local:8080';
const CART = 'cart.cart.svc.cluster.local:8080';
const BETA = 'cart-beta.cart.svc.cluster.local:8080';
const PAYMENTS = 'payments.payments.svc.cluster.local:8080';
const gateway = 'istio-ingress/ingressgateway';
const edge = 'https://shop.example.com';
const from = 'cart/cart';
const mesh = 'http://web.shop:8080';

/** A host, and a service to route to. */
function host(chart: Chart): { host: HostRoutes; to: (namespace: string) => HttpAction } {
  const service = new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 8080 }] });
  const to = (namespace: string): HttpAction => HttpAction.route(TrafficSplit.to(new MeshService(chart, namespace, { name: 'api', namespace, ports: [{ name: 'http', number: 8080 }] })));
  return { host: new HostRoutes(chart, 'Host', { service }), to };
}

export const STORY: PatternStory = {
  pattern: 'HostRoutes',
  chapter: 'routing',
  title: 'Many teams, one host',
  when: `For a host that several teams serve, each a part of it. The owner of the host says who may contribute: below which paths, to services of
which namespaces, with which priority. \`addTeam\` returns the right to contribute; the owner hands it to the team's chart, and the team adds its
routes there. The library orders the routes of all teams: by priority, then the narrower before the wider. It says no where a route is never
reached because of another one, and names both owners.

Without it, several VirtualServices of one host are merged at gateways in the order of their age, and on the mesh all but the oldest are ignored.
Delegates are no way out: see \`docs/decisions/0005-host-routes.md\`. For a host that one team serves use \`HttpService\` or \`PublicApi\`.`,
  mistakes: [
    {
      mistake: 'A route that a route of another team hides',
      consequence: 'Its requests go to the other team, and nobody is told.',
      refusedBy: 'MESH0022',
      fix: 'agree on who takes these requests: narrow cart.all, or take payments.refunds out',
      program: chart => {
        const { host: routes, to } = host(chart);
        const match = PathPrefix.of('/cart').matches;
        routes.addTeam('payments').addHttpRoute('refunds', { match, action: to('payments') });
        routes.addTeam('cart').addHttpRoute('all', { match, action: to('cart') });
      },
    },
    {
      mistake: 'A priority that takes requests which belong to a narrower route',
      consequence: 'The narrower route is never reached.',
      refusedBy: 'MESH0022',
      fix: 'give payments.refunds the priority 10 as well',
      program: chart => {
        const { host: routes, to } = host(chart);
        routes.addTeam('payments').addHttpRoute('refunds', { match: PathPrefix.of('/cart/refunds').matches, action: to('payments') });
        routes.addTeam('cart', { highestPriority: 10 }).addHttpRoute('all', { match: PathPrefix.of('/cart').matches, action: to('cart'), priority: 10 });
      },
    },
    {
      mistake: 'A team that takes the paths of others',
      consequence: 'A route for / or /admin, added in a hurry, takes requests of other teams.',
      refusedBy: 'MESH0023',
      fix: 'match PathPrefix.of("/payments").matches',
      program: chart => {
        const { host: routes, to } = host(chart);
        // The plain prefix /payments takes /payments-of-others too.
        routes.addTeam('payments', { pathPrefixes: ['/payments'] }).addHttpRoute('all', { match: [{ uri: StringMatch.prefix('/payments') }], action: to('payments') });
      },
    },
    {
      mistake: 'A team that publishes a service of another team',
      consequence: 'What was for callers inside of the mesh is open to the world.',
      refusedBy: 'MESH0023',
      fix: 'route to a service of payments',
      program: chart => {
        const { host: routes, to } = host(chart);
        routes.addTeam('payments', { namespaces: ['payments'] }).addHttpRoute('all', { match: PathPrefix.of('/payments').matches, action: to('billing') });
      },
    },
    {
      mistake: 'A team that was not let in',
      consequence: 'Whoever writes a VirtualService with the host gets a part of its requests.',
      refusedBy: 'compiler',
      program: chart => {
        const { host: routes, to } = host(chart);
        // @ts-expect-error routes come from teams
        routes.addHttpRoute('all', { action: to('anybody') });
      },
    },
  ],
  traffic: [
    { request: 'a browser, at a page', gateway, url: `${edge}/`, fate: { to: { [WEB]: 100 } } },
    { request: 'a browser, at the cart', gateway, url: `${edge}/cart/items`, fate: { to: { [CART]: 100 }, sees: { path: '/items' } } },
    { request: 'a browser, at a path that begins like the cart', gateway, url: `${edge}/cartoon`, fate: { to: { [WEB]: 100 } } },
    { request: 'a tester, at the cart', gateway, url: `${edge}/cart/items`, headers: { 'x-beta': 'true' }, fate: { to: { [BETA]: 100 }, sees: { path: '/items' } } },
    { request: 'a browser that pays', gateway, method: 'POST', url: `${edge}/cart/pay`, fate: { to: { [PAYMENTS]: 100 }, sees: { path: '/cart/pay' } } },
    { request: 'a browser that looks at the payment', gateway, url: `${edge}/cart/pay`, fate: { to: { [CART]: 100 } } },
    { request: 'a browser, at a receipt', gateway, url: `${edge}/cart/pay/receipts/7`, fate: { to: { [PAYMENTS]: 100 } } },
    { request: 'a workload of the mesh, at a page', from, url: `${mesh}/`, fate: { to: { [WEB]: 100 } } },
    { request: 'a workload of the mesh, at the cart', from, url: `${mesh}/cart/items`, fate: { to: { [CART]: 100 }, sees: { path: '/items' } } },
    { request: 'a workload of the mesh, at a path that begins like the cart', from, url: `${mesh}/cartoon`, fate: { to: { [WEB]: 100 } } },
    { request: 'a workload of the mesh that tests the cart', from, url: `${mesh}/cart/items`, headers: { 'x-beta': 'true' }, fate: { to: { [BETA]: 100 } } },
    { request: 'a workload of the mesh that pays', from, method: 'POST', url: `${mesh}/cart/pay`, fate: { to: { [PAYMENTS]: 100 } } },
    { request: 'a workload of the mesh, at a receipt', from, url: `${mesh}/cart/pay/receipts/7`, fate: { to: { [PAYMENTS]: 100 } } },
  ],
};

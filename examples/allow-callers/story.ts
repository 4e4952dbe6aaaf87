import { HttpMethod, MeshService } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:80';

export const STORY: PatternStory = {
  pattern: 'Connections',
  chapter: 'security',
  title: 'Allow callers',
  when: `For every service: \`cart.connections.allowFrom(frontend)\` admits a caller by the identity of its workload, restricted to methods and paths if you
like. From the first call on everybody else is refused, callers without a sidecar included. Begin with \`denyByDefault\` or \`ZeroTrustNamespace\`, so that
a service to which nobody is admitted is closed as well.`,
  mistakes: [
    {
      mistake: 'A caller whose service account is not known',
      consequence: 'A policy admits identities; a guessed one admits somebody else, or nobody.',
      refusedBy: 'MESH0012',
      fix: 'serviceAccount',
      program: chart => {
        const frontend = new MeshService(chart, 'Frontend', { name: 'frontend', ports: [{ number: 80 }] });
        cart(chart).connections.allowFrom(frontend);
      },
    },
    {
      mistake: 'A policy for a service whose labels are not known',
      consequence: 'Without labels it would hold for every workload of the namespace.',
      refusedBy: 'MESH0012',
      fix: 'selector',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ number: 80 }] });
        service.connections.allowFromNamespace('billing');
      },
    },
    {
      mistake: 'A caller by its name',
      consequence: 'A typing error in a principal admits nobody, or somebody else.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error callers are services, which know their identity
        cart(chart).connections.allowFrom('frontend');
      },
    },
    {
      mistake: 'An empty list of operations',
      consequence: 'Istio reads it as no restriction: everything would be allowed instead of nothing.',
      refusedBy: 'MESH0011',
      fix: 'at least one',
      program: chart => {
        cart(chart).connections.allowFromNamespace('billing', { to: [] });
      },
    },
    {
      mistake: 'A star in the middle of a path',
      consequence: 'Istio takes it literally: the rule matches no request.',
      refusedBy: 'MESH0001',
      fix: '/cart/{*}/items',
      program: chart => {
        cart(chart).connections.allowFromNamespace('billing', { to: [{ paths: ['/cart/*/items'] }] });
      },
    },
    {
      mistake: 'A method in lower case',
      consequence: 'Methods are compared exactly: the rule matches no request.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error methods are an enum
        cart(chart).connections.allowFromNamespace('billing', { to: [{ methods: ['get'] }] });
        cart(chart).connections.allowFromNamespace('billing', { to: [{ methods: [HttpMethod.GET] }] });
      },
    },
    {
      mistake: 'All namespaces by a wildcard',
      consequence: 'Every workload of the mesh gets in.',
      refusedBy: 'MESH0003',
      program: chart => {
        cart(chart).connections.allowFromNamespace('*');
      },
    },
  ],
  traffic: [
    { request: 'an admitted caller', from: 'shop/frontend', url: 'http://cart.shop/cart', fate: { to: { [CART]: 100 } } },
    { request: 'an admitted caller, below the path', from: 'shop/frontend', method: 'POST', url: 'http://cart.shop/cart/1/items', fate: { to: { [CART]: 100 } } },
    { request: 'an admitted caller, a path that only begins alike', from: 'shop/frontend', url: 'http://cart.shop/cartridges', fate: { status: 403 } },
    { request: 'an admitted caller, another case of the path', from: 'shop/frontend', url: 'http://cart.shop/Cart', fate: { status: 403 } },
    { request: 'an admitted caller, another method', from: 'shop/frontend', method: 'DELETE', url: 'http://cart.shop/cart/1', fate: { status: 403 } },
    { request: 'an admitted caller climbs out of the path', from: 'shop/frontend', url: 'http://cart.shop/cart/../totals', fate: { status: 403 } },
    { request: 'an admitted caller climbs out of the path with escapes', from: 'shop/frontend', url: 'http://cart.shop/cart/%2e%2e/totals', fate: { status: 403 } },
    { request: 'an admitted caller, letters of the path escaped: they are what they are', from: 'shop/frontend', url: 'http://cart.shop/%63art', fate: { to: { [CART]: 100 }, sees: { path: '/cart' } } },
    { request: 'an admitted caller climbs out of the path as servlets do', from: 'shop/frontend', url: 'http://cart.shop/cart/..;/totals', fate: { status: 403 } },
    { request: 'an admitted caller, an escaped slash in place of one', from: 'shop/frontend', url: 'http://cart.shop/cart%2Ftotals', fate: { status: 403 } },
    {
      request: 'an admitted caller, escaped slashes below the path: they stay what they are, unless the mesh normalizes more',
      from: 'shop/frontend',
      url: 'http://cart.shop/cart/..%2Ftotals',
      fate: { to: { [CART]: 100 }, sees: { path: '/cart/..%2Ftotals' } },
    },
    { request: 'an admitted caller with a query', from: 'shop/frontend', url: 'http://cart.shop/cart?page=2', fate: { to: { [CART]: 100 } } },
    { request: 'one segment of a template', from: 'shop/support', url: 'http://cart.shop/cart/1/items', fate: { to: { [CART]: 100 } } },
    { request: 'two segments where the template has one', from: 'shop/support', url: 'http://cart.shop/cart/1/2/items', fate: { status: 403 } },
    { request: 'a caller whom nobody admitted', from: 'shop/batch', url: 'http://cart.shop/cart', fate: { status: 403 } },
    { request: 'a workload of an admitted namespace', from: 'billing/invoices', url: 'http://cart.shop/totals', fate: { to: { [CART]: 100 } } },
    { request: 'a workload of an admitted namespace, a path of another caller', from: 'billing/invoices', url: 'http://cart.shop/cart', fate: { status: 403 } },
    {
      request: 'a service account of the same name in another namespace', from: 'billing/frontend', url: 'http://cart.shop/cart', fate: { status: 403 },
    },
    {
      request: 'the admitted caller without its sidecar: it has no identity',
      from: 'shop/frontend',
      sidecar: false,
      url: 'http://cart.shop/cart',
      fate: { status: 403 },
    },
    { request: 'another host name in the request changes nothing', from: 'shop/batch', url: 'http://cart.shop/cart', headers: { 'x-forwarded-host': 'frontend.shop' }, fate: { status: 403 } },
    { request: 'an admitted caller of a service that shares its pods', from: 'shop/frontend', url: 'http://ledger.shop/', fate: { to: { 'ledger.shop.svc.cluster.local:80': 100 } } },
    { request: 'an admitted caller, at the neighbour in the same pods', from: 'shop/frontend', url: 'http://ledger-console.shop/', fate: { status: 403 } },
    { request: 'an admitted caller of the neighbour', from: 'shop/support', url: 'http://ledger-console.shop/', fate: { to: { 'ledger-console.shop.svc.cluster.local:80': 100 } } },
    { request: 'an admitted caller of the neighbour, at the first', from: 'shop/support', url: 'http://ledger.shop/', fate: { status: 403 } },
    { request: 'a service without connections is open to all', from: 'shop/cart', url: 'http://batch.shop/', fate: { status: 200 } },
  ],
};

function cart(chart: import('cdk8s').Chart): MeshService {
  return new MeshService(chart, `Cart${chart.node.children.length}`, { name: 'cart', ports: [{ name: 'http', number: 80 }], selector: { app: 'cart' } });
}

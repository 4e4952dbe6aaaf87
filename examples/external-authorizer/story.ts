import { App, Chart } from 'cdk8s';
import { authorizers } from './authorizer';
import { AuthorizationProvider, AuthorizerScope, ExternalAuthorizer, HttpWorkload, MeshService } from '../../src';
import { PatternStory } from '../pattern-story';

const CALLER = { from: 'shop/frontend' };

export const STORY: PatternStory = {
  pattern: 'ExternalAuthorizer',
  chapter: 'security',
  title: 'External authorizer',
  when: `Where a decision needs more than callers, paths and claims: OPA, oauth2-proxy, a service of your own. The authorizer is one object: policies ask for it by
its name, and \`toExtensionProvider()\` is the entry of \`meshConfig.extensionProviders\` that Istio's installation needs. Prefer \`AuthorizerScope.allBut\`: what nobody thought
of is then asked about.

The authorizer sees requests before tokens are checked. Where it does not take everybody's questions, it has to admit the workloads that ask it: in the example it admits
\`orders\`, and for \`catalog\` its refusal is that of its own sidecar.`,
  meshConfig: { extensionProviders: Object.values(authorizers(new Chart(new App(), 'mesh'))).map(provider => provider.toExtensionProvider()) },
  mistakes: [
    {
      mistake: 'An authorizer by a bare name',
      consequence: 'One typing error between policy and mesh configuration, and every request is refused.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error a provider is an object that renders both sides
        new ExternalAuthorizer(chart, 'Authorizer', { workload: orders(chart), provider: 'authorizer' });
      },
    },
    {
      mistake: 'A name that Istio does not take for a provider',
      consequence: 'Istio takes the provider for unknown, and every request is refused.',
      refusedBy: 'MESH0003',
      program: chart => {
        new ExternalAuthorizer(chart, 'Authorizer', { workload: orders(chart), provider: AuthorizationProvider.fromName('OAuth2_Proxy') });
      },
    },
    {
      mistake: 'Exempt paths by their ending',
      consequence: 'Clients add the ending to every path they like: /orders/x.css is not asked about.',
      refusedBy: 'MESH0020',
      fix: '/assets/*',
      program: chart => {
        new ExternalAuthorizer(chart, 'Authorizer', {
          workload: orders(chart), provider: AuthorizationProvider.fromName('authorizer'), requests: AuthorizerScope.allBut(['*.css']),
        });
      },
    },
    {
      mistake: 'An empty list of exempt paths',
      consequence: 'Whether nothing or everything is exempt is a matter of reading.',
      refusedBy: 'MESH0011',
      program: chart => {
        new ExternalAuthorizer(chart, 'Authorizer', {
          workload: orders(chart), provider: AuthorizationProvider.fromName('authorizer'), requests: AuthorizerScope.allBut([]),
        });
      },
    },
    {
      mistake: 'Two authorizers for one service',
      consequence: 'With two providers for a workload, Istio refuses every request.',
      refusedBy: 'MESH0201',
      program: chart => {
        const workload = orders(chart);
        new ExternalAuthorizer(chart, 'One', { workload, provider: AuthorizationProvider.fromName('one') });
        new ExternalAuthorizer(chart, 'Two', { workload, provider: AuthorizationProvider.fromName('two') });
      },
    },
  ],
  traffic: [
    { request: 'a request that the authorizer lets pass', ...CALLER, url: 'http://orders.shop/orders', fate: { to: { 'orders.shop.svc.cluster.local:80': 100 } } },
    { request: 'an exempt path', ...CALLER, url: 'http://orders.shop/assets/logo.svg', fate: { to: { 'orders.shop.svc.cluster.local:80': 100 } } },
    { request: 'a port of TCP beside it', ...CALLER, url: 'tcp://orders.shop:7000', fate: { to: { 'orders.shop.svc.cluster.local:7000': 100 } } },
    { request: 'a path in scope that the authorizer refuses', ...CALLER, url: 'http://catalog.shop/admin/users', fate: { status: 403 } },
    { request: 'the path above the scope is in it', ...CALLER, url: 'http://catalog.shop/admin', fate: { status: 403 } },
    { request: 'climbing into the scope', ...CALLER, url: 'http://catalog.shop/items/../admin/users', fate: { status: 403 } },
    { request: 'climbing into the scope with escapes', ...CALLER, url: 'http://catalog.shop/items/%2e%2e/%61dmin', fate: { status: 403 } },
    { request: 'a query makes no other path', ...CALLER, url: 'http://catalog.shop/admin?x=/items', fate: { status: 403 } },
    { request: 'a path out of scope', ...CALLER, url: 'http://catalog.shop/items', fate: { to: { 'catalog.shop.svc.cluster.local:80': 100 } } },
    { request: 'a path that only begins alike', ...CALLER, url: 'http://catalog.shop/administrator', fate: { to: { 'catalog.shop.svc.cluster.local:80': 100 } } },
    {
      request: 'a path in another case is another path: where the application thinks otherwise, take allBut',
      ...CALLER,
      url: 'http://catalog.shop/Admin',
      fate: { to: { 'catalog.shop.svc.cluster.local:80': 100 } },
    },
    { request: 'an authorizer that is down', ...CALLER, url: 'http://invoices.shop/', fate: { status: 403 } },
    { request: 'an authorizer that is down and is to let pass then', ...CALLER, url: 'http://banner.shop/', fate: { to: { 'banner.shop.svc.cluster.local:80': 100 } } },
    { request: 'an authorizer that the mesh does not know', ...CALLER, url: 'http://reports.shop/', fate: { status: 403 } },
  ],
};

function orders(chart: Chart): HttpWorkload {
  return HttpWorkload.service(new MeshService(chart, 'Orders', { name: 'orders', ports: [{ name: 'http', number: 80 }], selector: { app: 'orders' } }));
}

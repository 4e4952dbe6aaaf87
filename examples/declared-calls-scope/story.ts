import { DeclaredCallsScope, HttpAction, MeshService, TrafficSplit, VirtualService } from '../../src';
import { PatternStory } from '../pattern-story';

export const STORY: PatternStory = {
  pattern: 'DeclaredCallsScope',
  chapter: 'scope',
  title: 'Scope of declared calls',
  when: `Where sidecars know more of the mesh than they need: memory and the time to configure them grow with every service, and a workload that was taken
over reaches all of them. The scope derives what a workload knows from the calls that \`connections\` declare. It cuts what nobody declared, so declare
first, look at what workloads call (\`istio_requests_total\` by source), and then name the callers, a few at a time.`,
  mistakes: [
    {
      mistake: 'A scope for a workload whose labels are not known',
      consequence: 'Without labels the Sidecar would cut the calls of every workload of the namespace.',
      refusedBy: 'MESH0012',
      fix: 'selector',
      program: chart => {
        new DeclaredCallsScope(chart, 'Scope', { callers: [MeshService.fromHost(chart, 'Cart', 'cart.shop.svc.cluster.local')] });
      },
    },
    {
      mistake: 'A copy of the requests for a service that does not admit the callers',
      consequence: 'The route implies a call that nobody declared: every copy is answered 403, and nobody sees it.',
      refusedBy: 'MESH1006',
      fix: 'connections.allowFrom',
      program: chart => {
        const [frontend, batch, cart, shadow] = ['frontend', 'batch', 'cart', 'shadow'].map(name => new MeshService(chart, name, {
          name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name,
        }));
        cart.connections.allowFrom(frontend);
        shadow.connections.allowFrom(batch);
        const routes = new VirtualService(chart, 'Routes', { name: 'cart', hosts: [cart.host] });
        routes.addHttpRoute('copied', { action: HttpAction.route(TrafficSplit.to(cart)), mirrors: [{ destination: shadow }] });
      },
    },
    {
      mistake: 'Names instead of services',
      consequence: 'A name that is misspelt cuts a call when it is deployed, not when it is written.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error callers are services
        new DeclaredCallsScope(chart, 'Scope', { callers: ['cart'] });
      },
    },
    {
      mistake: 'A scope of nothing',
      consequence: 'Nothing is narrowed, and the program reads as if it were.',
      refusedBy: 'MESH0002',
      fix: 'callers',
      program: chart => {
        new DeclaredCallsScope(chart, 'Scope', {});
      },
    },
  ],
  traffic: [
    { request: 'a declared call', from: 'shop/frontend', url: 'http://cart.shop:8080/', fate: { to: { 'cart.shop.svc.cluster.local:8080': 100 } } },
    {
      request: 'a declared call into another namespace',
      from: 'shop/cart',
      url: 'http://invoices.billing:8080/',
      fate: { to: { 'invoices.billing.svc.cluster.local:8080': 100 } },
    },
    { request: 'a declared call to the outside', from: 'shop/cart', url: 'tls://api.payments.example:443', fate: { to: { 'api.payments.example:443': 100 } } },
    { request: 'a call that nobody declared', from: 'shop/frontend', url: 'http://invoices.billing:8080/', fate: { status: 502 } },
    { request: 'a call to a service that is no callee of anybody', from: 'shop/cart', url: 'http://ledger.billing:8080/', fate: { status: 502 } },
    { request: 'a call to the outside that nobody declared', from: 'shop/frontend', url: 'tls://api.payments.example:443', fate: { closed: true } },
  ],
};

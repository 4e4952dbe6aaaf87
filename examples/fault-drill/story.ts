import { Duration } from 'cdk8s';
import { FaultAbort, FaultDelay, FaultDrill, HttpAction, HttpService, MeshService, StringMatch, TrafficSplit, VirtualService } from '../../src';
import { PatternStory } from '../pattern-story';

const STABLE = 'cart.shop.svc.cluster.local:8080 stable';
const CANARY = 'cart.shop.svc.cluster.local:8080 canary';

export const STORY: PatternStory = {
  pattern: 'FaultDrill',
  chapter: 'resilience',
  title: 'Fault drill',
  when: `To see what callers do when a service is slow or down, before it is. \`forTesters\` hits only requests with certain headers, so that it can
run in production all day; \`forEverybody\` hits all users and has to be said. It takes the VirtualServices of any other pattern and
leads nowhere else than they do: a drill in the middle of a canary release changes nobody's version, and one at a public API opens no path.

The fault is made in the proxy of the caller. The timeout and the retries of the route do not apply to it: a drill tests the code of the caller.
To test timeouts and retries of the mesh, let the service itself be slow.`,
  mistakes: [
    {
      mistake: 'Testers without a header',
      consequence: 'Every user is hit.',
      refusedBy: 'MESH0011',
      fix: 'FaultDrill.forEverybody',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        const { meshRoutes } = new HttpService(chart, 'Routing', { service });
        FaultDrill.forTesters(chart, 'Drill', {
          routes: [meshRoutes], headers: {}, fault: { abort: FaultAbort.httpStatus(503, 100) },
        });
      },
    },
    {
      mistake: 'A fault without percentage',
      consequence: 'Istio injects it into no request, and the drill finds that all is well.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        const { meshRoutes } = new HttpService(chart, 'Routing', { service });
        // @ts-expect-error the share of the requests is part of the fault
        FaultDrill.forEverybody(chart, 'Drill', { routes: [meshRoutes], fault: { delay: FaultDelay.fixed(Duration.seconds(2)) } });
      },
    },
    {
      mistake: 'A route for testers behind the normal ones',
      consequence: 'The normal route takes every request, and the drill never happens.',
      refusedBy: 'MESH0007',
      fix: 'add the route before',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        const { meshRoutes } = new HttpService(chart, 'Routing', { service });
        // What FaultDrill does not do: it puts its route first.
        meshRoutes.addHttpRoute('drill', {
          match: [{ headers: { 'x-fault-drill': StringMatch.exact('down') } }],
          action: HttpAction.route(TrafficSplit.to(service)),
          fault: { abort: FaultAbort.httpStatus(503, 100) },
        });
      },
    },
    {
      mistake: 'A route of their own for testers',
      consequence: 'Whoever knows the header gets past the paths, redirects and removed headers of the normal routes.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        const { meshRoutes } = new HttpService(chart, 'Routing', { service });
        FaultDrill.forTesters(chart, 'Drill', {
          routes: [meshRoutes],
          // @ts-expect-error requests of testers go where they go without the drill
          to: HttpAction.route(TrafficSplit.to(service)),
          headers: { 'x-fault-drill': StringMatch.exact('down') },
          fault: { abort: FaultAbort.httpStatus(503, 100) },
        });
      },
    },
    {
      mistake: 'A drill where no route forwards',
      consequence: 'Nobody is hit, and the drill finds that all is well.',
      refusedBy: 'MESH0002',
      fix: 'HttpAction.route',
      program: chart => {
        const routes = new VirtualService(chart, 'Moved', { hosts: ['old.shop.svc.cluster.local'] });
        routes.addHttpRoute('moved', { action: HttpAction.directResponse(410) });
        FaultDrill.forTesters(chart, 'Drill', {
          routes: [routes], headers: { 'x-fault-drill': StringMatch.exact('down') }, fault: { abort: FaultAbort.httpStatus(503, 100) },
        });
      },
    },
    {
      mistake: 'Two faults for everybody in one place',
      consequence: 'Only one of them would be made.',
      refusedBy: 'MESH0008',
      fix: 'delay and abort',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        const { meshRoutes } = new HttpService(chart, 'Routing', { service });
        FaultDrill.forEverybody(chart, 'Slow', { routes: [meshRoutes], fault: { delay: FaultDelay.fixed(Duration.seconds(2), 10) } });
        FaultDrill.forEverybody(chart, 'Down', { routes: [meshRoutes], fault: { abort: FaultAbort.httpStatus(503, 10) } });
      },
    },
  ],
  traffic: [
    {
      request: 'a workload without the header', from: 'shop/frontend', url: 'http://cart.shop:8080/', fate: { to: { [STABLE]: 90, [CANARY]: 10 } },
    },
    {
      request: 'a tester in the mesh, while the cart is to be down',
      from: 'shop/frontend',
      headers: { 'x-fault-drill': 'down' },
      url: 'http://cart.shop:8080/',
      fate: { status: 503, attempts: 0 },
    },
    {
      request: 'a tester in the mesh, while the cart is to be slow',
      from: 'shop/frontend',
      headers: { 'x-fault-drill': 'slow' },
      url: 'http://cart.shop:8080/',
      times: 1,
      fate: { status: 200, secondsAtLeast: 2 },
    },
    {
      request: 'a browser without the header',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/',
      fate: { to: { [STABLE]: 90, [CANARY]: 10 } },
    },
    {
      request: 'a tester with a browser, while the cart is to be down',
      gateway: 'istio-ingress/ingressgateway',
      headers: { 'x-fault-drill': 'down' },
      url: 'https://shop.example.com/',
      fate: { status: 503, attempts: 0 },
    },
    {
      request: 'a tester at an API, with a header of the mesh: late, and the header is gone',
      gateway: 'istio-ingress/ingressgateway',
      headers: { 'x-fault-drill': 'slow', 'x-internal-user': 'root' },
      url: 'https://api.example.com/prices/today',
      times: 1,
      fate: { status: 200, secondsAtLeast: 1, sees: { path: '/today', headers: { 'x-internal-user': null } } },
    },
    {
      request: 'a tester at a path of the API that is not public',
      gateway: 'istio-ingress/ingressgateway',
      headers: { 'x-fault-drill': 'slow' },
      url: 'https://api.example.com/internal',
      times: 1,
      fate: { status: 404 },
    },
    { request: 'anybody asks for prices', from: 'shop/frontend', url: 'http://prices.shop:8080/', times: 1, fate: { status: 200, secondsAtLeast: 1 } },
  ],
};

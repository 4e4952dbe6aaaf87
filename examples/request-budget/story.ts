import { Duration } from 'cdk8s';
import { BudgetedService, CircuitBreaker, MeshService, RequestBudget } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';
const STOCK = 'stock.shop.svc.cluster.local:8080';

export const STORY: PatternStory = {
  pattern: 'BudgetedService',
  chapter: 'resilience',
  title: 'Request budget',
  when: `For services that call each other in chains, and wherever reading and writing need different patience: the total time of a request and
the tries it may cost are one value per route, \`RequestBudget\`, and the time of a single try follows from them. The value works everywhere
else too: \`new CanaryRelease(…, { timeout: budget.timeout, retries: budget.retries })\`.

\`RequestBudget.once\` never tries again, \`retryUnsent\` only what the service has not seen (harmless for every method), \`retryIdempotent\` also
answers 502, 503, 504 and tries that take too long. Retry at one hop of a chain, and let \`within\` watch over the others.`,
  mistakes: [
    {
      mistake: 'Tries that do not fit the timeout',
      consequence: 'Three tries of 2 seconds in 3 seconds: the second is cut off, the third is never made.',
      refusedBy: 'MESH0016',
      fix: 'give each try at most 966 ms, or give a total of at least 6100 ms',
      program: () => {
        RequestBudget.retryIdempotent({ total: Duration.seconds(3), tries: 3, perTryTimeout: Duration.seconds(2) });
      },
    },
    {
      mistake: 'A call that outlasts the try of its caller',
      consequence: 'The caller tries again while the first call is still being worked on: the slower a service is, the more it has to do.',
      refusedBy: 'MESH0016',
      fix: 'give it a total of at most 966 ms',
      program: () => {
        const frontend = RequestBudget.retryIdempotent({ total: Duration.seconds(3) });
        RequestBudget.once({ total: Duration.seconds(2), within: frontend });
      },
    },
    {
      mistake: 'Retries at every hop of a chain',
      consequence: 'Three tries at each of three hops are 27 requests for one, just when the last service is overloaded.',
      refusedBy: 'MESH0016',
      fix: 'retry at one hop only',
      program: () => {
        const first = RequestBudget.retryIdempotent({ total: Duration.seconds(9) });
        const second = RequestBudget.retryIdempotent({ total: Duration.seconds(2), within: first });
        RequestBudget.retryIdempotent({ total: Duration.millis(500), within: second });
      },
    },
    {
      mistake: 'A single try with retry settings',
      consequence: 'Istio refuses a time per try where there are no retries; written by hand it is found at apply.',
      refusedBy: 'compiler',
      program: () => {
        // @ts-expect-error one try has no time of its own
        RequestBudget.once({ total: Duration.seconds(2), perTryTimeout: Duration.seconds(1) });
      },
    },
    {
      mistake: 'Two limits of retries in flight',
      consequence: 'Only one of them would hold.',
      refusedBy: 'MESH0002',
      fix: 'retryPercent',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        new BudgetedService(chart, 'Budget', {
          service,
          budget: RequestBudget.once({ total: Duration.seconds(2) }),
          trafficPolicy: { ...CircuitBreaker.policy(), retryBudget: { percent: 50 } },
        });
      },
    },
  ],
  traffic: [
    { request: 'a workload of the mesh reads', from: 'shop/stock', url: 'http://cart.shop:8080/items', fate: { to: { [CART]: 100 } } },
    {
      request: 'a browser writes',
      gateway: 'istio-ingress/ingressgateway',
      method: 'POST',
      url: 'https://shop.example.com/items',
      fate: { to: { [CART]: 100 } },
    },
    {
      request: 'a workload reads while the service answers 503',
      from: 'shop/stock',
      url: 'http://cart.shop:8080/items',
      service: { status: 503 },
      fate: { status: 503, attempts: 2 },
    },
    {
      request: 'a workload reads while the service takes too long',
      from: 'shop/stock',
      url: 'http://cart.shop:8080/items',
      service: { delaySeconds: 6 },
      fate: { status: 504, attempts: 2, secondsAtLeast: 2.9 },
    },
    {
      request: 'a workload writes while the service answers 503',
      from: 'shop/stock',
      method: 'POST',
      url: 'http://cart.shop:8080/items',
      service: { status: 503 },
      fate: { status: 503, attempts: 1 },
    },
    {
      request: 'a browser checks out while the service takes 9 seconds',
      gateway: 'istio-ingress/ingressgateway',
      method: 'POST',
      url: 'https://shop.example.com/checkout',
      service: { delaySeconds: 9 },
      fate: { status: 504, attempts: 1, secondsAtLeast: 8 },
    },
    {
      request: 'the cart asks the stock, which takes too long',
      from: 'shop/cart',
      url: 'http://stock.shop:8080/',
      service: { delaySeconds: 3 },
      fate: { status: 504, attempts: 2, secondsAtLeast: 1.1 },
    },
    { request: 'the cart asks the stock', from: 'shop/cart', url: 'http://stock.shop:8080/', fate: { to: { [STOCK]: 100 } } },
  ],
};

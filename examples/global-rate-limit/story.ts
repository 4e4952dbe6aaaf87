import { GlobalRateLimit, MeshService, RateLimitFailure, RateLimitPoint, RateLimitUnit } from '../../src';
import { PatternStory } from '../pattern-story';

const FRONTEND = 'frontend.shop.svc.cluster.local:8080';
const WHY = 'the lab runs no rate limit service; what follows shows what happens without one';

export const STORY: PatternStory = {
  pattern: 'GlobalRateLimit',
  chapter: 'limits',
  title: 'Global rate limit',
  when: `For limits that many proxies share: so many requests per client address, per partner, per path, whichever gateway or pod they come to.
Each proxy asks a rate limit service of yours (envoyproxy/ratelimit, or another that speaks Envoy's protocol) before it forwards a request. What
the proxies send and what the service counts come of the same rules; the ConfigMap for the service is emitted too.

That service is in the way of every request: say what happens without it, \`RateLimitFailure.ALLOW\` or \`DENY\`. To protect single instances,
\`LocalRateLimit\` needs no service; use both where it matters.`,
  mistakes: [
    {
      mistake: 'A limit that does not say what happens without its service',
      consequence: 'By Envoy’s default every request passes: the limit is off, and only a graph shows it.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        // @ts-expect-error say ALLOW or DENY
        new GlobalRateLimit(chart, 'Limit', {
          at: RateLimitPoint.inbound(service), rateLimitService: service, rules: [{ name: 'all', requests: 1, per: RateLimitUnit.SECOND }],
        });
      },
    },
    {
      mistake: 'Two rules of one name',
      consequence: 'Proxies and service could mean different ones.',
      refusedBy: 'MESH0008',
      fix: 'its own name',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        new GlobalRateLimit(chart, 'Limit', {
          at: RateLimitPoint.inbound(service),
          rateLimitService: service,
          onFailure: RateLimitFailure.ALLOW,
          rules: [{ name: 'all', requests: 1, per: RateLimitUnit.SECOND }, { name: 'all', requests: 100, per: RateLimitUnit.MINUTE }],
        });
      },
    },
    {
      mistake: 'A rate limit service without its port',
      consequence: 'The proxies have no cluster of that name: every request fails or none is limited.',
      refusedBy: 'MESH0001',
      fix: "rateLimit.port('grpc')",
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        const rateLimit = new MeshService(chart, 'RateLimit', { name: 'ratelimit', ports: [{ name: 'http', number: 8080 }, { name: 'grpc', number: 8081 }] });
        new GlobalRateLimit(chart, 'Limit', {
          at: RateLimitPoint.inbound(service),
          rateLimitService: rateLimit,
          onFailure: RateLimitFailure.ALLOW,
          rules: [{ name: 'all', requests: 1, per: RateLimitUnit.SECOND }],
        });
      },
    },
  ],
  traffic: [
    {
      request: 'a browser whose address has asked 600 times in this minute',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/items',
      fate: { status: 429, attempts: 0 },
      beyondTheLab: WHY,
    },
    {
      request: 'a browser that logs in eleven times in a minute',
      gateway: 'istio-ingress/ingressgateway',
      method: 'POST',
      url: 'https://shop.example.com/login',
      times: 11,
      fate: { statuses: { 200: 10, 429: 1 } },
      beyondTheLab: WHY,
    },
    {
      request: 'a browser at the host without rules',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://status.example.com/',
      fate: { to: { [FRONTEND]: 100 } },
    },
    {
      request: 'a browser, while the rate limit service is down',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/items',
      fate: { to: { [FRONTEND]: 100 } },
    },
    {
      request: 'a workload of the mesh asks the cart, while the rate limit service is down',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/',
      fate: { status: 503, attempts: 0 },
    },
  ],
};

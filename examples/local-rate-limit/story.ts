import { Duration } from 'cdk8s';
import { LocalRateLimit, MeshService, RateLimitPoint } from '../../src';
import { PatternStory } from '../pattern-story';

export const STORY: PatternStory = {
  pattern: 'LocalRateLimit',
  chapter: 'limits',
  title: 'Local rate limit',
  when: `To keep each instance of a service or gateway from more requests than it can bear: every proxy counts for itself, so that nothing else
has to be up for it. The limit is **per workload instance**: with three pods three times as many requests pass, and all callers share it.

For one limit over all instances, and for limits per client, path or user, use \`GlobalRateLimit\`; for limits on what is in flight at once,
\`CircuitBreaker\`.`,
  mistakes: [
    {
      mistake: 'A filter that is loaded and limits nothing',
      consequence: 'Envoy applies the limit to 0 percent of the requests unless it is told otherwise, in two fields.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        // @ts-expect-error the pattern always enforces the limit
        new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service), requests: 10, filterEnabled: 0 });
      },
    },
    {
      mistake: 'A limit for workloads whose labels are not known',
      consequence: 'Without labels the filter would limit every workload of the namespace.',
      refusedBy: 'MESH0012',
      fix: 'selector',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service), requests: 10 });
      },
    },
    {
      mistake: 'A burst below the allowance',
      consequence: 'The allowance is never filled up: fewer requests pass than are promised.',
      refusedBy: 'MESH0001',
      fix: 'from 10',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service), requests: 10, burst: 5 });
      },
    },
    {
      mistake: 'An interval that Envoy refuses',
      consequence: 'The proxies refuse the whole listener and keep their old configuration.',
      refusedBy: 'MESH0004',
      fix: 'from 50',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service), requests: 10, interval: Duration.millis(10) });
      },
    },
  ],
  traffic: [
    {
      request: 'a workload of the mesh, 15 times in a row',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/',
      times: 15,
      fate: { statuses: { 200: 10, 429: 5 } },
    },
    {
      request: 'a workload of the mesh, once more',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/again',
      times: 1,
      fate: { status: 429, attempts: 0, answer: { 'x-local-rate-limit': 'true', 'x-ratelimit-limit': '10' } },
      beyondTheLab: 'whether the allowance is used up depends on the rows before',
    },
    {
      request: 'a workload at the port without limit, 15 times in a row',
      from: 'shop/frontend',
      url: 'http://cart.shop:9090/',
      times: 15,
      fate: { statuses: { 200: 15 } },
    },
    {
      request: 'browsers, 40 times in a row at one instance of the gateway',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/',
      times: 40,
      fate: { statuses: { 200: 30, 429: 10 } },
    },
  ],
};

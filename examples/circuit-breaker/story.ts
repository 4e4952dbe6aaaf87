import { CircuitBreaker, CircuitBreakerProfile, MeshService } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';

export const STORY: PatternStory = {
  pattern: 'CircuitBreaker',
  chapter: 'resilience',
  title: 'Circuit breaker',
  when: `For every service that can be overloaded or has more than one workload: a client that has too much in flight is told so at once, and
a workload that answers badly rests for a while. Choose the profile by what a waiting client is worth: \`STANDARD\` for most, \`STRICT\` where a
late answer is as bad as none, \`BATCH\` for long jobs. The numbers are per client (each sidecar and each gateway counts for itself).

Say \`replicas\` where you know them, so that as many workloads may rest as you can spare; where another pattern makes the DestinationRule, pass
\`CircuitBreaker.policy(…)\` to it. To turn to other zones and regions, use \`LocalityAwareService\`.`,
  mistakes: [
    {
      mistake: 'Keeping all workloads',
      consequence: 'The breaker never breaks: workloads that only answer errors go on getting their share of the requests.',
      refusedBy: 'MESH0002',
      fix: 'keep at most 2',
      program: () => {
        CircuitBreaker.policy({ replicas: 3, keepReplicas: 3 });
      },
    },
    {
      mistake: 'A share to keep of an unknown number',
      consequence: 'Two of three is safe, two of forty empties the service.',
      refusedBy: 'MESH0002',
      fix: 'replicas',
      program: () => {
        CircuitBreaker.policy({ keepReplicas: 2 });
      },
    },
    {
      mistake: 'The ejection limit of ten percent that holds by default',
      consequence: 'Below ten workloads one is more than ten percent, so that none is ever put aside, and nothing says so.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        // @ts-expect-error the limit follows from the replicas
        new CircuitBreaker(chart, 'Breaker', { service, profile: CircuitBreakerProfile.STRICT, maxEjectionPercent: 10 });
      },
    },
  ],
  traffic: [
    { request: 'a workload of the mesh', from: 'shop/frontend', url: 'http://cart.shop:8080/', fate: { to: { [CART]: 100 } } },
    {
      request: 'a workload of the mesh asks for a report',
      from: 'shop/frontend',
      url: 'http://reports.shop:8080/',
      fate: { to: { 'reports.shop.svc.cluster.local:8080': 100 } },
    },
    {
      request: 'the request with which a client has more in flight than the profile allows',
      from: 'shop/frontend',
      url: 'http://prices.shop:8080/',
      fate: { status: 503 },
      beyondTheLab: 'the lab sends one request after the other, so that none is in flight beside it',
    },
    {
      request: 'a request after a workload answered 503 three times in a row',
      from: 'shop/frontend',
      url: 'http://prices.shop:8080/',
      fate: { to: { 'prices.shop.svc.cluster.local:8080': 100 } },
      beyondTheLab: 'the lab has one workload per service, and one is never put aside here',
    },
  ],
};

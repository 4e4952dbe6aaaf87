import { LocalityAwareService, LocalityLoadBalancing, MeshService } from '../../src';
import { PatternStory } from '../pattern-story';

const WHY = 'the lab has one workload per service, without locality';

export const STORY: PatternStory = {
  pattern: 'LocalityAwareService',
  chapter: 'resilience',
  title: 'Locality failover',
  when: `For services with workloads in several zones or regions: requests stay near while the near workloads answer, and go further when they
do not. By default the own zone comes first, then the own region; \`failover\` says which region takes over from which, \`failoverPriority\`
ranks by labels, \`distribute\` gives fixed shares instead.

Failover needs outlier detection that may put aside *all* workloads of a locality; the pattern brings it, and refuses one that cannot. For a
service in one zone use \`CircuitBreaker\`, which always keeps enough workloads.`,
  mistakes: [
    {
      mistake: 'Failover with an outlier detection that counts nothing',
      consequence: 'Istio sets the priorities of the localities, and no workload ever fails: requests go on into a dead region.',
      refusedBy: 'MESH0017',
      fix: 'count errors',
      program: () => {
        LocalityAwareService.policy({ outlierDetection: { consecutive5xxErrors: 0 } });
      },
    },
    {
      mistake: 'Failover with an outlier detection that leaves a region half full',
      consequence: 'Ten percent of the workloads rest, the other ones of the dead region still get requests.',
      refusedBy: 'MESH0017',
      fix: 'leave maxEjectionPercent at 100',
      program: () => {
        LocalityAwareService.policy({ outlierDetection: { maxEjectionPercent: 10 } });
      },
    },
    {
      mistake: 'Failover and fixed shares together',
      consequence: 'Istio refuses the object at apply.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        // @ts-expect-error one of failover and distribute
        new LocalityAwareService(chart, 'Cart2', { service, failover: [{ from: 'a', to: 'b' }], distribute: [{ from: 'a', to: { a: 100 } }] });
      },
    },
    {
      mistake: 'Failover with localities switched off',
      consequence: 'Requests are spread over all regions, at all times.',
      refusedBy: 'MESH0017',
      fix: 'leave outlierDetection out',
      program: () => {
        LocalityAwareService.policy({ locality: LocalityLoadBalancing.disabled() });
      },
    },
  ],
  traffic: [
    {
      request: 'a workload of the mesh', from: 'shop/frontend', url: 'http://cart.shop:8080/', fate: { to: { 'cart.shop.svc.cluster.local:8080': 100 } },
    },
    {
      request: 'a workload of the mesh, where shares are fixed',
      from: 'shop/frontend',
      url: 'http://prices.shop:8080/',
      fate: { to: { 'prices.shop.svc.cluster.local:8080': 100 } },
    },
    {
      request: 'a workload in eu-paris, while the cart answers there: only workloads in eu-paris',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/paris',
      fate: { to: { 'cart.shop.svc.cluster.local:8080': 100 } },
      beyondTheLab: WHY,
    },
    {
      request: 'a workload in eu-paris, while the cart fails there: only workloads in eu-frankfurt',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/frankfurt',
      fate: { to: { 'cart.shop.svc.cluster.local:8080': 100 } },
      beyondTheLab: WHY,
    },
  ],
};

import { Chart } from 'cdk8s';
import { CanaryRelease, CanaryReleaseProps, DestinationRule, MeshService, StringMatch, TrafficOwner } from '../../src';
import { PatternStory } from '../pattern-story';

const STABLE = 'cart.shop.svc.cluster.local:8080 stable';
const CANARY = 'cart.shop.svc.cluster.local:8080 canary';

const VERSIONS = { stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } } };

function release(chart: Chart, props: Omit<CanaryReleaseProps, 'service'>): CanaryRelease {
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  return new CanaryRelease(chart, 'Release', { service, ...props });
}

export const STORY: PatternStory = {
  pattern: 'CanaryRelease',
  chapter: 'release',
  title: 'Canary release',
  when: `When a new version should prove itself with a share of the real requests, which grows step by step. One number says the share; callers in the
mesh and at the gateways are split alike. Without an owner the number changes by a commit. With \`TrafficOwner.argoRollouts()\` or
\`TrafficOwner.flagger()\` an engine moves it, and the weights live in a VirtualService of their own, so that Git and the engine never write the same
object. A split throws the dice for every request: where a user should stay with one version use \`AbTest\`, and where nobody should see the new version
before all do use \`BlueGreenRelease\`.`,
  mistakes: [
    {
      mistake: 'A share above 100 percent',
      consequence: 'Istio takes weights as proportions and silently sends something else than was meant.',
      refusedBy: 'MESH0005',
      fix: 'from 0 to 100',
      program: chart => release(chart, { ...VERSIONS, canaryPercent: 110 }),
    },
    {
      mistake: 'Two weights that have to add up',
      consequence: '80 and 30 is 73 percent and 27 percent to Istio.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error there is one number, and the stable version gets the rest
        release(chart, { ...VERSIONS, stableWeight: 80, canaryWeight: 30 });
      },
    },
    {
      mistake: 'Versions whose labels overlap',
      consequence: 'Requests for the stable version reach canary pods too, whatever the share.',
      refusedBy: 'MESH0002',
      fix: 'label value of its own',
      program: chart => release(chart, { stable: { labels: { tier: 'web' } }, canary: { labels: { tier: 'web', version: 'v2' } }, canaryPercent: 5 }),
    },
    {
      mistake: 'A share in Git while an engine moves the weights',
      consequence: 'Every sync sets the weights back in the middle of a release.',
      refusedBy: 'MESH0013',
      fix: 'leave canaryPercent out',
      program: chart => release(chart, { canaryPercent: 10, owner: TrafficOwner.argoRollouts() }),
    },
    {
      mistake: 'A release whose versions nobody knows',
      consequence: 'There would be subsets without labels, and both would be all pods.',
      refusedBy: 'MESH0013',
      fix: 'TrafficOwner.argoRollouts()',
      program: chart => release(chart, { stable: VERSIONS.stable }),
    },
    {
      mistake: 'An object with the name of one that Flagger writes',
      consequence: 'Flagger takes it over, the next sync takes it back, and the routes change with every round.',
      refusedBy: 'MESH0408',
      program: chart => {
        release(chart, { owner: TrafficOwner.flagger() });
        new DestinationRule(chart, 'Mine', { name: 'cart-canary', host: 'cart-canary.shop.svc.cluster.local' });
      },
    },
    {
      mistake: 'Requests that always go to a canary that Flagger has scaled to zero',
      consequence: 'Between two releases testers are answered 503.',
      refusedBy: 'MESH0013',
      fix: 'analysis.match',
      program: chart => release(chart, { owner: TrafficOwner.flagger(), alwaysCanary: [{ headers: { 'x-canary': StringMatch.present() } }] }),
    },
    {
      mistake: 'A third subset in the rule that Argo Rollouts completes',
      consequence: 'Argo Rollouts removes it at its next step, and its routes answer 503.',
      refusedBy: 'MESH0408',
      program: chart => release(chart, { owner: TrafficOwner.argoRollouts() }).rule!.addSubset('experiment', { labels: { version: 'v3' } }),
    },
  ],
  traffic: [
    { request: 'a workload of the mesh', from: 'shop/frontend', url: 'http://cart.shop:8080/cart', fate: { to: { [STABLE]: 90, [CANARY]: 10 } } },
    {
      request: 'a tester in the mesh, with the header x-canary',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      headers: { 'x-canary': 'true' },
      fate: { to: { [CANARY]: 100 } },
    },
    {
      request: 'a workload of the mesh, with another value of the header',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      headers: { 'x-canary': 'false' },
      fate: { to: { [STABLE]: 90, [CANARY]: 10 } },
    },
    {
      request: 'a browser',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/cart',
      fate: { to: { [STABLE]: 90, [CANARY]: 10 }, via: ['istio-ingress/ingressgateway'] },
    },
    {
      request: 'a tester with a browser, with the header x-canary',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/cart',
      headers: { 'x-canary': 'true' },
      fate: { to: { [CANARY]: 100 } },
    },
    {
      request: 'a workload of the mesh, while the service takes too long',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      service: { delaySeconds: 5 },
      times: 1,
      fate: { status: 504, secondsAtLeast: 3 },
    },
  ],
};

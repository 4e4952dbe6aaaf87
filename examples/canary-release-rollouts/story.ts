import { CanaryRelease, Gateway, MeshService, TrafficOwner } from '../../src';
import { PatternStory } from '../pattern-story';

const STABLE = 'cart.shop.svc.cluster.local:8080 stable';
const CANARY = 'cart.shop.svc.cluster.local:8080 canary';

export const STORY: PatternStory = {
  pattern: 'CanaryRelease',
  chapter: 'release',
  title: 'Canary release with Argo Rollouts',
  when: `When an engine moves the share of the canary and takes it back when metrics go bad. The routes in Git keep hosts, gateways, matches and timeouts
and delegate the split to \`<service>-weights\`: the one object that Argo Rollouts changes, and the one whose differences Git ignores. The Rollout names
that VirtualService, and the DestinationRule of the service with its subsets \`stable\` and \`canary\`. The table shows the mesh before the first step.`,
  mistakes: [
    {
      mistake: 'A service of which nobody knows what it selects',
      consequence: 'The subsets would have no labels until the engine adds the hash of the pods.',
      refusedBy: 'MESH0012',
      fix: 'selector',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        new CanaryRelease(chart, 'Release', { service, owner: TrafficOwner.argoRollouts() });
      },
    },
    {
      mistake: 'An engine named by a text',
      consequence: 'A slip in the name would leave the weights to nobody.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        const gateways = [Gateway.fromName(chart, 'G', 'a/b')];
        // @ts-expect-error an owner is an object that says what it writes
        new CanaryRelease(chart, 'Release', { service, hosts: ['shop.example.com'], gateways, owner: 'argo-rollouts' });
      },
    },
  ],
  traffic: [
    { request: 'a workload of the mesh', from: 'shop/frontend', url: 'http://cart.shop:8080/cart', fate: { to: { [STABLE]: 100 } } },
    {
      request: 'a tester in the mesh, with the header x-canary',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      headers: { 'x-canary': 'true' },
      fate: { to: { [CANARY]: 100 } },
    },
    {
      request: 'a browser',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/cart',
      fate: { to: { [STABLE]: 100 }, via: ['istio-ingress/ingressgateway'] },
    },
    {
      request: 'a tester with a browser, with the header x-canary',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/cart',
      headers: { 'x-canary': 'true' },
      fate: { to: { [CANARY]: 100 } },
    },
    {
      request: 'a workload of the mesh, while the service takes too long: the timeout of the root holds for the delegate',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      service: { delaySeconds: 5 },
      times: 1,
      fate: { status: 504, secondsAtLeast: 3 },
    },
  ],
};

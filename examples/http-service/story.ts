import { Gateway, HttpService, MeshService } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';

export const STORY: PatternStory = {
  pattern: 'HttpService',
  chapter: 'routing',
  title: 'HTTP service',
  when: `For every service that speaks HTTP and has one version at a time: it gets a timeout, retries and outlier detection that a service should
have, for callers in the mesh and at the gateways alike. With two versions use \`CanaryRelease\` or \`BlueGreenRelease\`.`,
  mistakes: [
    {
      mistake: 'A public host without a gateway',
      consequence: 'Nobody outside of the mesh reaches it, and on the mesh it is claimed for nothing.',
      refusedBy: 'MESH0002',
      fix: 'gateways',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        new HttpService(chart, 'Routing', { service, hosts: ['shop.example.com'] });
      },
    },
    {
      mistake: 'A timeout as a bare number',
      consequence: 'Nobody knows whether 3 is seconds or milliseconds.',
      refusedBy: 'compiler',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
        // @ts-expect-error a duration has a unit
        new HttpService(chart, 'Routing', { service, hosts: ['shop.example.com'], gateways: [Gateway.fromName(chart, 'G', 'a/b')], timeout: 3 });
      },
    },
  ],
  traffic: [
    { request: 'a workload of the mesh', from: 'shop/frontend', url: 'http://cart.shop:8080/anything', fate: { to: { [CART]: 100 } } },
    { request: 'a browser, below /cart', gateway: 'istio-ingress/ingressgateway', url: 'https://shop.example.com/cart/1', fate: { to: { [CART]: 100 } } },
    { request: 'a browser, elsewhere', gateway: 'istio-ingress/ingressgateway', url: 'https://shop.example.com/other', fate: { status: 404 } },
    {
      request: 'a workload of the mesh, while the service answers 503',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/',
      service: { status: 503 },
      fate: { status: 503, attempts: 3 },
    },
    {
      request: 'a workload of the mesh, while the service takes too long',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/',
      service: { delaySeconds: 5 },
      fate: { status: 504, secondsAtLeast: 3 },
    },
  ],
};

import { CanaryRelease, MeshService, SessionKey, StickySessions } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';

export const STORY: PatternStory = {
  pattern: 'StickySessions',
  chapter: 'release',
  title: 'Sticky sessions',
  when: `When a service keeps something of its clients in memory, a cache or a web socket, and works better when each client comes back to the same
workload. It is a preference: sessions move when workloads come and go. Weighted splits fight it, because the split throws the dice for every request
before the key is looked at; for a release with sessions use \`AbTest\` by cookie, or \`BlueGreenRelease\` with
\`trafficPolicy: { loadBalancer: key.toLoadBalancer() }\`.`,
  mistakes: [
    {
      mistake: 'A session cookie that nobody sets',
      consequence: 'Without a time to live the proxy sets no cookie, so that clients without one go anywhere.',
      refusedBy: 'compiler',
      // @ts-expect-error the cookie needs a time to live; zero is the session of the browser
      program: () => SessionKey.cookie({ name: 'cart-session' }),
    },
    {
      mistake: 'Sticky sessions beside a weighted split of the same service',
      consequence: 'Istio merges the two DestinationRules, the first policy wins, and clients jump between the versions all the same.',
      refusedBy: 'MESH0201',
      fix: 'another name',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        new StickySessions(chart, 'Sessions', { service, key: SessionKey.header('x-user') });
        new CanaryRelease(chart, 'Release', {
          service, stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } }, canaryPercent: 10,
        });
      },
    },
    {
      mistake: 'A header that no request can have',
      consequence: 'No request has the key, and every one goes to a workload at random.',
      refusedBy: 'MESH0003',
      fix: 'x-user',
      program: chart => {
        const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
        new StickySessions(chart, 'Sessions', { service, key: SessionKey.header('x-user:') });
      },
    },
  ],
  traffic: [
    { request: 'a client without the cookie gets one', from: 'shop/frontend', url: 'http://cart.shop:8080/cart', fate: { to: { [CART]: 100 }, status: 200 } },
    {
      request: 'a client with the cookie keeps it',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      headers: { cookie: 'cart-session=0123456789abcdef' },
      fate: { to: { [CART]: 100 }, answer: { 'set-cookie': null } },
    },
    {
      request: 'the same client again, at the same workload',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      headers: { cookie: 'cart-session=0123456789abcdef' },
      fate: { to: { [CART]: 100 } },
      beyondTheLab: 'the lab tells versions apart, not the workloads of one version',
    },
  ],
};

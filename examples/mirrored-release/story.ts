import { Chart } from 'cdk8s';
import { MeshService, MirroredRelease, MirrorTarget } from '../../src';
import { PatternStory } from '../pattern-story';

const LIVE = 'cart.shop.svc.cluster.local:8080 live';
const SHADOW = 'cart.shop.svc.cluster.local:8080 shadow';
const SEARCH = 'search.shop.svc.cluster.local:8080';
const ARCHIVE = 'search-archive.shop.svc.cluster.local:8080';

function cart(chart: Chart): MeshService {
  return new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
}

export const STORY: PatternStory = {
  pattern: 'MirroredRelease',
  chapter: 'release',
  title: 'Mirrored release',
  when: `When a version should be tried with real requests before any user depends on its answers: it gets copies, and what it answers is dropped. The
target is another version of the service or another service. What a copy does is done, so that the shadow must not write to the same database, send mail
or charge a card. Start with a small percentage: copies double the load on everything behind both versions.`,
  mistakes: [
    {
      mistake: 'A service that is mirrored to itself',
      consequence: 'Its pods do every copied request twice.',
      refusedBy: 'MESH0002',
      fix: 'MirrorTarget.version',
      program: chart => {
        const service = cart(chart);
        new MirroredRelease(chart, 'Release', { service, mirror: MirrorTarget.service(service.subset('v2')), percentage: 10 });
      },
    },
    {
      mistake: 'A shadow with the labels of the live version',
      consequence: 'Users reach the shadow.',
      refusedBy: 'MESH0002',
      fix: 'label value of its own',
      program: chart => new MirroredRelease(chart, 'Release', {
        service: cart(chart), percentage: 10, mirror: MirrorTarget.version({ live: { labels: { app: 'cart' } }, shadow: { labels: { app: 'cart', version: 'v2' } } }),
      }),
    },
    {
      mistake: 'More copies than requests',
      consequence: 'Istio refuses the object when it is applied.',
      refusedBy: 'MESH0001',
      fix: '100',
      program: chart => new MirroredRelease(chart, 'Release', {
        service: cart(chart), percentage: 150, mirror: MirrorTarget.version({ live: { labels: { version: 'v1' } }, shadow: { labels: { version: 'v2' } } }),
      }),
    },
    {
      mistake: 'A shadow without a live version',
      consequence: 'Users are spread over all pods of the service, the shadow among them.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error both versions are needed
        new MirroredRelease(chart, 'Release', { service: cart(chart), percentage: 10, mirror: MirrorTarget.version({ shadow: { labels: { version: 'v2' } } }) });
      },
    },
  ],
  traffic: [
    {
      request: 'a workload of the mesh',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      fate: { to: { [LIVE]: 100 }, mirrored: { [SHADOW]: 100 }, status: 200 },
    },
    {
      request: 'a browser',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/cart',
      fate: { to: { [LIVE]: 100 }, mirrored: { [SHADOW]: 100 }, via: ['istio-ingress/ingressgateway'] },
    },
    {
      request: 'a workload of the mesh, to the service of which a quarter is copied to another',
      from: 'shop/frontend',
      url: 'http://search.shop:8080/q',
      fate: { to: { [SEARCH]: 100 }, mirrored: { [ARCHIVE]: 25 } },
    },
  ],
};

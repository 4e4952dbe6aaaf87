import { Chart } from 'cdk8s';
import { BlueGreenRelease, BlueGreenReleaseProps, Gateway, MeshService, ReleaseColor } from '../../src';
import { PatternStory } from '../pattern-story';

const BLUE = 'cart.shop.svc.cluster.local:8080 blue';
const GREEN = 'cart.shop.svc.cluster.local:8080 green';

function release(chart: Chart, props: Partial<BlueGreenReleaseProps>): BlueGreenRelease {
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  return new BlueGreenRelease(chart, 'Release', {
    service, blue: { labels: { deployment: 'blue' } }, green: { labels: { deployment: 'green' } }, active: ReleaseColor.BLUE, ...props,
  });
}

export const STORY: PatternStory = {
  pattern: 'BlueGreenRelease',
  chapter: 'release',
  title: 'Blue-green release',
  when: `When a new version should be complete and looked at before any user sees it, and switching back must be one line. Both versions run; \`active\`
says which one serves users, the other one is reachable by a header or a host of its own. It costs twice the pods. To let a part of the users see the new
version first use \`CanaryRelease\`.`,
  mistakes: [
    {
      mistake: 'Two versions with the same labels',
      consequence: 'Both subsets are the same pods, and switching changes nothing.',
      refusedBy: 'MESH0002',
      fix: 'label value of its own',
      program: chart => release(chart, { green: { labels: { deployment: 'blue' } } }),
    },
    {
      mistake: 'A preview host without a gateway that serves it',
      consequence: 'The preview is reachable by nobody.',
      refusedBy: 'MESH0002',
      fix: 'gateways',
      program: chart => release(chart, { previewHosts: ['preview.example.com'] }),
    },
    {
      mistake: 'One host for users and for previews',
      consequence: 'The gateway merges both VirtualServices, and users may get the version that stands by.',
      refusedBy: 'MESH0002',
      fix: 'host of its own',
      program: chart => release(chart, {
        hosts: ['shop.example.com'], previewHosts: ['shop.example.com'], gateways: [Gateway.fromName(chart, 'Public', 'istio-ingress/public')],
      }),
    },
    {
      mistake: 'A third colour',
      consequence: 'Users would be sent to a subset that does not exist, and be answered 503.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error there are two versions
        release(chart, { active: 'purple' });
      },
    },
  ],
  traffic: [
    { request: 'a workload of the mesh', from: 'shop/frontend', url: 'http://cart.shop:8080/cart', fate: { to: { [BLUE]: 100 } } },
    {
      request: 'a tester in the mesh, with the header x-preview',
      from: 'shop/frontend',
      url: 'http://cart.shop:8080/cart',
      headers: { 'x-preview': 'true' },
      fate: { to: { [GREEN]: 100 } },
    },
    {
      request: 'a browser',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/cart',
      fate: { to: { [BLUE]: 100 }, via: ['istio-ingress/ingressgateway'] },
    },
    {
      request: 'a tester with a browser, with the header x-preview',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/cart',
      headers: { 'x-preview': 'true' },
      fate: { to: { [GREEN]: 100 } },
    },
    {
      request: 'a browser at the preview host',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://preview.example.com/cart',
      fate: { to: { [GREEN]: 100 } },
    },
  ],
};

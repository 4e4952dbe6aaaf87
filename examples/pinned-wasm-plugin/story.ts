import { MeshService, PinnedImage, PinnedWasmPlugin, PolicyTarget } from '../../src';
import { PatternStory } from '../pattern-story';

const CART = 'cart.shop.svc.cluster.local:8080';
const WHY = 'the lab has no registry, so that proxies would wait for the plugin';

export const STORY: PatternStory = {
  pattern: 'PinnedWasmPlugin',
  chapter: 'limits',
  title: 'Pinned WebAssembly plugin',
  when: `To run a plugin of your own, or a bought one, in the proxies of a gateway or service. It sees every request, so which bytes run is decided
by review: the image is named by digest, and a push to the registry changes nothing until Git does. Say what happens without the plugin: \`FAIL_CLOSE\`
(the default) refuses requests, \`FAIL_OPEN\` lets them pass unchecked.

What Istio can do by itself (headers, authorization, JWT, rate limits), let Istio do.`,
  mistakes: [
    {
      mistake: 'An image by its tag alone',
      consequence: 'Whoever may push to the registry decides what runs in the proxies, and two proxies of one service can run different code.',
      refusedBy: 'compiler',
      program: chart => {
        const gateway = new MeshService(chart, 'Ingress', { name: 'ingressgateway', ports: [{ number: 443 }], selector: { istio: 'ingressgateway' } });
        // @ts-expect-error an image is named by its digest
        new PinnedWasmPlugin(chart, 'Plugin', { image: 'registry.example.com/plugins/auth:1.4.2', target: PolicyTarget.service(gateway) });
      },
    },
    {
      mistake: 'A tag in the place of the digest',
      consequence: 'As above.',
      refusedBy: 'MESH0001',
      fix: 'crane digest registry.example.com/plugins/auth',
      program: () => {
        PinnedImage.of('registry.example.com/plugins/auth', '1.4.2');
      },
    },
    {
      mistake: 'A digest without its algorithm',
      consequence: 'The proxies cannot parse the image, and refuse every request.',
      refusedBy: 'MESH0001',
      fix: 'write sha256:1f3870be',
      program: () => {
        PinnedImage.of('registry.example.com/plugins/auth', '1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77');
      },
    },
    {
      mistake: 'A plugin for a whole namespace by accident',
      consequence: 'One plugin that cannot be loaded stops every workload of it.',
      refusedBy: 'compiler',
      program: chart => {
        const image = PinnedImage.of('registry.example.com/plugins/auth', `sha256:${'0'.repeat(64)}`);
        // @ts-expect-error a target is needed
        new PinnedWasmPlugin(chart, 'Plugin', { image });
      },
    },
  ],
  traffic: [
    {
      request: 'a browser that the plugin lets through',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/',
      fate: { to: { [CART]: 100 }, via: ['istio-ingress/ingressgateway'] },
      beyondTheLab: WHY,
    },
    {
      request: 'a browser, while the registry is down and the gateway has no copy of the plugin',
      gateway: 'istio-ingress/ingressgateway',
      url: 'https://shop.example.com/',
      fate: { status: 503 },
      beyondTheLab: WHY,
    },
    {
      request: 'a workload of the mesh, while the plugin of the cart cannot be loaded',
      from: 'istio-ingress/ingressgateway',
      url: 'http://cart.shop:8080/',
      fate: { to: { [CART]: 100 } },
      beyondTheLab: WHY,
    },
  ],
};

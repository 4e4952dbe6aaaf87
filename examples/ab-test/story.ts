import { Chart } from 'cdk8s';
import { AbTest, AbTestProps, Audience, MeshService, StringMatch } from '../../src';
import { LAB_ISSUER, PatternStory } from '../pattern-story';

const ORIGINAL = 'cart.shop.svc.cluster.local:8080 original';
const VARIANT = 'cart.shop.svc.cluster.local:8080 variant';
const GATEWAY = 'istio-ingress/ingressgateway';
const PUBLIC = 'https://shop.example.com/cart';
const MESH = 'http://cart.shop:8080/cart';

function abTest(chart: Chart, props: Partial<AbTestProps>): AbTest {
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  return new AbTest(chart, 'Test', { service, original: { labels: { version: 'v1' } }, variant: { labels: { version: 'v2' } }, ...props });
}

export const STORY: PatternStory = {
  pattern: 'AbTest',
  chapter: 'release',
  title: 'A/B test',
  when: `When two versions are compared and a user must see the same one every time: who gets the variant follows from a header, a cookie or the user's
group, never from dice. Something else sets header or cookie: the application, a feature flag, a tool for experiments. Groups come from the claims of a
token, which only gateways know, and only where a \`RequestAuthentication\` verifies the token. For a share of all requests use \`CanaryRelease\`.`,
  mistakes: [
    {
      mistake: 'A user group for callers inside of the mesh',
      consequence: 'Sidecars do not know the claims of a token; Istio refuses the object when it is applied, at the end of the pipeline.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error a group is an audience of gateways: gatewayAudience
        abTest(chart, { audience: [Audience.userGroup('beta-testers')] });
      },
    },
    {
      mistake: 'A test without audience',
      consequence: 'The variant is deployed and nobody sees it.',
      refusedBy: 'MESH0002',
      fix: 'audience',
      program: chart => abTest(chart, {}),
    },
    {
      mistake: 'An audience at gateways without gateway',
      consequence: 'Nobody belongs to it.',
      refusedBy: 'MESH0002',
      fix: 'gateways',
      program: chart => abTest(chart, { gatewayAudience: [Audience.userGroup('beta-testers')] }),
    },
    {
      mistake: 'A cookie with its attributes, copied from an answer',
      consequence: 'Requests carry name and value only, so that nothing ever matches.',
      refusedBy: 'MESH0001',
      fix: 'without blanks',
      program: chart => abTest(chart, { audience: [Audience.cookie('experiment', 'cart; Path=/')] }),
    },
    {
      mistake: 'A condition that is a bare text',
      consequence: 'It is open whether the whole value, its beginning or a pattern is meant.',
      refusedBy: 'compiler',
      program: chart => {
        // @ts-expect-error StringMatch says how the value is compared
        abTest(chart, { audience: [Audience.header('x-experiment', 'cart'), Audience.header('x-beta', StringMatch.present())] });
      },
    },
  ],
  traffic: [
    { request: 'a workload of the mesh', from: 'shop/frontend', url: MESH, fate: { to: { [ORIGINAL]: 100 } } },
    {
      request: 'a workload of the mesh that passes the header on',
      from: 'shop/frontend',
      url: MESH,
      headers: { 'x-experiment': 'cart' },
      fate: { to: { [VARIANT]: 100 } },
    },
    {
      request: 'a workload of the mesh that passes the cookie on, among others',
      from: 'shop/frontend',
      url: MESH,
      headers: { cookie: 'theme=dark; experiment=cart; lang=en' },
      fate: { to: { [VARIANT]: 100 } },
    },
    {
      request: 'a cookie whose name only ends alike',
      from: 'shop/frontend',
      url: MESH,
      headers: { cookie: 'no-experiment=cart' },
      fate: { to: { [ORIGINAL]: 100 } },
    },
    {
      request: 'a cookie whose value only begins alike',
      from: 'shop/frontend',
      url: MESH,
      headers: { cookie: 'experiment=cart2' },
      fate: { to: { [ORIGINAL]: 100 } },
    },
    { request: 'a browser', gateway: GATEWAY, url: PUBLIC, fate: { to: { [ORIGINAL]: 100 } } },
    { request: 'a browser with the cookie', gateway: GATEWAY, url: PUBLIC, headers: { cookie: 'experiment=cart' }, fate: { to: { [VARIANT]: 100 } } },
    {
      request: 'a user of the group',
      gateway: GATEWAY,
      url: PUBLIC,
      token: { iss: LAB_ISSUER, sub: 'ada', groups: ['customers', 'beta-testers'] },
      fate: { to: { [VARIANT]: 100 } },
    },
    {
      request: 'a user of other groups',
      gateway: GATEWAY,
      url: PUBLIC,
      token: { iss: LAB_ISSUER, sub: 'bob', groups: ['customers'] },
      fate: { to: { [ORIGINAL]: 100 } },
    },
    { request: 'somebody who claims the group with a forged token', gateway: GATEWAY, url: PUBLIC, token: 'forged', fate: { status: 401 } },
  ],
};

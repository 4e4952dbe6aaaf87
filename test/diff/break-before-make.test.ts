import { planChange } from '../../src/diff/break-before-make';
import { retiredText, twoReleases } from '../../src/diff/two-releases';
import { buildMesh } from '../../src/model/build';
import { manifestsOf } from '../analysis/manifests';

const SERVICE = '{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {ports: [{name: http, port: 80}]}}';
const rule = (subsets: string, annotations = '{}') =>
  `{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: cart, namespace: shop, annotations: ${annotations}}, spec: {host: cart, subsets: ${subsets}}}`;
const routes = (route: string, name = 'cart') =>
  `{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: ${name}, namespace: shop}, spec: {hosts: [cart], http: [{route: ${route}}]}}`;
const to = (subset: string, weight?: number) => `{destination: {host: cart, subset: ${subset}}${weight === undefined ? '' : `, weight: ${weight}`}}`;
const [V1, V2, V3] = ['v1', 'v2', 'v3'].map(version => `{version: ${version}}`);
const BOTH = rule(`[{name: stable, labels: ${V1}}, {name: canary, labels: ${V2}}]`);
const STABLE = rule(`[{name: stable, labels: ${V1}}]`);
const SPLIT = routes(`[${to('stable', 95)}, ${to('canary', 5)}]`);
const ONLY_STABLE = routes(`[${to('stable')}]`);
const PLAIN = routes('[{destination: {host: cart}}]');
const entry = (hosts: string) => `{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: pay, namespace: shop}, spec: {hosts: ${hosts}, ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}}`;
const payTo = (host: string) => routes(`[{destination: {host: ${host}}}]`, 'pay');
const gateway = (name: string, secret = 'tls') => `{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: ${name}, namespace: shop}, spec: {selector: {istio: edge}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, tls: {mode: SIMPLE, credentialName: ${secret}}, hosts: [a.example]}]}}`;
const edge = (name: string) => `{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: edge, namespace: shop}, spec: {hosts: [a.example], gateways: [${name}], http: [{route: [{destination: {host: cart}}]}]}}`;

function plan(before: string[], after: string[], engines: string[] = []) {
  const mesh = (documents: string[]) => buildMesh(manifestsOf([SERVICE, ...documents].join('\n---\n')));
  return planChange(mesh(before), mesh(after), engines);
}

function said(before: string[], after: string[], engines: string[] = []): string[] {
  return plan(before, after, engines).breaks.map(({ kind, subset, host, object, orderedBecause }) =>
    `${kind} ${subset ?? (kind === 'host' ? host : object.name)}: ${orderedBecause === undefined ? 'two releases' : 'ordered'}`);
}

describe('what takes two releases', () => {
  test.each<[string, string[], string[], string[], string[]]>([
    ['a subset is added with its route', [STABLE, ONLY_STABLE], [BOTH, SPLIT], [], []],
    ['weights move', [BOTH, SPLIT], [BOTH, routes(`[${to('stable', 50)}, ${to('canary', 50)}]`)], [], []],
    ['a subset goes together with its last route', [BOTH, SPLIT], [STABLE, ONLY_STABLE], ['argocd', 'flux'], ['subset canary: two releases']],
    ['a subset goes together with a route of weight 0', [BOTH, routes(`[${to('stable', 100)}, ${to('canary', 0)}]`)], [STABLE, ONLY_STABLE], [], ['subset canary: two releases']],
    ['a subset goes and its route stays', [BOTH, SPLIT], [STABLE, SPLIT], [], ['subset canary: two releases']],
    ['a subset that only a mirror named', [BOTH, `{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: cart, namespace: shop}, spec: {hosts: [cart], http: [{route: [${to('stable')}], mirror: {host: cart, subset: canary}}]}}`], [STABLE, ONLY_STABLE], [], ['subset canary: two releases']],
    ['first release: the route goes, the subset stays', [BOTH, SPLIT], [BOTH, ONLY_STABLE], [], []],
    ['second release: the subset goes', [BOTH, ONLY_STABLE], [STABLE, ONLY_STABLE], [], []],
    ['the whole rule goes, the routes change, nobody knows who applies', [BOTH, SPLIT], [PLAIN], [], ['subset stable: two releases', 'subset canary: two releases']],
    ['the whole rule goes, the routes change, Flux prunes last', [BOTH, SPLIT], [PLAIN], ['flux'], ['subset stable: ordered', 'subset canary: ordered']],
    ['the whole rule goes, the routes change, Argo CD prunes first', [BOTH, SPLIT], [PLAIN], ['flux', 'argocd'], ['subset stable: two releases', 'subset canary: two releases']],
    ['the whole rule goes with PruneLast', [rule(`[{name: stable, labels: ${V1}}]`, '{argocd.argoproj.io/sync-options: "ServerSideApply=true,PruneLast=true"}'), ONLY_STABLE], [PLAIN], ['argocd'], ['subset stable: ordered']],
    ['rule and routes go: deletion runs backwards', [BOTH, SPLIT], [], [], ['subset stable: ordered', 'subset canary: ordered']],
    ['other labels while requests come', [BOTH, SPLIT], [rule(`[{name: stable, labels: ${V2}}, {name: canary, labels: ${V3}}]`), SPLIT], [], ['labels stable: two releases', 'labels canary: two releases']],
    ['other labels at weight 0', [BOTH, routes(`[${to('stable', 100)}, ${to('canary', 0)}]`)], [rule(`[{name: stable, labels: ${V1}}, {name: canary, labels: ${V3}}]`), SPLIT], [], []],
    ['a host of a ServiceEntry goes with its last route', [entry('[pay.example, new.example]'), payTo('pay.example')], [entry('[new.example]'), payTo('new.example')], ['flux'], ['host pay.example: two releases']],
    ['a ServiceEntry goes with its last route', [entry('[pay.example]'), payTo('pay.example')], [payTo('cart')], ['argocd'], ['host pay.example: two releases']],
    ['a ServiceEntry that nothing routes to goes', [entry('[pay.example]')], [], [], []],
    ['a gateway goes, its routes move to another', [gateway('one'), edge('one')], [gateway('two'), edge('two')], ['argocd'], ['object one: two releases']],
    ['a gateway goes with its routes', [gateway('one'), edge('one')], [], ['argocd'], ['object one: ordered']],
  ])('%s', (_, before, after, engines, expected) => {
    expect(said(before, after, engines)).toEqual(expected);
  });

  test('a Service goes with its last route', () => {
    const mesh = (text: string) => buildMesh(manifestsOf(text));
    const other = SERVICE.replace('name: cart', 'name: new');
    const { breaks } = planChange(mesh([SERVICE, other, PLAIN].join('\n---\n')), mesh([other, PLAIN.replace('host: cart}}', 'host: new}}')].join('\n---\n')), ['argocd']);
    expect(breaks).toMatchObject([{ kind: 'host', host: 'cart.shop.svc.cluster.local', users: [{ kind: 'VirtualService', name: 'cart' }] }]);
    expect(breaks[0].orderedBecause).toBeUndefined();
  });
});

describe('words', () => {
  test('the code to write names the subset and its labels as they were', () => {
    const [broken] = plan([BOTH, SPLIT], [STABLE, ONLY_STABLE]).breaks;
    expect(twoReleases(broken)).toMatchObject({
      problem: "The subset 'canary' of DestinationRule shop/cart goes together with its last route, in VirtualService shop/cart.",
      first: { code: "rule.retireSubset('canary', { labels: { version: 'v2' } });" },
    });
  });

  test('quotes and line ends in labels stay inside of the text', () => {
    const { first } = twoReleases({ kind: 'subset', object: { group: '', kind: 'DestinationRule', namespace: 'a', name: 'b' }, host: 'c', subset: 'd', labels: { "x'y": 'a\'b"c\n' }, users: [] });
    expect(first.code).toBe("rule.retireSubset('d', { labels: { 'x\\'y': 'a\\'b\"c\\n' } });");
  });
});

describe('retired subsets', () => {
  test('a rule may retire several at once', () => {
    const retired = rule(`[{name: stable, labels: ${V1}}, {name: canary, labels: ${V2}}, {name: old, labels: ${V3}}]`, '{cdk8s-istio/retired-subsets: "canary,old"}');
    expect(plan([retired], [retired]).retired.map(({ subset }) => subset)).toEqual(['canary', 'old']);
  });

  const RETIRED = rule(`[{name: stable, labels: ${V1}}, {name: canary, labels: ${V2}}]`, '{cdk8s-istio/retired-subsets: canary}');

  test('one that the last release routes to stays, then it can go', () => {
    expect(plan([BOTH, SPLIT], [RETIRED, ONLY_STABLE]).retired.map(retiredText)).toEqual([
      "subset 'canary' of DestinationRule shop/cart stays for this release, because VirtualService shop/cart of the last one names it. It can go with the next.",
    ]);
    expect(plan([RETIRED, ONLY_STABLE], [RETIRED, ONLY_STABLE]).retired.map(retiredText)).toEqual([
      "subset 'canary' of DestinationRule shop/cart can go now: no route of the last release names it. Remove its retireSubset.",
    ]);
  });
});

test('where several engines apply, each has its reason', () => {
  const last = rule(`[{name: stable, labels: ${V1}}]`, '{argocd.argoproj.io/sync-options: "PruneLast=true"}');
  expect(plan([last, ONLY_STABLE], [PLAIN], ['flux', 'argocd']).breaks.map(({ orderedBecause }) => orderedBecause))
    .toEqual(['Flux removes it after everything else is applied; Argo CD removes it last (PruneLast)']);
});

test('a Service that Flagger makes goes with its Canary, and is said once', () => {
  const canary = '{apiVersion: flagger.app/v1beta1, kind: Canary, metadata: {name: pay, namespace: shop}, spec: {targetRef: {kind: Deployment, name: pay}}}';
  expect(said([canary, payTo('pay-canary')], [PLAIN], [])).toEqual(['object pay: ordered']);
});

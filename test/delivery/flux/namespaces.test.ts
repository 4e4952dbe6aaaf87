import { flux } from '../../../src/delivery';
import { folderOf } from '../../../src/delivery/flux/kustomization-unit';
import { strongComponents } from '../../../src/delivery/flux/strong-components';
import { placeInEnvironment } from '../../../src/environments/layout';
import { emitted } from '../emitted';

const repository = { url: 'https://git.example.com/acme/mesh.git' };

/** `VirtualService shop/cart`, and what it needs. */
function object(text: string, ...references: string[]): any {
  return { ...key(text), apiVersion: 'v1', references: references.map(key), runtimeFields: [] };
}

function key(text: string): any {
  const [kind, path] = text.split(' ');
  const [namespace, name] = path.includes('/') ? path.split('/') : [undefined, path];
  const group = ['VirtualService', 'DestinationRule', 'Gateway'].includes(kind) ? 'networking.istio.io' : '';
  return { group, kind, name, ...namespace === undefined ? {} : { namespace } };
}

function environment(objects: any[], more: object = {}): any {
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace).filter(Boolean))].sort();
  const kinds = objects.some(({ namespace }) => namespace === undefined) ? [{ group: '', kind: 'Namespace', clusterScoped: true }] : [];
  return { name: 'production', path: 'dist/production', clusters: [], after: [], namespaces, kinds, objects, ...more };
}

const kustomizationsOf = (environments: any[], props: object = {}) =>
  emitted(flux.Kustomizations.perNamespace({ repository, ...props }), environments).filter(({ kind }) => kind === 'Kustomization');

const dependenciesOf = (environments: any[], props: object = {}): Record<string, string[]> => Object.fromEntries(kustomizationsOf(environments, props)
  .map(({ metadata, spec }) => [metadata.name, (spec.dependsOn ?? []).map(({ name }: any) => name)]));

test('There is one source, a Kustomization for what lies outside of namespaces, and one per namespace that waits for it', () => {
  const objects = emitted(flux.Kustomizations.perNamespace({ repository }), [environment([
    object('Namespace shop'), object('Namespace billing'), object('VirtualService shop/cart', 'Namespace shop'), object('VirtualService billing/ledger'),
  ])]);
  expect(objects.map(({ kind, metadata, spec }) => [kind, metadata.name, spec.path ?? spec.sparseCheckout[0], spec.dependsOn])).toEqual([
    ['GitRepository', 'mesh-production', 'dist/production', undefined],
    ['Kustomization', 'mesh-production', './dist/production/_cluster', undefined],
    ['Kustomization', 'mesh-production-billing', './dist/production/billing', [{ name: 'mesh-production' }]],
    ['Kustomization', 'mesh-production-shop', './dist/production/shop', [{ name: 'mesh-production' }]],
  ]);
  expect(objects.slice(1).map(({ spec }) => spec.sourceRef.name)).toEqual(['mesh-production', 'mesh-production', 'mesh-production']);
});

test.each<[title: string, objects: any[], dependencies: Record<string, string[]>]>([
  ['gateways come before the routes to them', [object('Gateway edge/public'), object('VirtualService shop/cart', 'Gateway edge/public')], { shop: ['edge'] }],
  ['certificates come before their gateways', [object('Secret proxies/tls'), object('Gateway edge/public', 'Secret proxies/tls')], { edge: ['proxies'] }],
  ['delegates come before what delegates to them', [object('VirtualService shop/cart'), object('VirtualService edge/root', 'VirtualService shop/cart')],
    { edge: ['shop'] }],
  ['services come before the routes to them', [object('Service billing/ledger'), object('VirtualService shop/cart', 'Service billing/ledger')], { shop: ['billing'] }],
  ['a namespace waits for each other once', [
    object('Service billing/ledger'), object('Service billing/invoices'),
    object('VirtualService shop/cart', 'Service billing/ledger', 'Service billing/invoices'), object('VirtualService shop/list', 'Service billing/ledger'),
  ], { shop: ['billing'] }],
  ['what is in one namespace makes no order', [object('Service shop/cart'), object('VirtualService shop/cart', 'Service shop/cart')], {}],
  ['in a circle a delegate comes first, and routes do not wait for their gateway', [
    object('Gateway edge/public'), object('VirtualService edge/root', 'VirtualService shop/cart'),
    object('VirtualService shop/cart', 'Gateway edge/public'), object('VirtualService blog/posts', 'Gateway edge/public'),
  ], { blog: ['edge'], edge: ['shop'] }],
  ['in a circle a rule does not wait for its service', [
    object('Service shop/cart'), object('DestinationRule billing/cart', 'Service shop/cart'),
    object('Service billing/ledger'), object('DestinationRule shop/ledger', 'Service billing/ledger'),
  ], {}],
  ['namespaces whose routes call each other wait for nobody', [
    object('Service shop/cart'), object('Service billing/ledger'),
    object('VirtualService shop/ledger', 'Service billing/ledger'), object('VirtualService billing/cart', 'Service shop/cart'),
  ], {}],
])('Order: %s', (_title, objects, dependencies) => {
  const expected = Object.fromEntries(Object.entries(dependencies).map(([name, others]) => [`mesh-production-${name}`, others.map(other => `mesh-production-${other}`)]));
  const found = Object.fromEntries(Object.entries(dependenciesOf([environment(objects)])).filter(([, others]) => others.length > 0));
  expect(found).toEqual(expected);
});

test.each<[title: string, objects: any[], text: string]>([
  ['a route whose rule is in another namespace', [
    object('DestinationRule shop/cart'), object('VirtualService edge/root', 'DestinationRule shop/cart'),
  ], 'VirtualService edge/root needs DestinationRule shop/cart'],
  ['four routes whose rule is in another namespace, of which three are named', [
    object('DestinationRule shop/cart'), ...['a', 'b', 'c', 'd'].map(name => object(`VirtualService edge/${name}`, 'DestinationRule shop/cart')),
  ], 'VirtualService edge/b needs DestinationRule shop/cart, VirtualService edge/c needs DestinationRule shop/cart, and 1 more.'],
  ['a rule that needs a route of another namespace', [
    object('DestinationRule shop/cart', 'VirtualService edge/root'), object('VirtualService edge/root'),
  ], 'DestinationRule shop/cart needs VirtualService edge/root'],
  ['delegates in a circle', [
    object('VirtualService a/one', 'VirtualService b/two'), object('VirtualService b/two', 'VirtualService a/one'),
  ], 'The namespaces a, b need each other: VirtualService a/one needs VirtualService b/two'],
])('Refused: %s', (_title, objects, text) => {
  expect(() => kustomizationsOf([environment(objects)])).toThrow(expect.objectContaining({ code: 'MESH0807', message: expect.stringContaining(text) }));
});

test('What is refused per namespace is delivered per environment', () => {
  const objects = [object('DestinationRule shop/cart'), object('VirtualService edge/root', 'DestinationRule shop/cart')];
  expect(() => emitted(flux.Kustomizations.perEnvironment({ repository }), [environment(objects)])).not.toThrow();
});

test('Only the first of an environment wait for Kustomizations of others and for the environment before it on their cluster', () => {
  const objects = [object('Namespace shop'), object('VirtualService shop/cart')];
  const staging = environment(objects, { name: 'staging', path: 'dist/staging/west', cluster: 'west' });
  const production = environment(objects, { path: 'dist/production/west', cluster: 'west', after: ['staging'] });
  expect(dependenciesOf([staging, production], { dependsOn: [{ name: 'secrets' }] })).toEqual({
    'mesh-staging-west': ['secrets'],
    'mesh-staging-west-shop': ['mesh-staging-west'],
    'mesh-production-west': ['secrets', 'mesh-staging-west', 'mesh-staging-west-shop'],
    'mesh-production-west-shop': ['mesh-production-west'],
  });
});

test('Health and fields of others are those of the namespace only', () => {
  const runtimeFields = [{ writer: 'Argo Rollouts', pointer: '/spec/http/0/route/0/weight' }];
  const [billing, shop] = kustomizationsOf([environment([
    { ...object('VirtualService shop/cart'), runtimeFields }, { ...object('ExternalSecret billing/tls'), group: 'external-secrets.io' },
  ])], { wait: true });
  expect(billing.spec.healthCheckExprs.map((check: any) => check.apiVersion)).toEqual(['external-secrets.io/v1']);
  expect(shop.spec.healthCheckExprs.map((check: any) => check.apiVersion)).toEqual(['networking.istio.io/v1']);
  expect([billing.spec.ignore, shop.spec.ignore]).toEqual([undefined, [expect.objectContaining({ paths: ['/spec/http/0/route/0/weight'] })]]);
});

test('What lies outside of namespaces has its Kustomization also where others of its kind have a namespace', () => {
  const objects = [object('Widget shop/one'), object('Widget two')];
  expect(Object.keys(dependenciesOf([environment(objects, { kinds: [key('Widget shop/one')] })]))).toEqual(['mesh-production', 'mesh-production-shop']);
});

test('Nothing waits for a namespace that has no folder', () => {
  const objects = [object('VirtualService shop/cart', 'Namespace odd/shop')];
  expect(dependenciesOf([environment(objects)])).toEqual({ 'mesh-production-shop': [] });
});

test.each(['shop', 'con', 'aux', 'com1', 'lpt9', 'console', 'com10'])('The folder of the namespace %s is the one that environments write', namespace => {
  const manifest: any = { object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace } }, group: '' };
  expect(folderOf(namespace)).toBe(placeInEnvironment(manifest).folder);
});

test('A name that Flux could not write into a label is refused with what helps', () => {
  const namespace = 'a'.repeat(60);
  expect(() => kustomizationsOf([environment([object(`VirtualService ${namespace}/cart`)])]))
    .toThrow(expect.objectContaining({ code: 'MESH0003', message: expect.stringContaining('namePrefix') }));
});

test('Two Kustomizations of one name are refused', () => {
  const environments = [
    environment([object('VirtualService eu-shop/cart')]),
    environment([object('VirtualService shop/cart')], { name: 'production-eu', path: 'dist/production-eu' }),
  ];
  expect(() => kustomizationsOf(environments)).toThrow(expect.objectContaining({ code: 'MESH0008', message: expect.stringContaining('mesh-production-eu-shop') }));
});

test('Components of a graph: circles share a number, whatever leads in, and a long chain is no trouble', () => {
  const edges: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['b', 'd'], d: [], e: ['e', 'a', 'nowhere'] };
  const found = strongComponents(Object.keys(edges), node => edges[node] ?? []);
  expect(found.get('b')).toBe(found.get('c'));
  expect(new Set(found.values()).size).toBe(4);
  expect([...found.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  const chain = Array.from({ length: 50_000 }, (_, i) => String(i));
  expect(new Set(strongComponents(chain, node => [String(Number(node) + 1)]).values()).size).toBe(50_000);
});

test('A circle of three is one component, and what leads into it is none of it', () => {
  const edges: Record<string, string[]> = { before: ['a'], a: ['b'], b: ['c'], c: ['a', 'after'], after: [] };
  const found = strongComponents(Object.keys(edges), node => edges[node]);
  expect([found.get('b'), found.get('c')]).toEqual([found.get('a'), found.get('a')]);
  expect(new Set(found.values()).size).toBe(3);
});

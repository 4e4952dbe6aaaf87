import { Break } from '../../src/diff/break-before-make';
import { twoReleases } from '../../src/diff/two-releases';

const RULE = { group: 'networking.istio.io', kind: 'DestinationRule', namespace: 'shop', name: 'cart' };
const ROUTES = { group: 'networking.istio.io', kind: 'VirtualService', namespace: 'shop', name: 'cart' };
const OTHERS = { ...ROUTES, namespace: 'edge', name: 'root' };

test.each<[string, Break, string, string, string | undefined, string]>([
  ['a subset', { kind: 'subset', object: RULE, host: 'cart.shop', subset: "it's", labels: { 'version': 'v1', 'example.com/a': '"b"' }, users: [ROUTES, OTHERS] },
    "The subset 'it\\'s' of DestinationRule shop/cart goes together with its last route, in VirtualService shop/cart, VirtualService edge/root.",
    'take the routes out and keep the subset, in the DestinationRule for cart.shop',
    "rule.retireSubset('it\\'s', { labels: { version: 'v1', 'example.com/a': '\"b\"' } });",
    'remove retireSubset'],
  ['labels of a subset', { kind: 'labels', object: RULE, host: 'cart.shop', subset: 'canary', labels: { version: 'v2' }, newLabels: {}, users: [ROUTES] },
    "The subset 'canary' of DestinationRule shop/cart gets other labels ({} instead of { version: 'v2' }) while VirtualService shop/cart sends it requests.",
    'add a subset of a new name with the new labels',
    "const next = rule.addSubset('canary-next', { labels: {} });\nrule.retireSubset('canary', { labels: { version: 'v2' } });",
    'remove retireSubset'],
  ['a host', { kind: 'host', object: { ...RULE, kind: 'ServiceEntry', name: 'pay' }, host: 'pay.example', users: [ROUTES] },
    'The host pay.example goes together with its last route: ServiceEntry shop/pay has it, VirtualService shop/cart leads to it.',
    'take the routes to pay.example out and keep ServiceEntry shop/pay', undefined, 'remove pay.example'],
  ['an object outside of namespaces', { kind: 'object', object: { ...RULE, kind: 'Gateway', namespace: '', name: 'edge' }, users: [ROUTES] },
    'Gateway edge is removed while VirtualService shop/cart needs it until the change has arrived.',
    'change VirtualService shop/cart and keep Gateway edge', undefined, 'remove Gateway edge'],
])('%s goes in two releases', (_, broken, problem, first, code, second) => {
  const said = twoReleases(broken);
  expect(said.problem).toBe(problem);
  expect(said.first).toEqual({ words: expect.stringContaining(first), ...code === undefined ? {} : { code } });
  expect(said.second.words).toContain(second);
  expect(said.why).toMatch(/requests/);
});

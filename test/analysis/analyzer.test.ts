import * as fc from 'fast-check';
import { parse } from 'yaml';
import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';
import { defineRule } from '../../src/analysis/rule';
import { RULES } from '../../src/analysis/rules';
import { CODES } from '../../src/kernel/codes';
import { buildMesh } from '../../src/model/build';
import { Manifest } from '../../src/model/manifest';
import { referencesOf } from '../../src/model/references';

const CART = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ name: http, port: 80 }] }
`;
const route = (host: string, name = 'cart') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: [${name}]
  http: [{ route: [{ destination: { host: ${host} }, weight: 50 }, { destination: { host: ${host}, port: { number: 80 } }, weight: 50 }] }]
`;

describe('an examination', () => {
  test('tells of an object what its CRD says, and of the mesh what the rules say', () => {
    const { findings, objects } = examine(manifestsOf(`${CART}---${route('crat').replace('weight: 50', 'wieght: 50')}`), { minor: '1.30' });
    expect(findings.map(({ layer, code, field }) => [layer, code, field])).toEqual([
      ['crd', CODES.CRD_UNKNOWN_FIELD, 'spec.http[0].route[0].wieght'],
      ['mesh', CODES.ROUTE_TO_UNKNOWN_HOST, 'spec.http[0].route[0].destination.host'],
      ['mesh', CODES.ROUTE_TO_UNKNOWN_HOST, 'spec.http[0].route[1].destination.host'],
    ].sort((a, b) => Number(a[2] > b[2]) - Number(a[2] < b[2])));
    expect(objects).toBe(2);
  });

  test('says one mistake once: the same wrong name from the same line of code', () => {
    const origin = { environment: 'production', constructPath: 'shop/Cart', locate: () => ({ file: 'shop.ts', line: 42 }) };
    const manifests = manifestsOf(`${CART}---${route('crat')}---${route('crat', 'other')}`).map(({ object }): Manifest => ({ object, origin }));
    const { findings } = examine(manifests, { minor: '1.30' });
    expect(findings).toEqual([expect.objectContaining({
      message: 'Destination host "crat" does not exist: namespace "shop" has no Service "crat" (and in 3 more places).',
      file: 'shop.ts',
      line: 42,
      constructPath: 'shop/Cart',
      environments: ['production'],
      found: 'crat',
      nearest: 'cart',
      why: expect.stringContaining('503'),
      fix: 'Did you mean "cart"?',
      equals: ['IST0101', 'KIA1101'],
      object: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'cart' },
    })]);
  });

  test('reads declared objects and does not check them', () => {
    const declared = manifestsOf(CART.replace('port: 80', 'port: 80, nonsense: {}').replace('name: cart', 'name: CART_'), { declared: true });
    expect(examine(declared, { minor: '1.30' })).toEqual({ findings: [], undecided: [], objects: 0, faults: [] });
    const known = manifestsOf(CART, { declared: true });
    expect(examine([...known, ...manifestsOf(route('crat'))], { minor: '1.30' }).findings).toHaveLength(2);
    expect(examine(manifestsOf(route('crat')), { minor: '1.30' }).findings).toHaveLength(0);
  });

  test('takes a rule that crashes as our own fault, and the others still answer', () => {
    const crashing = defineRule({ ...RULES[0], name: 'crashing', check: () => { throw new TypeError('oops'); } });
    const { findings, faults } = examine(manifestsOf(`${CART}---${route('crat')}`), { minor: '1.30', rules: [crashing, RULES[0]] });
    expect(faults).toEqual([{ code: CODES.CHECK_FAILED, rule: 'crashing', message: expect.stringContaining('TypeError: oops') }]);
    expect(findings).toHaveLength(2);
  });

  test('is the same for the same manifests in another order', () => {
    const manifests = manifestsOf(`${CART}---${route('crat', 'a')}---${route('x', 'b')}---${route('cart.shop', 'c')}`);
    const all = examine(manifests, { minor: '1.30' }).findings;
    expect(all).toHaveLength(5);
    fc.assert(fc.property(fc.shuffledSubarray(manifests, { minLength: manifests.length }), shuffled => {
      expect(examine(shuffled, { minor: '1.30' }).findings).toEqual(all);
    }), { numRuns: 20 });
  });

  test('never crashes, whatever stands where something else should', () => {
    const bases = RULES.flatMap(({ examples }) => [examples.bad, examples.good]).flatMap(text => text.split('---').map(document => parse(document)));
    const junk = fc.constantFrom<unknown>(null, '', 'text', 0, -1, true, [], {}, [null], ['a', null], [[]], { a: null });
    const places = (value: unknown, path: (string | number)[] = []): (string | number)[][] => value !== null && typeof value === 'object'
      ? [path, ...Object.keys(value).flatMap(key => places((value as any)[key], [...path, Array.isArray(value) ? Number(key) : key]))] : [path];
    const spoilt = fc.tuple(fc.constantFrom(...bases), fc.nat(), junk).map(([base, n, value]) => {
      const copy = structuredClone(base);
      const all = places(copy).filter(path => path.length > 0);
      const path = all[n % all.length];
      const parent = path.slice(0, -1).reduce((node: any, step) => node[step], copy);
      parent[path[path.length - 1]] = value;
      return { object: copy, origin: { locate: () => undefined } } as Manifest;
    });
    fc.assert(fc.property(fc.array(spoilt, { minLength: 1, maxLength: 12 }), manifests => {
      expect(examine(manifests, { minor: '1.30' }).faults).toEqual([]);
      expect(() => referencesOf(buildMesh(manifests))).not.toThrow();
    }), { numRuns: 500 });
  });
});

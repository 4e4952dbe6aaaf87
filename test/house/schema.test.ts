import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, readRelease } from '../../projenrc/import';
import { celRuleId } from '../../projenrc/import-cel';
import { CEL_RULES } from '../../src/schema/cel-rules';
import { factAt, factNode, kindFacts, schemaPaths, sinceOf } from '../../src/schema/facts';
import { ISTIO_MINORS, LATEST_MINOR } from '../../src/schema/istio-version';
import { ISTIO_KINDS } from '../../src/schema/kinds';

const ROOT = join(__dirname, '../..');
const CRDS = join(process.env.CONFORMANCE_DATA ?? '', 'crds');

describe('what comes from upstream', () => {
  const files = process.env.CONFORMANCE_DATA && existsSync(CRDS)
    ? readdirSync(CRDS).filter(file => /^istio-.*\.yaml$/.test(file)).sort().map(file => join(CRDS, file)) : [];
  if (files.length === 0) {
    console.warn('SKIPPED: regeneration of what comes from the CRDs, because CONFORMANCE_DATA is not set');
  }

  (files.length > 0 ? it : it.skip)(`is what the generator makes of the CRDs, to the byte${files.length > 0 ? '' : ' [SKIPPED: CONFORMANCE_DATA is not set]'}`, () => {
    const generated = generate(files.map(readRelease));
    expect([...generated.keys()].sort()).toEqual([
      'imports/istio.ts', 'imports/upstream.json', 'src/environments/istio-version.gen.ts',
      ...ISTIO_MINORS.map(minor => `src/schema/facts-${minor}.gen.ts`), 'src/schema/minors.gen.ts',
    ]);
    for (const [path, text] of generated) {
      expect({ path, same: text === readFileSync(join(ROOT, path), 'utf8') }).toEqual({ path, same: true });
    }
  });

  it('is pinned by version, public address and hash for every minor', () => {
    const { istio } = JSON.parse(readFileSync(join(ROOT, 'imports/upstream.json'), 'utf8'));
    expect(istio.map(({ minor }: any) => minor)).toEqual(ISTIO_MINORS);
    for (const { minor, version, url, sha256 } of istio) {
      expect(version.startsWith(`${minor}.`)).toBe(true);
      expect(url).toBe(`https://raw.githubusercontent.com/istio/istio/${version}/manifests/charts/base/files/crd-all.gen.yaml`);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('has a class for each of the 15 kinds, with the apiVersion to write', () => {
    const text = readFileSync(join(ROOT, 'imports/istio.ts'), 'utf8');
    const classes = [...text.matchAll(/GVK: GroupVersionKind = \{ apiVersion: '(.*)', kind: '(.*)' \}/g)].map(([, apiVersion, kind]) => [kind, apiVersion]);
    expect(classes).toEqual(ISTIO_KINDS.map(({ kind, apiVersion }) => [kind, apiVersion]));
    expect(classes.length).toBe(15);
  });

  it('spells a field one way in the types: jwksUri, mirrorPercent', () => {
    const text = readFileSync(join(ROOT, 'imports/istio.ts'), 'utf8');
    expect(text).not.toMatch(/jwks_uri|mirror_percent|_UNDERSCORE_/);
    expect(text).toMatch(/readonly jwksUri\?: string;/);
    expect(text).toMatch(/readonly mirrorPercentage\?: Percent;/);
  });
});

describe('the facts', () => {
  it('name only rules that are implemented, and use every one', () => {
    const used = new Set<string>();
    const seen = new Set<number>();
    const walk = (number: number) => {
      if (!seen.has(number)) {
        seen.add(number);
        const node = factNode(number);
        node.rules?.forEach(rule => used.add(rule));
        [...Object.values(node.fields ?? {}), node.items, node.values].forEach(child => child !== undefined && walk(child));
      }
    };
    ISTIO_MINORS.forEach(minor => kindFacts(minor).forEach(({ root }) => walk(root)));
    expect([...used].sort()).toEqual(Object.keys(CEL_RULES).sort());
  });

  it('refuse a CEL rule without translation', () => {
    expect(() => celRuleId('self.size() < 3', 'too many', 'VirtualService.spec')).toThrow(/VirtualService\.spec has a CEL rule without translation.*projenrc\/import-cel\.ts/);
    expect(() => celRuleId('self != "*"', 'another message', 'ServiceEntry.spec')).toThrow(/without translation/);
  });

  it.each([
    ['VirtualService', [], undefined, '1.29'],
    ['TrafficExtension', [], undefined, '1.30'],
    ['AuthorizationPolicy', ['spec', 'rules', 0, 'from', 0, 'source', 'trustDomains'], undefined, '1.30'],
    ['Telemetry', ['spec', 'tracing', 0, 'disableContextPropagation'], undefined, '1.30'],
    ['DestinationRule', ['spec', 'trafficPolicy', 'connectionPool', 'http', 'http2KeepAlive'], undefined, '1.31'],
    ['DestinationRule', ['spec', 'subsets', 3, 'trafficPolicy', 'loadBalancer', 'zoneAwareLbSetting', 'enabled'], undefined, '1.31'],
    ['DestinationRule', ['spec', 'subsets', 0, 'labels', 'app'], undefined, '1.29'],
    ['VirtualService', ['spec', 'http', 0, 'redirect', 'prefixRewrite'], undefined, '1.31'],
    ['EnvoyFilter', ['spec', 'configPatches', 0, 'patch', 'operation'], 'MERGE_AND_REPLACE_LIST', '1.31'],
    ['EnvoyFilter', ['spec', 'configPatches', 0, 'patch', 'operation'], 'MERGE', '1.29'],
    ['VirtualService', ['spec', 'nothing'], undefined, undefined],
  ] as const)('say since when %s has %j %s: %s', (kind, path, value, since) => {
    expect(sinceOf(kind, path, value)).toBe(since);
  });

  it('lose no field from one minor to the next', () => {
    for (const kind of ISTIO_KINDS.map(({ kind: name }) => name)) {
      const newest = new Set(schemaPaths(LATEST_MINOR, kind));
      expect(schemaPaths('1.29', kind).filter(path => !newest.has(path))).toEqual([]);
    }
  });

  it('tell type, range and closed set of a place', () => {
    expect(factAt('1.31', 'VirtualService', ['spec', 'http', 0, 'timeout'])).toEqual({ type: 'string', rules: ['duration-at-least-1ms'] });
    expect(factAt('1.31', 'DestinationRule', ['spec', 'trafficPolicy', 'tls', 'mode'])?.enum).toEqual(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']);
    expect(factAt('1.31', 'VirtualService', ['spec', 'http', 0, 'fault', 'delay', 'percent'])).toEqual({ type: 'integer', format: 'int32' });
    expect(factAt('1.31', 'VirtualService', ['spec', 'constructor'])).toBeUndefined();
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { foldersOfOurs, knownServicesFor } from '../../src/environments/mesh-folders';
import { readFolder, readText } from '../../src/environments/reader';
import { printYaml, printYamlStream } from '../../src/kernel/yaml-printer';

let folder: string;
beforeEach(() => folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-reader-')));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const said = (text: string, file = 'a.yaml') => readText(text, file).findings.map(({ severity, code, line }) => `${severity} ${code} line ${line}`);
const value = (scalar: string) => (readText(`${configMap('a')}data:\n  v: ${scalar}\n`, 'a.yaml').manifests[0].object.data as Record<string, unknown>).v;

test('files are read in the order of their paths, recursively, and nothing else is', () => {
  write({
    'b.yaml': configMap('b'),
    'a/z.yml': configMap('z'),
    'a/j.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}',
    'package.json': '{"name":"mine"}',
    '.hidden/x.yaml': configMap('hidden'),
    '.cdk8s-istio-files': 'b.yaml',
    'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [b.yaml]\n',
    'a/kustomization.yaml': 'resources: [z.yml]\n',
    'notes.txt': 'not: [yaml',
  });
  const { manifests, findings, files } = readFolder(folder);
  expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['j', 'z', 'b']);
  expect(findings).toEqual([]);
  expect(files).toBe(6);
});

test('a manifest knows the line of each of its fields, in each document of its file', () => {
  const { manifests: [, cart] } = readText(`${configMap('first')}---
# a comment
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec:
  hosts:
  - cart
  - "*.example.com"
  http:
  - route:
    - destination:
        host: cart
`, 'routes.yaml');
  expect(cart.origin.locate()).toMatchObject({ file: 'routes.yaml', line: 7 });
  expect(cart.origin.locate(['metadata', 'name'])).toMatchObject({ line: 9, column: 12 });
  expect(cart.origin.locate(['spec', 'hosts', 1])).toMatchObject({ line: 13 });
  expect(cart.origin.locate(['spec', 'http', 0, 'route', 0, 'destination', 'host'])).toMatchObject({ line: 17, column: 9 });
  expect(cart.origin.locate(['spec', 'http', 0, 'timeout'])).toMatchObject({ line: 15 });
});

test('a list of the API counts as its items, and they keep their lines', () => {
  const { manifests } = readText(`apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: a
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: b
`, 'list.yaml');
  expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
  expect(manifests[1].origin.locate(['metadata', 'name'])).toMatchObject({ line: 11 });
});

test.each<[string, string, string[]]>([
  ['bad syntax', 'a: [\n', ['error MESH0301 line 2']],
  ['bad indentation', `${configMap('a')}data:\n  a: 1\n b: [unclosed\n`, ['error MESH0301 line 7']],
  ['a tab as indentation', 'a:\n\tb: c\n', ['error MESH0301 line 2']],
  ['a key twice', `${configMap('a')}data:\n  a: x\n  b: x\n  a: z\n`, ['error MESH0302 line 8']],
  ['a line separator that is raw', `${configMap('a')}data:\n  a: x\u2028y\n`, ['error MESH0301 line 6']],
  ['a control character', 'a: \u0007\n', ['error MESH0301 line 1']],
  ['an alias to nothing', 'a: *b\n', ['error MESH0301 line 1']],
  ['an alias to itself', 'a: &a [*a]\n', ['error MESH0301 line 1']],
  ['an alias bomb', `a: &a [${Array(9).fill('x').join(',')}]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`).join('\n')}\n`, ['error MESH0301 line 6']],
  ['a tag without meaning', 'a: !secret x\n', ['error MESH0301 line 1']],
  ['a document without kind', 'apiVersion: v1\nmetadata: {name: a}\n', ['error MESH0205 line 1']],
  ['an object without name', 'apiVersion: v1\nkind: Service\nmetadata: {}\n', ['error MESH0205 line 3']],
  ['a name that is a number', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: 8080\n', ['error MESH0205 line 4']],
  ['something that is no object', 'replicas: 2\n', ['warning MESH0205 line 1']],
  ['nothing but comments', '# nothing\n---\n', []],
])('%s is said with its line, and never thrown', (_, text, expected) => {
  expect(said(text)).toEqual(expected);
});

test('an error in one document leaves the others of the file', () => {
  const { manifests, findings } = readText(`${configMap('a')}---\nx: [\n---\n${configMap('b')}`, 'a.yaml');
  expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
  expect(manifests[1].origin.locate()).toMatchObject({ line: 8 });
  expect(findings).toHaveLength(1);
});

test.each<[string, unknown]>([
  ['yes', true], ['y', true], ['Off', false], ['~', null], ['', null], ['12', 12], ['-12', -12], ['0644', 420], ['0o12', 10], ['0x1F', 31], ['0b11', 3],
  ['1_000', 1000], ['1e3', 1000], ['08', 8], ['.5', 0.5], ['12:30:45', '12:30:45'], ['2024-01-01', '2024-01-01'], ['v1', 'v1'], ['nginx', 'nginx'],
  ['"yes"', 'yes'], ['!!str 12', '12'], ['1.2.3', '1.2.3'], ['-', null],
])('the scalar %s is read as Kubernetes reads it: %j', (scalar, expected) => {
  if (scalar === '-') {
    expect(value('[-a]')).toEqual(['-a']);
  } else {
    expect(value(scalar)).toEqual(expected);
  }
});

test.each(['yes', 'y', 'Off', '0644', '0o12', '0b11', '1_000', '1e3', '08', '12:30:45', '2024-01-01', '12345678901234567890'])(
  'the scalar %s, which readers see differently, is a warning at its line', scalar => {
    expect(said(`${configMap('a')}data:\n  v: ${scalar}\n`)).toEqual(['warning MESH0204 line 6']);
  });

test.each(['true', 'null', '~', '12', '0', '-1', '1.5', '0x1F', 'text', '"yes"', "'0644'", 'v1', '1.2.3', '10s', '100m', 'test', 'note', 'on-call'])(
  'the scalar %s, on which readers agree, is none', scalar => {
    expect(said(`${configMap('a')}data:\n  v: ${scalar}\n`)).toEqual([]);
  });

test('a number that JSON does not have is an error, an ambiguous key a warning', () => {
  expect(said(`${configMap('a')}data:\n  v: .nan\n`)).toEqual(['error MESH0204 line 6']);
  expect(said(`${configMap('a')}data:\n  on: x\n`)).toEqual(['warning MESH0204 line 6']);
});

test('anchors, aliases and merge keys are written out', () => {
  const { manifests } = readText(`${configMap('a')}base: &base {a: 1, b: 2}\nother: {<<: *base, b: 3}\nagain: *base\n`, 'a.yaml');
  expect(manifests[0].object).toMatchObject({ other: { a: 1, b: 3 }, again: { a: 1, b: 2 } });
});

test('keys that JavaScript knows are kept', () => {
  const { manifests } = readText(`${configMap('a')}data:\n  __proto__: x\n  constructor: z\n`, 'a.yaml');
  expect(Object.entries(manifests[0].object.data as object)).toEqual([['__proto__', 'x'], ['constructor', 'z']]);
  expect(({} as any).x).toBeUndefined();
});

test.each([['[', 20_000], ['{a: ', 5_000]])('deep nesting of %j is a finding', (open, depth) => {
  expect(readText(`a: ${open.repeat(depth)}`, 'a.yaml').findings.map(({ code }) => code)).toEqual(['MESH0303']);
}, 30_000);

test('files that are missing, no text or too large, and folders without objects, are findings', () => {
  const codes = (path: string) => readFolder(path).findings.map(({ code, severity, message }) => `${severity} ${code} ${message}`);
  expect(codes(join(folder, 'none'))).toEqual(['error MESH0303 The folder cannot be read: it does not exist.']);
  expect(codes(folder)).toEqual(['error MESH0303 The folder holds no Kubernetes object.']);
  writeFileSync(join(folder, 'a.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
  expect(codes(folder)).toEqual(['error MESH0303 The file is no text in UTF-8.']);
  writeFileSync(join(folder, 'a.yaml'), Buffer.alloc(51 * 1024 * 1024, '#'));
  expect(codes(folder)).toEqual(['error MESH0303 The file has 51 MB; more than 50 MB are not read.']);
});

test('symbolic links are not followed, and those that lead out are named', () => {
  write({ 'in/a.yaml': configMap('a'), 'out.yaml': configMap('out') });
  symlinkSync('a.yaml', join(folder, 'in/b.yaml'));
  symlinkSync('../out.yaml', join(folder, 'in/c.yaml'));
  symlinkSync('.', join(folder, 'in/loop'));
  const { manifests, findings } = readFolder(join(folder, 'in'));
  expect(manifests).toHaveLength(1);
  expect(findings.map(({ severity, file }) => [severity, file])).toEqual([['warning', join(folder, 'in/c.yaml')]]);
});

test('an output root of ours is one mesh per environment, cluster and engine, with what its code declared', () => {
  write({
    '.cdk8s-istio-files': '',
    'staging/kustomization.yaml': 'resources: [shop]\n',
    'staging/shop/configmap.a.yaml': configMap('a'),
    'production/eu-1/kustomization.yaml': 'resources: [shop]\n',
    'production/eu-2/kustomization.yaml': 'resources: [shop]\n',
    '_delivery/argocd/x.yaml': configMap('x'),
    '_known/staging.yaml': configMap('known-in-staging'),
    '_known/production.yaml': configMap('known-in-production'),
  });
  const environments = ['production', 'production', 'staging', undefined];
  const folders = ['production/eu-1', 'production/eu-2', 'staging', '_delivery/argocd'];
  expect(foldersOfOurs(folder)).toEqual(folders.map((path, i) => ({ folder: join(folder, path), environment: environments[i] })));
  expect(foldersOfOurs(join(folder, 'staging'))).toEqual([{ folder: join(folder, 'staging'), environment: 'staging' }]);
  expect(foldersOfOurs(join(folder, 'staging/shop'))).toBeUndefined();
  const known = (path: string) => knownServicesFor(join(folder, path)).manifests.map(({ object, origin }) => [object.metadata.name, origin.declared]);
  expect(known('staging')).toEqual([['known-in-staging', true]]);
  expect(known('production/eu-2')).toEqual([['known-in-production', true]]);
  expect(known('_delivery/argocd')).toEqual([]);
});

const samples = process.env.CONFORMANCE_DATA ? join(process.env.CONFORMANCE_DATA, 'samples') : undefined;
const files = samples ? readdirSync(samples).filter(file => file.endsWith('.yaml')) : [];
if (!samples) {
  console.warn('SKIPPED: all samples of Istio: CONFORMANCE_DATA is not set');
}
(samples ? test.each(files) : test.skip.each(['files [SKIPPED: CONFORMANCE_DATA is not set]']))('the sample %s is byte-equal after read, print, read, print', file => {
  const { manifests, findings } = readText(readFileSync(join(samples!, file), 'utf8'), file);
  expect(findings).toEqual([]);
  expect(manifests).not.toEqual([]);
  const printed = printYamlStream(manifests.map(({ object }) => object));
  const again = readText(printed, file);
  expect(again.findings).toEqual([]);
  expect(again.manifests.map(({ object }) => object)).toEqual(manifests.map(({ object }) => object));
  expect(again.manifests.map(({ object }) => printYaml(object)).join('---\n')).toBe(printed);
});

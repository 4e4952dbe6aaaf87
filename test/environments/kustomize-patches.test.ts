import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readFolder } from '../../src/environments/reader';

let folder: string;
beforeEach(() => folder = mkdtempSync(join(tmpdir(), 'kustomize-')));
afterEach(() => rmSync(folder, { recursive: true }));

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n';
const KUSTOMIZATION = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

function read(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { manifests, findings } = readFolder(folder);
  return {
    read: manifests.map(({ origin }) => origin.locate()!.file.slice(folder.length + 1)),
    findings: findings.map(({ code, severity, file, message }) => [code, severity, file!.slice(folder.length + 1), message]),
  };
}

test('patches that a kustomization names are no objects, and a note says so', () => {
  expect(read({
    'base/cart.yaml': SERVICE,
    'base/kustomization.yaml': `${KUSTOMIZATION}resources: [cart.yaml]\n`,
    'production/kustomization.yaml': `${KUSTOMIZATION}resources: [../base]\npatches:\n- path: cart.yaml\n- path: operations.json\n  target: {kind: Service}\n- patch: |\n    - op: remove\n      path: /a\n`,
    'production/cart.yaml': SERVICE,
    'production/operations.json': '[{"op": "remove", "path": "/spec"}]',
  })).toEqual({
    read: ['base/cart.yaml'],
    findings: [['MESH0304', 'info', 'production/kustomization.yaml', 'production/cart.yaml, production/operations.json are patches, no objects by themselves, and were not checked.']],
  });
});

test.each([
  ['patchesStrategicMerge', 'patchesStrategicMerge: [./patch.yaml]\n'],
  ['patchesJson6902', 'patchesJson6902: [{path: patch.yaml, target: {version: v1, kind: Service, name: cart}}]\n'],
  ['a kustomization without kind', 'patches: [{path: patch.yaml}]\nresources: [a.yaml]\n'],
])('%s too', (_, text) => {
  expect(read({ 'a.yaml': SERVICE, 'kustomization.yml': text, 'patch.yaml': SERVICE })).toMatchObject({
    read: ['a.yaml'], findings: expect.arrayContaining([['MESH0304', 'info', 'kustomization.yml', 'patch.yaml is a patch, no object by itself, and was not checked.']]),
  });
});

test.each([
  ['a resource too', 'resources: [patch.yaml]\npatches: [{path: patch.yaml}]\n'],
  ['named outside of the folder', 'patches: [{path: ../patch.yaml}, {path: other/patch.yaml}]\nresources: []\n'],
  ['an inline patch', 'patchesStrategicMerge:\n- |-\n  apiVersion: v1\n  kind: Service\nresources: []\n'],
  ['named by no list', 'patches: patch.yaml\nresources: []\n'],
  ['named by a broken list', 'patches: [null, 5, {}, {path: 5}]\nresources: []\n'],
])('a file stays an object: %s', (_, text) => {
  expect(read({ 'kustomization.yaml': text, 'patch.yaml': SERVICE })).toEqual({ read: ['patch.yaml'], findings: [] });
});

test('a kustomization without ending counts', () => {
  expect(read({ 'a.yaml': SERVICE, 'Kustomization': 'patches: [{path: patch.yaml}]\nresources: [a.yaml]\n', 'patch.yaml': SERVICE })).toEqual({
    read: ['a.yaml'], findings: [['MESH0304', 'info', 'Kustomization', 'patch.yaml is a patch, no object by itself, and was not checked.']],
  });
});

test.each([
  ['transformers', 'transformers: [part.yaml]\n'],
  ['generators', 'generators: [part.yaml]\n'],
  ['configurations', 'configurations: [part.yaml]\n'],
  ['replacements', 'replacements: [{path: part.yaml}]\n'],
  ['files of generated ConfigMaps', 'configMapGenerator: [{name: a, files: [b.txt, application.yaml=part.yaml]}]\n'],
  ['files of generated Secrets', 'secretGenerator: [{name: a, files: [part.yaml]}]\n'],
  ['values of charts', 'helmCharts: [{name: a, valuesFile: part.yaml}]\n'],
])('%s are no objects either', (_, text) => {
  expect(read({ 'a.yaml': SERVICE, 'kustomization.yaml': `resources: [a.yaml]\n${text}`, 'part.yaml': '- 1\n' })).toEqual({
    read: ['a.yaml'], findings: [['MESH0304', 'info', 'kustomization.yaml', 'part.yaml is a part of a kustomization, no object by itself, and was not checked.']],
  });
});

/** Judges of folders that need no cluster: kubeconform with schemas made of the CRDs, and yamllint as `cdk8s-istio init` configures it. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { runTool } from './command';
import { crdFiles, dataSkipReason, otherProjects } from './conformance-data';
import { readFolder } from './documents';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { YAMLLINT } from '../../src/delivery/ci/yamllint';
import { jsonSchemas } from '../support/json-schemas';

const ROOT = join(__dirname, '../..');
const MINUTE = 60_000;

/** `dist/` of the main example and of the others: environments and controllers' objects; `_known` is never applied. */
const FOLDERS = ['dist', ...readdirSync(join(ROOT, 'examples')).map(name => `examples/${name}/dist`).filter(path => existsSync(join(ROOT, path)))]
  .flatMap(output => readdirSync(join(ROOT, output)).map(name => `${output}/${name}`))
  .filter(path => !path.endsWith('/_known') && statSync(join(ROOT, path)).isDirectory());

/** Groups that Kubernetes brings itself: their schemas come with no CRD. The API server judges them. */
const BUILT_IN = /^(v1|(apps|batch|autoscaling|policy|(admissionregistration|networking|rbac\.authorization)\.k8s\.io)\/.*)$/;

let work: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'cdk8s-istio-judges-'));
  if (dataSkipReason() === undefined) {
    for (const file of ['istio-1.31', ...otherProjects()].flatMap(crdFiles)) {
      for (const [path, schema] of jsonSchemas(readFileSync(file, 'utf8'))) {
        mkdirSync(join(work, 'schemas', dirname(path)), { recursive: true });
        writeFileSync(join(work, 'schemas', path), JSON.stringify(schema));
      }
    }
  }
  writeFileSync(join(work, 'yamllint.yaml'), YAMLLINT.text);
}, MINUTE);
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** What kubeconform refuses below folders: `<file> <kind> <name>: <words>`, sorted. Files for people (`install/`) are no objects. */
function kubeconform(...folders: string[]): string[] {
  const skipped = new Set(folders.flatMap(readFolder).map(({ object }) => object).filter(({ apiVersion }) => BUILT_IN.test(apiVersion))
    .map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
  const { stdout, stderr } = runTool('kubeconform', [
    '-strict', '-output', 'json', '-schema-location', join(work, 'schemas/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
    '-ignore-filename-pattern', '/install/', '-skip', ['kustomize.config.k8s.io/v1beta1/Kustomization', ...skipped].join(','), ...folders,
  ]);
  if (!stdout.startsWith('{')) {
    throw new Error(stderr);
  }
  const { resources }: { resources: { filename: string; kind: string; name: string; msg: string }[] } = JSON.parse(stdout);
  return resources.map(({ filename, kind, name, msg }) => `${relative(ROOT, filename)} ${kind} ${name}: ${msg}`).sort();
}

describe('kubeconform', () => {
  itUnless(skipReason('kubeconform') ?? dataSkipReason(), 'finds an unknown field, a wrong type, and a version that is not served', () => {
    const folder = join(work, 'wrong');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a-field.yaml'), document('networking.istio.io/v1', 'VirtualService', '{ hosts: [cart], http: [{ timeOut: 3s }] }'));
    writeFileSync(join(folder, 'b-type.yaml'), document('networking.istio.io/v1', 'Gateway', '{ selector: [a] }'));
    writeFileSync(join(folder, 'c-version.yaml'), document('external-secrets.io/v1beta1', 'ExternalSecret', '{}'));
    expect(kubeconform(folder)).toEqual([
      expect.stringContaining("additional properties 'timeOut' not allowed"),
      expect.stringContaining('got array, want object'),
      expect.stringContaining('could not find schema for ExternalSecret'),
    ]);
  });

  itUnless(skipReason('kubeconform') ?? dataSkipReason(), 'has nothing to say to the folders of all examples', () => {
    expect(kubeconform(...FOLDERS.map(folder => join(ROOT, folder)))).toEqual([]);
  }, 2 * MINUTE);
});

describe('yamllint, as init configures it', () => {
  const lint = (...paths: string[]): { status: number; stdout: string } =>
    runTool('yamllint', ['--strict', '--format', 'parsable', '--config-file', join(work, 'yamllint.yaml'), ...paths]);

  itUnless(skipReason('yamllint'), 'finds a key that stands twice', () => {
    const file = join(work, 'twice.yaml');
    writeFileSync(file, 'metadata:\n  name: a\n  name: b\n');
    expect(lint(file).stdout).toContain('duplication of key "name"');
  });

  itUnless(skipReason('yamllint'), 'has nothing to say to the folders of all examples', () => {
    expect(lint(...FOLDERS.map(folder => join(ROOT, folder)))).toMatchObject({ status: 0, stdout: '' });
  }, 2 * MINUTE);
});

function document(apiVersion: string, kind: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: sample, namespace: shop }\nspec: ${spec}\n`;
}

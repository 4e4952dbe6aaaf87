import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as jsYaml from 'js-yaml';
import * as yaml from 'yaml';
import { readWithKubectl } from './kubectl';
import { kubectlKustomize, kustomizeBuild } from './kustomize';
import { readWithPyYaml } from './python-yaml';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { printYaml, printYamlStream } from '../../src/kernel/yaml-printer';
import { hostileTexts } from '../kernel/hostile-text';

const SEED = Number(process.env.ORACLE_SEED ?? 20_261_121);
const MANY = 200_000;
/** The pure reader of Python takes ten times as long. */
const FEWER = 20_000;
/** Texts of one document: Python's memory and kustomize's patience. */
const CHUNK = 5_000;
const MINUTES = 60_000;

interface Carrier {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly keys: Record<string, string>[];
  readonly list: string[];
  readonly values: Record<string, string>;
}

/** Documents that hold every text three times: as a value, as a list item and as a key. */
function carriers(count: number): Carrier[] {
  const texts = hostileTexts(count, SEED);
  const documents: Carrier[] = [];
  for (let start = 0; start < count; start += CHUNK) {
    const chunk = texts.slice(start, start + CHUNK);
    documents.push({
      apiVersion: 'oracle.cdk8s-istio/v1',
      kind: 'Carrier',
      metadata: { name: `carrier-${start}` },
      keys: chunk.map(text => JSON.parse(`{${JSON.stringify(text)}:"v"}`)),
      list: chunk,
      values: Object.fromEntries(chunk.map((text, i) => [`k${i}`, text])),
    });
  }
  return documents;
}

/** What differs, few at a time: a diff of 200,000 texts helps nobody. */
function differences(read: readonly unknown[], written: readonly Carrier[]): unknown[] {
  if (read.length !== written.length) {
    return [`${read.length} documents instead of ${written.length}`];
  }
  const found: unknown[] = [];
  written.forEach((document, i) => {
    const other = read[i] as Carrier;
    document.list.forEach((text, j) => {
      if (other.list?.[j] !== text) {
        found.push({ item: text, read: other.list?.[j] });
      }
      if (other.values?.[`k${j}`] !== text) {
        found.push({ value: text, read: other.values?.[`k${j}`] });
      }
      const keys = Object.keys(other.keys?.[j] ?? {});
      if (keys.length !== 1 || keys[0] !== text || Object.getOwnPropertyDescriptor(other.keys[j], text)!.value !== 'v') {
        found.push({ key: text, read: keys });
      }
    });
  });
  return found.slice(0, 10);
}

describe(`what is printed is read back equal (seed ${SEED})`, () => {
  const many = carriers(MANY);

  it('200,000 hostile texts by js-yaml', () => {
    expect(differences(many.map(document => jsYaml.load(printYaml(document))), many)).toEqual([]);
  }, 10 * MINUTES);

  it.each(['1.1', '1.2'] as const)('200,000 hostile texts by yaml in %s mode', version => {
    expect(differences(many.map(document => yaml.parse(printYaml(document), { version, uniqueKeys: false })), many)).toEqual([]);
  }, 10 * MINUTES);

  itUnless(skipReason('pyyaml'), '200,000 hostile texts by PyYAML with libyaml', () => {
    expect(differences(many.flatMap(document => readWithPyYaml(printYaml(document), 'libyaml')), many)).toEqual([]);
  }, 10 * MINUTES);

  itUnless(skipReason('pyyaml'), '20,000 hostile texts by PyYAML alone', () => {
    const fewer = carriers(FEWER);
    expect(differences(fewer.flatMap(document => readWithPyYaml(printYaml(document), 'pure')), fewer)).toEqual([]);
  }, 10 * MINUTES);

  itUnless(skipReason('kubectl'), '200,000 hostile texts by kubectl', () => {
    expect(differences(readWithKubectl(printYamlStream(many)), many)).toEqual([]);
  }, 10 * MINUTES);

  itUnless(skipReason('kubectl'), '200,000 hostile texts by the kustomize of kubectl', () => {
    expect(differences(built(many, kubectlKustomize), many)).toEqual([]);
  }, 20 * MINUTES);

  itUnless(skipReason('kustomize'), '20,000 hostile texts by kustomize', () => {
    const fewer = carriers(FEWER);
    expect(differences(built(fewer, kustomizeBuild), fewer)).toEqual([]);
  }, 10 * MINUTES);
});

/** What a kustomize makes of documents. Its own output is plain YAML again, read here with the reader that the first tests hold. */
function built(documents: readonly Carrier[], build: typeof kustomizeBuild): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-printer-'));
  try {
    writeFileSync(join(folder, 'documents.yaml'), printYamlStream(documents));
    writeFileSync(join(folder, 'kustomization.yaml'), printYaml({ resources: ['documents.yaml'] }));
    const { text, error } = build(folder);
    if (text === undefined) {
      throw new Error(error);
    }
    const read = skipReason('pyyaml') === undefined ? readWithPyYaml(text, 'libyaml') : jsYaml.loadAll(text);
    const byName = new Map(read.map(document => [(document as Carrier).metadata.name, document]));
    return documents.map(({ metadata }) => byName.get(metadata.name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

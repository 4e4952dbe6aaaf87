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
function carriers(texts: readonly string[]): Carrier[] {
  const documents: Carrier[] = [];
  for (let start = 0; start < texts.length; start += CHUNK) {
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

/**
 * kustomize reads these texts and cannot write them, whatever the spelling in our text: on its way it prints JSON, where the
 * characters stand raw, and reads that as YAML; and it prints the key `<<` without quotes.
 */
const TOO_MUCH_FOR_KUSTOMIZE = ['\u007f', '\u0080', '\u009f', '\ufffe', '\uffff', '<<'];
/** The same; three line ends of other worlds too, which do harm in long keys. */
const KUSTOMIZE_REFUSES = /[\x7f-\x9f\u2028\u2029\ufffe\uffff]/;

/** As many hostile texts as asked for, without those that no kustomize can carry. */
function textsForKustomize(count: number): string[] {
  return hostileTexts(Math.ceil(count * 1.3), SEED).filter(text => !KUSTOMIZE_REFUSES.test(text) && text !== '<<').slice(0, count);
}

describe(`what is printed is read back equal (seed ${SEED})`, () => {
  const many = carriers(hostileTexts(MANY, SEED));

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
    const fewer = carriers(hostileTexts(FEWER, SEED));
    expect(differences(fewer.flatMap(document => readWithPyYaml(printYaml(document), 'pure')), fewer)).toEqual([]);
  }, 10 * MINUTES);

  itUnless(skipReason('kubectl'), '200,000 hostile texts by kubectl', () => {
    expect(differences(readWithKubectl(printYamlStream(many)), many)).toEqual([]);
  }, 10 * MINUTES);

  itUnless(skipReason('kubectl'), '200,000 hostile texts by the kustomize of kubectl', () => {
    const texts = carriers(textsForKustomize(MANY));
    expect(texts).toHaveLength(MANY / CHUNK);
    expect(differences(built(texts, kubectlKustomize), texts)).toEqual([]);
  }, 20 * MINUTES);

  itUnless(skipReason('kustomize', 'kubectl'), '20,000 hostile texts by kustomize', () => {
    const texts = carriers(textsForKustomize(FEWER));
    expect(differences(built(texts, kustomizeBuild), texts)).toEqual([]);
  }, 10 * MINUTES);

  itUnless(skipReason('kustomize', 'kubectl'), 'the texts that no kustomize can carry are known, so that the day it can is seen', () => {
    const carried = TOO_MUCH_FOR_KUSTOMIZE.filter(text => {
      const texts = carriers([text]);
      try {
        return differences(built(texts, kustomizeBuild), texts).length === 0;
      } catch {
        return false;
      }
    });
    expect(carried).toEqual([]);
  }, MINUTES);
});

/** What a kustomize makes of documents, as kubectl reads it: `kubectl apply -k`. (kustomize prints some texts that only Go reads back.) */
function built(documents: readonly Carrier[], build: typeof kustomizeBuild): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-printer-'));
  try {
    writeFileSync(join(folder, 'documents.yaml'), printYamlStream(documents));
    writeFileSync(join(folder, 'kustomization.yaml'), printYaml({ resources: ['documents.yaml'] }));
    const { text, error } = build(folder);
    if (text === undefined) {
      throw new Error(error);
    }
    const byName = new Map(readWithKubectl(text).map(document => [(document as unknown as Carrier).metadata.name, document]));
    return documents.map(({ metadata }) => byName.get(metadata.name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

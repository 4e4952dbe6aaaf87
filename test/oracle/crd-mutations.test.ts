/**
 * Our CRD layer beside the API server: the same verdict on thousands of documents that are nearly right, for each minor. Numbers of
 * more than 32 bits are left out: Kubernetes 1.34 stores them, 1.36 and Istio's webhook refuse them.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ApiServer } from './api-server';
import { conformanceData, dataSkipReason, ISTIO_MINORS } from './conformance-data';
import { readFolder } from './documents';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { CODES } from '../../src/kernel/codes';
import { checkObject } from '../../src/schema/check';
import { isIstioKind } from '../../src/schema/kinds';
import { madeUp, mutate, randomFrom, yamlText } from '../schema/mutations';

const MINUTES = 60_000;
const MUTATED = 2_000;
const MADE_UP = 1_000;
/** Change it to look at other documents; the same seed gives the same ones. */
const SEED = Number(process.env.MUTATION_SEED ?? 3);
const EXAMPLES = join(__dirname, '../../examples');

describe('checkObject and the API server', () => {
  const reason = skipReason('etcd', 'kube-apiserver') ?? dataSkipReason();
  let server: ApiServer;

  beforeAll(async () => {
    if (!reason) {
      server = await ApiServer.start({ crds: [] });
    }
  }, 5 * MINUTES);

  afterAll(async () => {
    await server?.stop();
  });

  for (const minor of ISTIO_MINORS) {
    itUnless(reason, `agree on ${MUTATED} mutated and ${MADE_UP} made-up documents under Istio ${minor}`, async () => {
      await server.switchIstio(minor);
      const objects = documents(SEED);
      const verdicts = await server.judge(objects.map(object => ({ text: yamlText(object), object })));
      const accepted = verdicts.filter(verdict => verdict.accepted).length;
      console.info(`Istio ${minor}: ${objects.length} documents, ${accepted} accepted by the API server`);
      expect(accepted).toBeGreaterThan(objects.length / 20);
      expect(accepted).toBeLessThan(objects.length);
      expect(objects.flatMap((object, index) => {
        const violations = checkObject(object, minor).filter(({ code }) => code !== CODES.WIRE_RANGE);
        return (violations.length === 0) === verdicts[index].accepted ? []
          : [{ object: JSON.stringify(object), server: verdicts[index].message, ours: violations.map(violation => violation.message) }];
      })).toEqual([]);
    }, 10 * MINUTES);
  }
});

function documents(seed: number): any[] {
  const random = randomFrom(seed);
  const bases = [...objectsBelow(conformanceData('samples')), ...exampleFolders().flatMap(objectsBelow), ...conformanceCases()];
  return [
    ...Array.from({ length: MUTATED }, () => mutate(bases[Math.floor(random() * bases.length)], random)),
    ...Array.from({ length: MADE_UP }, () => madeUp(random)),
  ].filter(object => isIstioKind(object.apiVersion, object.kind));
}

function objectsBelow(folder: string): any[] {
  return readFolder(folder).map(({ text }) => parseAllDocuments(text)[0].toJS()).filter(object => isIstioKind(object.apiVersion, object.kind));
}

function exampleFolders(): string[] {
  const folders = existsSync(EXAMPLES) ? readdirSync(EXAMPLES).map(name => join(EXAMPLES, name, 'dist')) : [];
  return [...folders, join(__dirname, '../../dist')].filter(existsSync);
}

function conformanceCases(): any[] {
  return JSON.parse(readFileSync(conformanceData('conformance', 'crd-cases.json'), 'utf8')).map((testCase: any) => testCase.resource);
}

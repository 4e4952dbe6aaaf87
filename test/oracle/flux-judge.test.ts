/** What Flux's own libraries make of the objects for Flux: the health expressions in its evaluator, the folders through its Kustomize. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readFolder } from './documents';
import { FLUX_JUDGE, HealthVerdict, judgeHealth, readAsFlux } from './flux-judge/judge';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { flux } from '../../src';
import { FIRST_RELEASE, synthesizeShop } from '../lab/programs/shop-fleet';

const reason = skipReason(FLUX_JUDGE);

let root: string;
let kustomization: any;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cdk8s-istio-flux-'));
  const delivery = flux.Kustomizations.perEnvironment({ repository: { url: 'https://git.example.com/shop.git' }, outputPath: 'dist', wait: true });
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  synthesizeShop(root, FIRST_RELEASE, [delivery]);
  const objects = readFolder(join(root, 'dist/_delivery/flux/staging')).map(({ text }) => parse(text));
  kustomization = objects.find(({ kind }) => kind === 'Kustomization');
});

afterAll(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

/** A live object; its status was written by somebody, as the managed fields say. */
function live(apiVersion: string, kind: string, status?: object): object {
  const written = { manager: 'pilot-discovery', operation: 'Update', subresource: 'status' };
  return {
    apiVersion, kind, spec: {}, metadata: { name: 'a', namespace: 'b', generation: 2, managedFields: status ? [written] : [] }, ...(status && { status }),
  };
}

function message(level?: string): object {
  return { type: { code: 'IST0101', name: 'ReferencedResourceNotFound' }, ...(level && { level }) };
}

const KINDS: [string, string][] = [
  ['networking.istio.io/v1', 'VirtualService'],
  ['networking.istio.io/v1', 'DestinationRule'],
  ['networking.istio.io/v1', 'Gateway'],
  ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
  ['security.istio.io/v1', 'AuthorizationPolicy'],
  ['security.istio.io/v1', 'PeerAuthentication'],
];

const CASES: { title: string; status?: object; health: HealthVerdict['status'] }[] = [
  { title: 'no status at all', health: 'Current' },
  { title: 'an empty status', status: {}, health: 'Current' },
  { title: 'the generation as text, as istiod writes it', status: { observedGeneration: '2' }, health: 'Current' },
  { title: 'no messages', status: { observedGeneration: '2', validationMessages: [] }, health: 'Current' },
  { title: 'a warning', status: { validationMessages: [message('WARNING')] }, health: 'Current' },
  { title: 'a message without a level', status: { validationMessages: [message()] }, health: 'Current' },
  { title: 'an error', status: { observedGeneration: '2', validationMessages: [message('WARNING'), message('ERROR')] }, health: 'Failed' },
];

describe.each(KINDS)('%s %s under the health expressions of the library', (apiVersion, kind) => {
  for (const { title, status, health } of CASES) {
    itUnless(reason, `${title}: ${health}`, () => {
      expect(judgeHealth(kustomization.spec.healthCheckExprs, [live(apiVersion, kind, status)])).toEqual([{ by: 'expression', status: health }]);
    });
  }
});

itUnless(reason, "Flux's built-in check fails on the generation as text, which is why there are expressions", () => {
  const [verdict] = judgeHealth([], [live('networking.istio.io/v1', 'VirtualService', { observedGeneration: '2' })]);
  expect(verdict).toMatchObject({ by: 'built-in', status: 'Unknown', error: expect.stringContaining('expected int64') });
});

itUnless(reason, 'an expression that reads an absent status is an error, so this test can fail', () => {
  const checks = [{ apiVersion: 'networking.istio.io/v1', current: 'has(status.observedGeneration)' }];
  const [verdict] = judgeHealth(checks, [live('networking.istio.io/v1', 'VirtualService')]);
  expect(verdict.error).toContain('no such attribute');
});

itUnless(reason, 'every environment becomes exactly the objects that were written', () => {
  for (const environment of ['development', 'staging', 'production']) {
    const written = readFolder(join(root, 'dist', environment)).map(({ text }) => parse(text));
    const [{ objects, error }] = readAsFlux([{ root, path: `dist/${environment}`, kustomization }]);
    expect(error).toBeUndefined();
    expect(sorted(objects)).toEqual(sorted(written));
  }
});

function sorted(objects: readonly any[]): any[] {
  const key = ({ apiVersion, kind, metadata: { namespace = '', name } }: any) => [apiVersion, kind, namespace, name].join('/');
  return [...objects].sort((a, b) => key(a) < key(b) ? -1 : 1);
}

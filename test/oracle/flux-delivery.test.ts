/** What Flux's own libraries make of `examples/flux`: the union of its Kustomizations, and the health of kinds that are not Istio's. */

import { join } from 'node:path';
import { parse } from 'yaml';
import { readFolder } from './documents';
import { FLUX_JUDGE, HealthVerdict, judgeHealth, readAsFlux } from './flux-judge/judge';
import { itUnless } from './skippable';
import { skipReason } from './tools';
import { healthCheckExpressions } from '../../src/delivery/flux/health-checks';

const reason = skipReason(FLUX_JUDGE);
const EXAMPLE = join(__dirname, '../../examples/flux');

/** What the source of a folder holds: the repository, or the artifact that is pushed from the environment's folder. */
const DELIVERIES: [flux: string, environment: string, root: string][] = [
  ['eu-test', 'staging', EXAMPLE],
  ['eu-1', 'production', join(EXAMPLE, 'dist/production')],
];

for (const [cluster, environment, root] of DELIVERIES) {
  itUnless(reason, `the Kustomizations of ${cluster} apply every object of ${environment} once, as it was written`, () => {
    const kustomizations = readFolder(join(EXAMPLE, 'dist/_delivery/flux', cluster)).map(({ text }) => parse(text))
      .filter(({ apiVersion }) => apiVersion.startsWith('kustomize.toolkit'));
    const verdicts = readAsFlux(kustomizations.map(kustomization => ({ root, path: kustomization.spec.path, kustomization })));
    expect(verdicts.map(({ error }) => error).filter(Boolean)).toEqual([]);
    const written = readFolder(join(EXAMPLE, 'dist', environment, cluster)).map(({ text }) => parse(text));
    expect(kustomizations.length).toBeGreaterThan(3);
    expect(sorted(verdicts.flatMap(({ objects }) => objects))).toEqual(sorted(written));
  });
}

function sorted(objects: readonly any[]): any[] {
  const key = ({ apiVersion, kind, metadata: { namespace = '', name } }: any) => [apiVersion, kind, namespace, name].join('/');
  return [...objects].sort((a, b) => key(a) < key(b) ? -1 : 1);
}

const condition = (type: string, status: string): object => ({ conditions: [{ type: 'Other', status: 'True' }, { type, status }] });

const HEALTH: [kind: string, apiVersion: string, title: string, status: object | undefined, health: HealthVerdict['status']][] = [
  ['SealedSecret', 'bitnami.com/v1alpha1', 'unsealed', { ...condition('Synced', 'True'), observedGeneration: 2 }, 'Current'],
  ['SealedSecret', 'bitnami.com/v1alpha1', 'unsealed before the last change', { ...condition('Synced', 'True'), observedGeneration: 1 }, 'InProgress'],
  ['SealedSecret', 'bitnami.com/v1alpha1', 'sealed for another cluster', condition('Synced', 'False'), 'Failed'],
  ['SealedSecret', 'bitnami.com/v1alpha1', 'without conditions', {}, 'InProgress'],
  ['ExternalSecret', 'external-secrets.io/v1', 'fetched', condition('Ready', 'True'), 'Current'],
  ['ExternalSecret', 'external-secrets.io/v1', 'not yet fetched', condition('Ready', 'False'), 'InProgress'],
  ['Rollout', 'argoproj.io/v1alpha1', 'healthy', { observedGeneration: '2', phase: 'Healthy' }, 'Current'],
  ['Rollout', 'argoproj.io/v1alpha1', 'healthy before the last change', { observedGeneration: '1', phase: 'Healthy' }, 'InProgress'],
  ['Rollout', 'argoproj.io/v1alpha1', 'aborted', { observedGeneration: '2', phase: 'Degraded' }, 'Failed'],
  ['Canary', 'flagger.app/v1beta1', 'initialized', { phase: 'Initialized' }, 'Current'],
  ['Canary', 'flagger.app/v1beta1', 'promoted', { phase: 'Succeeded' }, 'Current'],
  ['Canary', 'flagger.app/v1beta1', 'under way', { phase: 'Progressing' }, 'InProgress'],
  ['Canary', 'flagger.app/v1beta1', 'rolled back', { phase: 'Failed' }, 'Failed'],
  ['Schedule', 'velero.io/v1', 'accepted', { phase: 'Enabled' }, 'Current'],
  ['Schedule', 'velero.io/v1', 'refused', { phase: 'FailedValidation' }, 'Failed'],
];

const groupOf = (apiVersion: string) => apiVersion.split('/')[0];
const CHECKS = healthCheckExpressions(HEALTH.map(([kind, apiVersion]) => ({ group: groupOf(apiVersion), kind, clusterScoped: false })));

for (const [kind, apiVersion, title, status, health] of HEALTH) {
  itUnless(reason, `${kind} ${title}: ${health}`, () => {
    const object = { apiVersion, kind, spec: {}, metadata: { name: 'a', namespace: 'b', generation: 2 }, status };
    expect(judgeHealth(CHECKS, [object])).toEqual([{ by: 'expression', status: health }]);
  });
}

for (const [kind, apiVersion] of new Map(HEALTH.map(([name, version]) => [name, version]))) {
  itUnless(reason, `${kind} that its controller has not seen yet is not ready`, () => {
    const [{ status, by }] = judgeHealth(CHECKS, [{ apiVersion, kind, spec: {}, metadata: { name: 'a', namespace: 'b', generation: 1 } }]);
    expect([by, status === 'Current']).toEqual(['expression', false]);
  });
}

import { parse } from 'yaml';
import { REPOSITORY } from './fixtures';
import { argocd } from '../../../src/delivery';
import { ISTIO_HEALTH_SCRIPT, ISTIO_KINDS_BY_GROUP } from '../../../src/delivery/argocd/istio-health';
import { ISTIO_KINDS } from '../../../src/schema/kinds';

const { attachments } = argocd.Applications.perEnvironment({ repository: REPOSITORY, project: argocd.Project.named('mesh'), healthChecks: true });

test('every kind of Istio has a health check, and nothing else', () => {
  const kinds = Object.entries(ISTIO_KINDS_BY_GROUP).flatMap(([group, names]) => names.map(kind => `${group}/${kind}`)).sort();
  expect(kinds).toEqual(ISTIO_KINDS.map(({ group, kind }) => `${group}/${kind}`).sort());
});

test('they are attached as a patch with a key per kind, never as a whole ConfigMap', () => {
  const patch = parse(attachments!.find(({ path }) => path === 'install/argocd-cm.merge-patch')!.text);
  expect(Object.keys(patch)).toEqual(['data']);
  expect(Object.keys(patch.data)).toHaveLength(ISTIO_KINDS.length);
  expect(patch.data['resource.customizations.health.networking.istio.io_VirtualService']).toBe(ISTIO_HEALTH_SCRIPT);
});

test('the chart of Argo CD gets the same checks as its values', () => {
  const patch = parse(attachments!.find(({ path }) => path === 'install/argocd-cm.merge-patch')!.text);
  const values = parse(attachments!.find(({ path }) => path === 'install/argo-cd.helm-values')!.text);
  expect(values).toEqual({ configs: { cm: patch.data } });
});

test('nothing is attached unless asked', () => {
  expect(argocd.Applications.perEnvironment({ repository: REPOSITORY, project: argocd.Project.named('mesh') }).attachments).toEqual([]);
});

test('the script uses no library that Argo CD does not load', () => {
  expect(ISTIO_HEALTH_SCRIPT).not.toMatch(/\b(string|math|io|debug|require)\b\s*[.(]|:(gsub|find|match|format)\(/);
});

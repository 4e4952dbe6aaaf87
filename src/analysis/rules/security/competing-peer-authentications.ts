import { CODES } from '../../../kernel/codes';
import { byCodePoint } from '../../../kernel/order';
import { Manifest, namespaceOf } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { mapOf, textOf } from '../../../model/reading';
import { readSelector, visibleLabels } from '../../../model/selectors';
import { defineRule, Report } from '../../rule';

/** Two PeerAuthentications of one level that say different things. */
export const competingPeerAuthentications = defineRule({
  code: CODES.COMPETING_PEER_AUTHENTICATIONS,
  name: 'competing-peer-authentications',
  severity: 'error',
  reads: ['PeerAuthentication', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout', 'WorkloadEntry', 'WorkloadGroup'],
  equals: ['KIA0002', 'KIA0003'],
  summary: 'Two PeerAuthentications speak of one namespace, or of one workload, and say different things.',
  why: 'Istio takes the one that was created first, which the files do not tell: the workload may take plain text where mutual TLS was meant, '
    + 'and another mode after the objects are made anew.',
  fix: 'Say it in one of them, and remove the other.',
  cannotTell: 'never: two selectors that meet only in workloads which others deploy are not compared.',
  examples: {
    bad: `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec:
  mtls: { mode: STRICT }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: migration, namespace: shop } # the same level as default
spec:
  mtls: { mode: PERMISSIVE }
`,
    good: `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec:
  mtls: { mode: STRICT }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: cart, namespace: shop } # a workload's own goes before that of its namespace
spec:
  selector: { matchLabels: { app: cart } }
  mtls: { mode: PERMISSIVE }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: cart, image: cart }] }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const owners = new Map<unknown, Manifest>();
    for (const manifest of mesh.manifests.filter(isPeerAuthentication).sort(byName)) {
      const namespace = namespaceOf(manifest.object);
      const subjects = subjectsOf(manifest, namespace, mesh);
      const rival = subjects.map(subject => owners.get(subject))
        .find(owner => owner && isAnother(owner, manifest) && saying(owner) !== saying(manifest));
      if (rival) {
        report.problem(manifest, ['spec'], {
          message: `PeerAuthentications "${rival.object.metadata.name}" and "${manifest.object.metadata.name}" speak of `
            + `${readSelector(manifest) ? 'one workload of' : 'the whole'} namespace "${namespace}" and say different things.`,
          fix: `Say it in "${rival.object.metadata.name}", and remove the other.`,
          equals: readSelector(manifest) ? ['KIA0003'] : ['KIA0002'],
        });
      }
      subjects.forEach(subject => owners.set(subject, owners.get(subject) ?? manifest));
    }
  },
});

function isPeerAuthentication({ object }: Manifest): boolean {
  const fields = mapOf(object);
  return fields?.kind === 'PeerAuthentication' && (textOf(fields.apiVersion) ?? '').startsWith('security.istio.io/')
    && textOf(mapOf(fields.metadata)?.name) !== undefined;
}

/** Two documents of one identity are one object, and a finding of their own. */
function isAnother(a: Manifest, b: Manifest): boolean {
  return a.object.metadata.name !== b.object.metadata.name;
}

function byName({ object: a }: Manifest, { object: b }: Manifest): number {
  return byCodePoint(namespaceOf(a), namespaceOf(b)) || byCodePoint(a.metadata.name, b.metadata.name);
}

/** What an object speaks of: the namespace, or the workloads that it selects; in place of unknown workloads its labels. */
function subjectsOf(manifest: Manifest, namespace: string, mesh: MeshModel): unknown[] {
  const selecting = readSelector(manifest);
  if (!selecting) {
    return [`namespace ${namespace}`];
  }
  if (namespace === mesh.rootNamespace) {
    return [];
  }
  const labels = visibleLabels(selecting.labels);
  const workloads = Object.keys(labels).length > 0 ? mesh.workloads.matching(labels, namespace) : [];
  return [...workloads, `labels ${namespace} ${JSON.stringify(Object.entries(selecting.labels).sort(([a], [b]) => byCodePoint(a, b)))}`];
}

/** What the object demands, in one text. */
function saying({ object }: Manifest): string {
  const ports = Object.entries(mapOf(mapOf(object.spec)?.portLevelMtls) ?? {}).map(([port, each]) => [port, modeOf(each)]);
  return JSON.stringify([modeOf(mapOf(object.spec)?.mtls), ports.sort(([a], [b]) => byCodePoint(a, b))]);
}

function modeOf(mtls: unknown): string {
  return textOf(mapOf(mtls)?.mode) ?? 'UNSET';
}

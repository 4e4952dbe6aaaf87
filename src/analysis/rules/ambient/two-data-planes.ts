import { CODES } from '../../../kernel/codes';
import { DATAPLANE_MODE } from '../../../model/data-plane';
import { MeshModel } from '../../../model/mesh';
import { labelsOf } from '../../../model/reading';
import { defineRule, Report } from '../../rule';

/** A namespace, or a template of Pods, that chooses its data plane twice: sidecars and the ambient mesh, or sidecars of two control planes. */
export const twoDataPlanes = defineRule({
  code: CODES.TWO_DATA_PLANES,
  name: 'two-data-planes',
  severity: 'error',
  reads: ['Namespace', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout'],
  equals: ['IST0123', 'KIA1311'],
  summary: 'A namespace or a workload has labels of two data planes: of sidecars and of the ambient mesh, or of sidecars of two control planes.',
  why: 'Pods get a sidecar, or none, depending on when they started and on labels of their own, and policies that are written for one of the '
    + 'two hold for half of them. Of two control planes, `istio-injection` wins, and nothing of the revision happens.',
  fix: 'Keep one of `istio.io/dataplane-mode: ambient`, `istio-injection: enabled` and `istio.io/rev`.',
  cannotTell: 'never: the labels of one object say all of it.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio-injection: enabled
    istio.io/dataplane-mode: ambient # and sidecars too
`,
    good: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient }
---
apiVersion: v1
kind: Namespace
metadata:
  name: billing
  labels: { istio.io/rev: stable }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    for (const manifest of mesh.manifests) {
      if (manifest.object.kind !== 'Namespace') {
        continue;
      }
      const labels = labelsOf(manifest.object.metadata?.labels) ?? {};
      const [first, second] = [
        ...labels[DATAPLANE_MODE] === 'ambient' ? [DATAPLANE_MODE] : [],
        ...labels['istio-injection'] === 'enabled' ? ['istio-injection'] : [],
        ...labels['istio.io/rev'] ? ['istio.io/rev'] : [],
      ];
      if (second !== undefined) {
        report.problem(manifest, ['metadata', 'labels', second], {
          message: `Namespace "${manifest.object.metadata.name}" chooses its data plane twice: by label ${first} and by label ${second}.`,
          fix: `Remove label ${second}, or ${first}.`,
          found: `${second}: ${labels[second]}`,
        });
      }
    }
    for (const { manifest, labels, path } of mesh.workloads.all) {
      if (labels[DATAPLANE_MODE] === 'ambient' && labels['sidecar.istio.io/inject'] === 'true') {
        report.problem(manifest, [...path, 'sidecar.istio.io/inject'], {
          message: `${manifest.object.kind} "${manifest.object.metadata.name}" is in the ambient mesh and asks for a sidecar.`,
          fix: `Remove label sidecar.istio.io/inject, or ${DATAPLANE_MODE}.`,
        });
      }
    }
  },
});

import { CODES } from '../../../kernel/codes';
import { MeshModel } from '../../../model/mesh';
import { defineRule, Report } from '../../rule';

/** A Sidecar or an EnvoyFilter for workloads of the ambient mesh, which have no Envoy of their own. */
export const noEffectInAmbient = defineRule({
  code: CODES.NO_EFFECT_IN_AMBIENT,
  name: 'no-effect-in-ambient',
  severity: 'warning',
  reads: ['Sidecar', 'EnvoyFilter', 'Namespace', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Gateway'],
  equals: ['IST0167'],
  summary: 'A Sidecar or an EnvoyFilter is for workloads of the ambient mesh, which have no Envoy of their own.',
  why: 'Neither is read by ztunnel. A scope that a Sidecar should narrow stays wide, and what a filter should do is not done.',
  fix: 'Remove it. What a filter does can often be done at a waypoint, by an object that names it in `targetRefs`.',
  cannotTell: 'the Namespace is not at hand, or the object may be meant for gateways: it is in the root namespace, or in one with gateways.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [{ hosts: ["./*"] }] # there is no sidecar
`,
    good: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [{ hosts: ["./*"] }]
`,
  },

  check({ dataPlane, rootNamespace }: MeshModel, report: Report): void {
    for (const attachment of dataPlane.attachments) {
      const { manifest, kind, namespace, selector, targets } = attachment;
      if ((kind !== 'Sidecar' && kind !== 'EnvoyFilter') || targets.length > 0) {
        continue;
      }
      const found = dataPlane.isLeftToZtunnel(attachment);
      if (found.answer === 'cannot tell') {
        report.undecided(manifest, ['metadata', 'name'], found.because);
      } else if (found.answer === 'yes' && (namespace === rootNamespace || (kind === 'EnvoyFilter' && !selector && dataPlane.hasGateways(namespace)))) {
        report.undecided(manifest, ['metadata', 'name'], 'it has no effect in the ambient mesh, but may be meant for gateways and sidecars');
      } else if (found.answer === 'yes') {
        report.problem(manifest, ['metadata', 'name'], {
          message: `${kind} "${manifest.object.metadata.name}" has no effect on workloads of the ambient namespace "${found.value}".`,
          fix: 'Remove it, or say it of a waypoint.',
          equals: kind === 'Sidecar' ? ['IST0167'] : [],
        });
      }
    }
  },
});

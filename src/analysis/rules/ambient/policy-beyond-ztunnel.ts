import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { Attachment } from '../../../model/attachments';
import { MeshModel } from '../../../model/mesh';
import { isSwitchedOn, labelsOf, listOf, mapOf } from '../../../model/reading';
import { trustDomainsIn } from '../../../model/ztunnel';
import { defineRule, Report } from '../../rule';

/** A policy that ztunnel ignores, or of which it forgets a condition. */
export const policyBeyondZtunnel = defineRule({
  code: CODES.POLICY_BEYOND_ZTUNNEL,
  name: 'policy-beyond-ztunnel',
  severity: 'error',
  reads: ['AuthorizationPolicy', 'Namespace', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Gateway'],
  equals: [],
  summary: 'A policy of the ambient mesh without targetRefs uses an action, a dry run or a condition on trust domains that ztunnel does not know.',
  why: 'Nobody asks the authorizer: ztunnel ignores policies with the actions CUSTOM and AUDIT and dry runs. Conditions on trust domains '
    + 'it forgets: a rule holds for callers of every trust domain, or for nobody when nothing else is said of the caller.',
  fix: 'Enrol the service in a waypoint and let the policy name it in `targetRefs`; write trust domains into `principals`.',
  cannotTell: 'the Namespace is not at hand, so it may be in the ambient mesh or not.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ask, namespace: shop }
spec:
  action: CUSTOM # ztunnel asks nobody
  provider: { name: opa }
  rules: [{}]
`,
    good: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ours, namespace: shop }
spec:
  rules: [{ from: [{ source: { principals: [acme.example/ns/shop/sa/*] } }] }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    for (const attachment of mesh.dataPlane.attachments) {
      const fault = attachment.kind === 'AuthorizationPolicy' && attachment.targets.length === 0 ? faultOf(attachment) : undefined;
      const found = fault && mesh.dataPlane.isLeftToZtunnel(attachment);
      if (found?.answer === 'cannot tell') {
        report.undecided(attachment.manifest, fault!.path, found.because);
      } else if (found?.answer === 'yes') {
        report.problem(attachment.manifest, fault!.path, {
          message: `In the ambient namespace "${found.value}" ${fault!.what}.`, fix: fault!.fix, found: fault!.found,
        });
      }
    }
  },
});

interface Fault {
  readonly path: FieldPath;
  readonly what: string;
  readonly fix: string;
  readonly found: string;
}

function faultOf({ manifest }: Attachment): Fault | undefined {
  const spec = mapOf(manifest.object.spec);
  if (spec?.action === 'CUSTOM' || spec?.action === 'AUDIT') {
    return {
      path: ['spec', 'action'],
      what: `nobody heeds the policy: ztunnel ignores action ${spec.action}`,
      fix: 'Enrol the service in a waypoint, and name it in targetRefs.',
      found: spec.action,
    };
  }
  const dryRun = labelsOf(manifest.object.metadata.annotations)?.['istio.io/dry-run'];
  if (dryRun !== undefined && isSwitchedOn(dryRun)) {
    return {
      path: ['metadata', 'annotations', 'istio.io/dry-run'],
      what: 'nobody heeds the policy: ztunnel ignores dry runs',
      fix: 'Enrol the service in a waypoint, and name it in targetRefs.',
      found: dryRun,
    };
  }
  for (const [i, rule] of listOf(spec?.rules).entries()) {
    const found = trustDomainsIn(rule, ['spec', 'rules', i]);
    if (found) {
      const { path, isCompared } = found;
      return {
        path,
        what: `nobody looks at trust domains: ztunnel drops the condition, and ${
          isCompared ? 'the rule holds for callers of every trust domain' : 'what is left of the source matches nobody'}`,
        fix: 'Write the trust domain into principals: acme.example/ns/shop/sa/cart, or acme.example/*.',
        found: String(path[path.length - 1]),
      };
    }
  }
  return undefined;
}

import { CODES } from '../../../kernel/codes';
import { Attachment } from '../../../model/attachments';
import { MeshModel } from '../../../model/mesh';
import { listOf, mapOf } from '../../../model/reading';
import { PartlyRead, Remainder, unreadByZtunnel } from '../../../model/ztunnel';
import { defineRule, Report } from '../../rule';

/** A rule on HTTP in a policy that ztunnel enforces, which reads connections only. */
export const httpRuleAtZtunnel = defineRule({
  code: CODES.HTTP_RULE_AT_ZTUNNEL,
  name: 'http-rule-at-ztunnel',
  severity: 'error',
  reads: ['AuthorizationPolicy', 'Namespace', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Gateway'],
  equals: ['KIA0109', 'KIA0110', 'KIA1317'],
  summary: 'A policy of the ambient mesh without targetRefs has rules on HTTP, which ztunnel does not read.',
  why: 'Of an ALLOW policy the whole rule is dropped, so that nobody gets in by it. Of a DENY policy the fields are dropped: when `from`, `to` or '
    + 'a condition has nothing left to compare, the rule never matches and everybody gets through; otherwise it refuses more than it says.',
  fix: 'Enrol the service in a waypoint and let the policy name it in `targetRefs`.',
  cannotTell: 'the Namespace is not at hand, so it may be in the ambient mesh or not.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-deletes, namespace: shop }
spec:
  action: DENY
  rules: [{ to: [{ operation: { methods: [DELETE] } }] }] # ztunnel knows no methods: everybody may delete
`,
    good: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-deletes, namespace: shop }
spec:
  targetRefs: [{ group: "", kind: Service, name: cart }]
  action: DENY
  rules: [{ to: [{ operation: { methods: [DELETE] } }] }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: through-waypoint, namespace: shop }
spec:
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/waypoint] } }] }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    for (const attachment of mesh.dataPlane.attachments) {
      if (attachment.kind === 'AuthorizationPolicy' && attachment.targets.length === 0) {
        checkPolicy(attachment, mesh, report);
      }
    }
  },
});

function checkPolicy(attachment: Attachment, mesh: MeshModel, report: Report): void {
  const { manifest } = attachment;
  const spec = mapOf(manifest.object.spec);
  const action = spec?.action ?? 'ALLOW';
  if (action !== 'ALLOW' && action !== 'DENY') {
    return;
  }
  const partly = listOf(spec?.rules).flatMap((rule, i) => unreadByZtunnel(rule, ['spec', 'rules', i]) ?? []);
  const found = partly.length === 0 ? undefined : mesh.dataPlane.isLeftToZtunnel(attachment);
  if (found?.answer === 'cannot tell') {
    report.undecided(manifest, partly[0].path, found.because);
  } else if (found?.answer === 'yes') {
    for (const rule of partly) {
      report.problem(manifest, rule.path, {
        message: `In the ambient namespace "${found.value}" nobody reads ${rule.unread.join(', ')}: ${consequence(action, rule)}.`,
        fix: mesh.dataPlane.waypointBefore(attachment.namespace, attachment.selector)
          ? 'Replace the selector by targetRefs to the Service: its waypoint reads HTTP.'
          : 'Enrol the service in a waypoint, and replace the selector by targetRefs to the Service.',
        found: rule.unread.join(', '),
      });
    }
  }
}

function consequence(action: string, { remainder }: PartlyRead): string {
  return action === 'ALLOW' ? 'ztunnel drops the rule, and nobody gets in by it' : CONSEQUENCES[remainder];
}

const CONSEQUENCES: Readonly<Record<Remainder, string>> = {
  never: 'ztunnel is left with nothing to compare in its place, the rule never matches, and everybody gets through',
  narrower: 'ztunnel drops some of the alternatives, and of those the rule should refuse some get through',
  wider: 'ztunnel drops the fields, and the rule refuses more than it says',
};

import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { Attachment } from '../../../model/attachments';
import { ConnectionPolicies } from '../../../model/connection-policies';
import { MeshModel } from '../../../model/mesh';
import { Labels, listOf, mapOf, textsOf } from '../../../model/reading';
import { visibleLabels } from '../../../model/selectors';
import { Waypoint, WAYPOINT_CLASS } from '../../../model/waypoints';
import { Workload } from '../../../model/workloads';
import { matchOfCaller, unreadByZtunnel } from '../../../model/ztunnel';
import { defineRule, Report } from '../../rule';

/** A policy about callers at workloads that see a waypoint as their only caller, or one that selects the waypoint itself. */
export const policyBehindWaypoint = defineRule({
  code: CODES.POLICY_BEHIND_WAYPOINT,
  name: 'policy-behind-waypoint',
  severity: 'error',
  reads: ['AuthorizationPolicy', 'Namespace', 'Service', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Gateway'],
  equals: ['IST0166'],
  summary: 'A policy without targetRefs speaks of callers whom a waypoint hides, or selects the waypoint itself.',
  why: 'Workloads behind a waypoint see it as the caller of every request that passes it. A DENY rule on callers matches none of them, and all get '
    + 'through; an ALLOW rule admits none of them. What selects the workload of a waypoint is ignored.',
  fix: 'Name the Service in `targetRefs`, so that the waypoint decides, and admit the waypoint’s own identity at the workloads.',
  cannotTell: 'a DENY rule names addresses of callers, and that of the waypoint may be among them.',
  examples: {
    bad: `
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
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-batch, namespace: shop }
spec:
  action: DENY
  rules: [{ from: [{ source: { namespaces: [batch] } }] }] # comes as the waypoint of shop, and gets through
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
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-batch, namespace: shop }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }]
  action: DENY
  rules: [{ from: [{ source: { namespaces: [batch] } }] }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: through-waypoint, namespace: shop }
spec:
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/waypoint] } }] }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const policies = mesh.dataPlane.attachments.filter(({ kind, targets }) => kind === 'AuthorizationPolicy' && targets.length === 0);
    const admissions = new Admissions(mesh);
    for (const policy of policies) {
      if (selectsWaypoint(policy, mesh)) {
        report.problem(policy.manifest, ['spec', 'selector'], {
          message: `AuthorizationPolicy "${policy.manifest.object.metadata.name}" selects the workload of a waypoint, which takes no policy without targetRefs.`,
          fix: 'Name the waypoint in targetRefs: group gateway.networking.k8s.io, kind Gateway.',
          equals: ['IST0166'],
        });
      } else {
        checkCallers(policy, admissions, mesh, report);
      }
    }
  },
});

/** Which workloads admit their waypoint by some ALLOW policy. */
class Admissions {
  private readonly connections: ConnectionPolicies;
  private readonly namespaces = new Map<string, boolean>();

  constructor(private readonly mesh: MeshModel) {
    this.connections = new ConnectionPolicies(mesh.dataPlane.attachments, mesh.rootNamespace);
  }

  /** Whether all the workloads that a policy is for admit the waypoint. */
  public has({ namespace, selector }: Attachment, waypoint: Waypoint): boolean {
    if (selector) {
      return this.all(waypoint, namespace, this.mesh.workloads.matching(visibleLabels(selector), namespace), selector);
    }
    const key = `${namespace} ${waypoint.namespace}/${waypoint.name}`;
    if (!this.namespaces.has(key)) {
      const captured = this.mesh.workloads.in(namespace).filter(workload => this.mesh.dataPlane.isCaptured(workload));
      this.namespaces.set(key, this.all(waypoint, namespace, captured, {}));
    }
    return this.namespaces.get(key)!;
  }

  private all(waypoint: Waypoint, namespace: string, workloads: readonly Workload[], labels: Labels): boolean {
    const known = workloads.length > 0 ? workloads.map(workload => workload.labels) : [labels];
    return known.every(each => this.connections.admits(waypoint, namespace, each));
  }
}

function checkCallers(policy: Attachment, admissions: Admissions, mesh: MeshModel, report: Report): void {
  const waypoint = waypointOf(policy, mesh);
  const action = actionOf(policy);
  if (!waypoint || (action === 'ALLOW' && admissions.has(policy, waypoint))) {
    return;
  }
  for (const [i, rule] of rulesOf(policy).entries()) {
    const match = matchOfCaller(rule, waypoint, policy.namespace);
    const path: FieldPath = ['spec', 'rules', i, mapOf(rule)?.from === undefined ? 'when' : 'from'];
    const passing = action === 'DENY' && match !== 'any' ? passesWith(rule, policy, mesh) : 'yes';
    if (action === 'DENY' && (match === 'unknown' || passing === 'cannot tell')) {
      report.undecided(policy.manifest, path, passing === 'cannot tell' ? 'requests of the waypoint may come with these ports or not: those of the workloads have names'
        : `workloads see the address of waypoint "${waypoint.name}", which may be among these or not`);
      continue;
    }
    const isFault = action === 'ALLOW' ? match === 'differs' && !unreadByZtunnel(rule, []) : action === 'DENY' && passing === 'yes' && (match === 'differs' ? !isGuard(rule) : match === 'matches');
    if (isFault) {
      const identity = `ns/${waypoint.namespace}/sa/${waypoint.serviceAccount}`;
      report.problem(policy.manifest, path, {
        message: `The workloads see waypoint "${waypoint.namespace}/${waypoint.name}" as their caller: ${
          action === 'ALLOW' ? 'nobody who passes it is admitted' : match === 'differs' ? 'no caller who passes it is refused by this rule' : 'everybody who passes it is refused by this rule'}.`,
        fix: action === 'ALLOW' ? `Name the Service in targetRefs, and admit ${identity} at the workloads.` : 'Name the Service in targetRefs: the waypoint sees who calls.',
        equals: [],
      });
    }
  }
}

/**
 * Whether requests of a waypoint come with the ports of a rule. They come with those that services lead to; on others callers connect by
 * themselves, and are seen.
 */
function passesWith(rule: unknown, { namespace, selector }: Attachment, { dataPlane }: MeshModel): 'yes' | 'no' | 'cannot tell' {
  const operations = listOf(mapOf(rule)?.to).map(entry => textsOf(mapOf(mapOf(entry)?.operation)?.ports));
  const isAboutPorts = operations.length > 0 && operations.every(ports => ports.length > 0);
  const services = selector && isAboutPorts ? dataPlane.servicesWith(namespace, selector) : [];
  const led = services.flatMap(({ manifest }) => listOf(mapOf(manifest.object.spec)?.ports).map(mapOf))
    .flatMap(port => [port?.port, port?.targetPort ?? port?.port]);
  if (led.length === 0 || operations.flat().some(port => led.includes(Number(port)))) {
    return 'yes';
  }
  return led.some(port => typeof port === 'string') ? 'cannot tell' : 'no';
}

/** A rule that refuses everybody but some, the waypoint among them: nobody gets past the waypoint. */
function isGuard(rule: unknown): boolean {
  return listOf(mapOf(rule)?.from).some(entry => {
    const source = mapOf(mapOf(entry)?.source) ?? {};
    return ['notPrincipals', 'notNamespaces', 'notServiceAccounts'].some(field => listOf(source[field]).length > 0);
  });
}

function waypointOf(policy: Attachment, { dataPlane, rootNamespace }: MeshModel): Waypoint | undefined {
  return policy.namespace === rootNamespace || dataPlane.isLeftToZtunnel(policy).answer !== 'yes' ? undefined
    : dataPlane.waypointBefore(policy.namespace, policy.selector);
}

function selectsWaypoint({ namespace, selector }: Attachment, { workloads }: MeshModel): boolean {
  const selected = selector ? workloads.matching(selector, namespace) : [];
  return selected.length > 0 && selected.every(({ manifest }) => mapOf(manifest.object.spec)?.gatewayClassName === WAYPOINT_CLASS);
}

function actionOf({ manifest }: Attachment): unknown {
  return mapOf(manifest.object.spec)?.action ?? 'ALLOW';
}

function rulesOf({ manifest }: Attachment): readonly unknown[] {
  return listOf(mapOf(manifest.object.spec)?.rules);
}

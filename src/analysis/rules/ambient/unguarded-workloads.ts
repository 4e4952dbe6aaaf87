import { CODES } from '../../../kernel/codes';
import { Attachment } from '../../../model/attachments';
import { ConnectionPolicies, STRANGER } from '../../../model/connection-policies';
import { MeshModel } from '../../../model/mesh';
import { MeshHost } from '../../../model/services';
import { WaypointPolicies } from '../../../model/waypoint-policies';
import { Waypoint } from '../../../model/waypoints';
import { defineRule, Report } from '../../rule';
import { quotedList } from '../../words';

/** Workloads that take connections from anybody, while a waypoint enforces the policies of their service. */
export const unguardedWorkloads = defineRule({
  code: CODES.UNGUARDED_WORKLOADS,
  name: 'unguarded-workloads',
  severity: 'warning',
  reads: ['AuthorizationPolicy', 'RequestAuthentication', 'Namespace', 'Service', 'Gateway', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  equals: [],
  summary: 'A waypoint enforces policies for a service whose workloads take connections from anybody.',
  why: 'Only requests to the service pass the waypoint. Whoever connects to the address of a pod, from inside of the mesh or from outside, '
    + 'is checked by none of these policies.',
  fix: 'Let the workloads admit the identity of the waypoint only, by an AuthorizationPolicy without targetRefs.',
  cannotTell: 'policies select workloads by labels that are not at hand.',
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
  targetRefs: [{ group: "", kind: Service, name: cart }] # the addresses of its pods stay open
  action: DENY
  rules: [{ to: [{ operation: { methods: [DELETE] } }] }]
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
    const { dataPlane, rootNamespace, workloads } = mesh;
    if (dataPlane.waypoints.length === 0) {
      return;
    }
    const policies = new WaypointPolicies(dataPlane.attachments, rootNamespace);
    const connections = new ConnectionPolicies(dataPlane.attachments, rootNamespace);
    const holes = new Map<string, Hole>();
    for (const host of mesh.hosts) {
      const passage = host.kind === 'Service' ? dataPlane.passageOf(host) : undefined;
      const policy = passage && policies.of(host, passage.waypoint);
      const enforcer = policy && dataPlane.enforcerAt(host);
      const isGuarded = enforcer === 'ztunnel' ? connections.refusesAt(host, STRANGER, workloads) : enforcer !== 'nobody';
      if (isGuarded === undefined) {
        report.undecided(policy!.manifest, ['metadata', 'name'], `policies of namespace "${host.namespace}" may guard the workloads of "${host.host}", whose labels are not at hand`);
      } else if (!isGuarded) {
        const key = `${host.namespace} ${passage!.waypoint.namespace}/${passage!.waypoint.name}`;
        const hole = holes.get(key);
        if (hole) {
          hole.hosts.push(host);
        } else {
          holes.set(key, { policy: policy!, waypoint: passage!.waypoint, hosts: [host], isInMesh: enforcer !== 'nobody' });
        }
      }
    }
    holes.forEach(hole => tell(hole, report));
  },
});

/** One mistake: the namespace lacks a policy for what its waypoint protects. */
interface Hole {
  readonly policy: Attachment;
  readonly waypoint: Waypoint;
  readonly hosts: MeshHost[];
  readonly isInMesh: boolean;
}

function tell({ policy, waypoint, hosts, isInMesh }: Hole, report: Report): void {
  const services = `${hosts.length === 1 ? 'service' : 'services'} ${quotedList(hosts.map(({ name }) => name))} of namespace "${hosts[0].namespace}"`;
  report.problem(policy.manifest, ['metadata', 'name'], {
    message: `Nothing but waypoint "${waypoint.namespace}/${waypoint.name}" enforces policies such as ${policy.kind} "${policy.manifest.object.metadata.name}", and the workloads of `
      + `${services} take connections from anybody.`,
    fix: `${isInMesh ? 'Add' : `Give namespace "${hosts[0].namespace}" the label istio.io/dataplane-mode: ambient, and add`} an AuthorizationPolicy to namespace "${hosts[0].namespace}" that allows principal <trust domain>/ns/${waypoint.namespace}/sa/${waypoint.serviceAccount}.`,
    found: waypoint.name,
  });
}

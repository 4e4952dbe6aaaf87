import { CODES } from '../../../kernel/codes';
import { ConnectionPolicies, STRANGER } from '../../../model/connection-policies';
import { MeshModel } from '../../../model/mesh';
import { WaypointPolicies } from '../../../model/waypoint-policies';
import { takes, Waypoint } from '../../../model/waypoints';
import { defineRule, Report } from '../../rule';

/** Workloads that trust a waypoint, which lets requests to their addresses pass unchecked. */
export const uncheckedWorkloadRequests = defineRule({
  code: CODES.UNCHECKED_WORKLOAD_REQUESTS,
  name: 'unchecked-workload-requests',
  severity: 'error',
  reads: ['AuthorizationPolicy', 'RequestAuthentication', 'Namespace', 'Service', 'Gateway', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  equals: [],
  summary: 'A waypoint takes requests to addresses of workloads too, checks requests to services only, and the workloads trust it.',
  why: 'A policy that names a Service says nothing of requests to the address of a pod. They pass the waypoint unchecked, come with its '
    + 'identity, and the workloads let them in.',
  fix: 'Give the waypoint the label `istio.io/waypoint-for: service`, or name the waypoint itself in the `targetRefs` of a policy.',
  cannotTell: 'never: where the labels of workloads are not at hand, nothing is said.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: waypoint
  namespace: shop
  labels: { istio.io/waypoint-for: all } # addresses of pods too
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
    good: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: waypoint
  namespace: shop
  labels: { istio.io/waypoint-for: service }
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
    if (!dataPlane.waypoints.some(takesBoth)) {
      return;
    }
    const policies = new WaypointPolicies(dataPlane.attachments, rootNamespace);
    const connections = new ConnectionPolicies(dataPlane.attachments, rootNamespace);
    const told = new Set<Waypoint>();
    for (const host of mesh.hosts) {
      const passage = dataPlane.isAmbient(host.namespace).answer === 'yes' ? dataPlane.passageOf(host) : undefined;
      // Enrolled by its own label, a service does not take its workloads along.
      if (passage?.enrolment.kind !== 'namespace' || !takesBoth(passage.waypoint) || told.has(passage.waypoint) || policies.ofAll(passage.waypoint)) {
        continue;
      }
      const { waypoint } = passage;
      const policy = policies.of(host, waypoint);
      if (policy && connections.refusesAt(host, STRANGER, workloads) && connections.refusesAt(host, waypoint, workloads) === false) {
        told.add(waypoint);
        report.problem(waypoint.manifest, ['metadata', 'labels', 'istio.io/waypoint-for'], {
          message: `Requests to addresses of pods of "${host.host}" pass waypoint "${waypoint.namespace}/${waypoint.name}" unchecked: ${policy.kind} `
            + `"${policy.manifest.object.metadata.name}" is about the service only, and the workloads trust the waypoint.`,
          fix: `Give the waypoint label istio.io/waypoint-for: service, or name Gateway "${waypoint.name}" in the targetRefs of a policy that denies by default.`,
          found: waypoint.traffic,
        });
      }
    }
  },
});

function takesBoth(waypoint: Waypoint): boolean {
  return takes(waypoint, 'service') && takes(waypoint, 'workload');
}

import { CODES } from '../../../kernel/codes';
import { MeshModel } from '../../../model/mesh';
import { USE_WAYPOINT } from '../../../model/waypoints';
import { defineRule, Report } from '../../rule';
import { didYouMean } from '../../words';

/** A label asks for a waypoint that does not exist. */
export const unknownWaypoint = defineRule({
  code: CODES.UNKNOWN_WAYPOINT,
  name: 'unknown-waypoint',
  severity: 'error',
  reads: ['Namespace', 'Service', 'ServiceEntry', 'WorkloadEntry', 'WorkloadGroup', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Gateway'],
  equals: ['KIA1313'],
  summary: 'Label istio.io/use-waypoint names a waypoint that does not exist.',
  why: 'Istio sends the requests past it, as if there were no label: every rule on HTTP that the waypoint should enforce is off.',
  fix: 'Correct the name, or emit the waypoint: a Gateway of class istio-waypoint. Without `istio.io/use-waypoint-namespace` it is looked up '
    + 'in the namespace of what carries the label.',
  cannotTell: 'nothing of the namespace of the waypoint is emitted, so that others may run it.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypiont } # the Gateway is called waypoint
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop, labels: { istio.io/waypoint-for: service } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
`,
    good: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop, labels: { istio.io/waypoint-for: service } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
`,
  },

  check({ dataPlane }: MeshModel, report: Report): void {
    for (const { manifest, waypointName, waypointNamespace, path } of dataPlane.enrolments) {
      const found = dataPlane.waypoint(waypointNamespace, waypointName);
      if (found.answer === 'cannot tell') {
        report.undecided(manifest, [...path, USE_WAYPOINT], found.because);
      } else if (found.answer === 'no') {
        report.problem(manifest, [...path, USE_WAYPOINT], {
          message: `Waypoint "${waypointName}" does not exist: ${found.because}.`,
          fix: didYouMean(found.nearest, found.nearest === undefined ? 'Correct the name, or emit the waypoint' : undefined),
          found: waypointName,
          nearest: found.nearest,
        });
      }
    }
  },
});

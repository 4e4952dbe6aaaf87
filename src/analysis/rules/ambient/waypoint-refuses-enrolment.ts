import { CODES } from '../../../kernel/codes';
import { MeshModel } from '../../../model/mesh';
import { admits, Enrolment, takes, USE_WAYPOINT, Waypoint } from '../../../model/waypoints';
import { defineRule, Report } from '../../rule';

/** A waypoint that does not take what is enrolled in it: its traffic or its namespaces say otherwise. */
export const waypointRefusesEnrolment = defineRule({
  code: CODES.WAYPOINT_REFUSES_ENROLMENT,
  name: 'waypoint-refuses-enrolment',
  severity: 'error',
  reads: ['Namespace', 'Service', 'ServiceEntry', 'WorkloadEntry', 'WorkloadGroup', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Gateway'],
  equals: [],
  summary: 'A waypoint does not take what asks for it: label istio.io/waypoint-for or the listener’s allowedRoutes says otherwise.',
  why: 'Istio sends the requests past the waypoint, as if there were no label: every rule on HTTP that it should enforce is off.',
  fix: 'Let label `istio.io/waypoint-for` of the waypoint name the traffic (`service` for Services, `workload` for Pods, `all`), and let '
    + '`allowedRoutes` of its listener admit the namespace.',
  cannotTell: 'the waypoint admits namespaces by their labels, and the Namespace is not at hand.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: ambient }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shared, namespace: ambient }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }] # admits its own namespace only
`,
    good: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: ambient }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shared, namespace: ambient }
spec:
  gatewayClassName: istio-waypoint
  listeners:
    - name: mesh
      port: 15008
      protocol: HBONE
      allowedRoutes:
        namespaces:
          from: Selector
          selector: { matchLabels: { kubernetes.io/metadata.name: shop } }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    for (const enrolment of mesh.dataPlane.enrolments) {
      const found = mesh.dataPlane.waypoint(enrolment.waypointNamespace, enrolment.waypointName);
      if (found.answer === 'yes') {
        checkTraffic(enrolment, found.value, report);
        checkAdmission(enrolment, found.value, mesh, report);
      }
    }
  },
});

function checkTraffic({ manifest, kind, path }: Enrolment, waypoint: Waypoint, report: Report): void {
  const fits = kind === 'namespace' ? takes(waypoint, 'service') || takes(waypoint, 'workload') : takes(waypoint, kind);
  if (!fits) {
    report.problem(manifest, [...path, USE_WAYPOINT], {
      message: `Waypoint "${waypoint.namespace}/${waypoint.name}" is for traffic "${waypoint.traffic}", and ${WHAT[kind]} asks for it.`,
      fix: `Give the waypoint label istio.io/waypoint-for: ${kind === 'workload' ? 'all' : 'service'}.`,
      found: waypoint.traffic,
    });
  }
}

function checkAdmission({ manifest, namespace, path }: Enrolment, waypoint: Waypoint, mesh: MeshModel, report: Report): void {
  const answer = admits(waypoint, namespace, mesh.dataPlane.labelsOf(namespace));
  if (answer === undefined) {
    report.undecided(manifest, [...path, USE_WAYPOINT], `Namespace "${namespace}", whose labels decide on the admission, is not at hand`);
  } else if (!answer) {
    report.problem(manifest, [...path, USE_WAYPOINT], {
      message: `Waypoint "${waypoint.namespace}/${waypoint.name}" does not admit namespace "${namespace}".`,
      fix: `Let allowedRoutes of its listener on port 15008 admit "${namespace}".`,
      found: namespace,
    });
  }
}

const WHAT: Readonly<Record<Enrolment['kind'], string>> = { namespace: 'a namespace', service: 'a service', workload: 'a workload' };

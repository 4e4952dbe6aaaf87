import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { Manifest } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { MeshHost } from '../../../model/services';
import { Visibility } from '../../../model/visibility';
import { Waypoint } from '../../../model/waypoints';
import { defineRule, Problem, Report } from '../../rule';

/** An `exportTo` that hides an object from the waypoint, or that nobody in the ambient mesh follows. */
export const exportToInAmbient = defineRule({
  code: CODES.EXPORT_TO_IN_AMBIENT,
  name: 'export-to-in-ambient',
  severity: 'warning',
  reads: ['VirtualService', 'DestinationRule', 'ServiceEntry', 'Service', 'Namespace', 'Gateway'],
  equals: [],
  summary: 'An exportTo hides routes or settings from the waypoint that should follow them, or is meant to hide something in the ambient mesh.',
  why: 'A waypoint decides for all callers and sees what is exported to its own namespace; ztunnel does not know exportTo at all. What is hidden '
    + 'from the waypoint is followed by nobody, and what it sees holds for every caller.',
  fix: 'Export it to the namespace of the waypoint, or leave exportTo out.',
  cannotTell: 'never: where the waypoint of a host is not at hand, nothing is said.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: platform }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shared, namespace: platform }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: All } } }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  exportTo: ["."] # the waypoint runs in platform
  hosts: [cart]
  http: [{ timeout: 2s, route: [{ destination: { host: cart } }] }]
`,
    good: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: platform }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shared, namespace: platform }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: All } } }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http: [{ timeout: 2s, route: [{ destination: { host: cart } }] }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const waypointOf = (host: string, namespace: string) => {
      const found = mesh.hostRegistry.resolve(host, namespace);
      return found.answer === 'yes' ? mesh.dataPlane.passageOf(found.value)?.waypoint : undefined;
    };
    for (const { manifest, hosts, namespace, visibility, isOnMesh, isDelegate } of mesh.virtualServices) {
      const waypoint = visibility.isPublic || isDelegate || !isOnMesh ? undefined
        : hosts.map(host => waypointOf(host, namespace)).find(found => found !== undefined);
      tell(manifest, visibility, waypoint, report);
    }
    for (const { manifest, written, namespace, visibility } of mesh.destinationRules) {
      const waypoint = visibility.isPublic ? undefined : waypointOf(written, namespace);
      // A rule of its own namespace a proxy follows, exported or not.
      tell(manifest, visibility, waypoint?.namespace === namespace ? undefined : waypoint, report);
    }
    const told = new Set<Manifest>();
    for (const host of mesh.hosts) {
      if (!host.visibility.isPublic && !told.has(host.manifest) && mesh.dataPlane.isAmbient(host.namespace).answer === 'yes') {
        told.add(host.manifest);
        report.problem(host.manifest, placeOf(host), notFollowed(host));
      }
    }
  },
});

const EXPORT_TO: FieldPath = ['spec', 'exportTo'];

function tell(manifest: Manifest, visibility: Visibility, waypoint: Waypoint | undefined, report: Report): void {
  if (waypoint) {
    const { kind, metadata: { name } } = manifest.object;
    const subject = `${kind} "${name}"`;
    report.problem(manifest, EXPORT_TO, visibility.isVisibleIn(waypoint.namespace) ? {
      severity: 'info',
      message: `${subject} holds for every caller who passes waypoint "${waypoint.namespace}/${waypoint.name}", whatever exportTo says.`,
      fix: 'Leave exportTo out, if all callers are in the ambient mesh.',
    } : {
      message: `Waypoint "${waypoint.namespace}/${waypoint.name}" does not see ${subject}, which is not exported to its namespace.`,
      fix: `Add "${waypoint.namespace}" to exportTo.`,
      found: waypoint.namespace,
    });
  }
}

function placeOf({ manifest }: MeshHost): FieldPath {
  return manifest.object.kind === 'Service' ? ['metadata', 'annotations', 'networking.istio.io/exportTo'] : EXPORT_TO;
}

function notFollowed({ kind, name, namespace }: MeshHost): Problem {
  return {
    severity: 'info',
    message: `${kind} "${name}" of the ambient namespace "${namespace}" is seen from all of the ambient mesh, whatever exportTo says.`,
    fix: 'Do not rely on it to keep callers out: an AuthorizationPolicy does.',
  };
}

import { CODES } from '../../../kernel/codes';
import { MeshModel } from '../../../model/mesh';
import { defineRule, Report } from '../../rule';

/** Kinds that only proxies that read HTTP carry out. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  RequestAuthentication: ['KIA1110', 'KIA1115'],
  WasmPlugin: ['KIA1111', 'KIA1116'],
  TrafficExtension: [],
};

/** A RequestAuthentication or a plugin for workloads of the ambient mesh, which have no proxy that reads HTTP. */
export const policyNeedsWaypoint = defineRule({
  code: CODES.POLICY_NEEDS_WAYPOINT,
  name: 'policy-needs-waypoint',
  severity: 'error',
  reads: [...Object.keys(KINDS), 'Namespace', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Gateway'],
  equals: Object.values(KINDS).flat(),
  summary: 'A RequestAuthentication or a plugin of the ambient mesh has no targetRefs, so that nobody carries it out.',
  why: 'The ztunnel of a node does not read HTTP, and waypoints take only what names them or their services in targetRefs: tokens are not checked, '
    + 'and the plugin does not run.',
  fix: 'Enrol the service in a waypoint and name it in `targetRefs`.',
  cannotTell: 'the Namespace is not at hand, or the object may be meant for gateways: it is in the root namespace, or in one with gateways.',
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
kind: RequestAuthentication
metadata: { name: login, namespace: shop }
spec: # no targetRefs: the waypoint passes it by
  jwtRules: [{ issuer: "https://login.example.com", jwksUri: "https://login.example.com/jwks" }]
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
kind: RequestAuthentication
metadata: { name: login, namespace: shop }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }]
  jwtRules: [{ issuer: "https://login.example.com", jwksUri: "https://login.example.com/jwks" }]
`,
  },

  check({ dataPlane, rootNamespace }: MeshModel, report: Report): void {
    for (const attachment of dataPlane.attachments) {
      const { manifest, kind, namespace, selector, targets } = attachment;
      if (!(kind in KINDS) || targets.length > 0) {
        continue;
      }
      const path = selector ? ['spec', 'selector'] : ['metadata', 'name'];
      const found = dataPlane.isLeftToZtunnel(attachment);
      if (found.answer === 'cannot tell') {
        report.undecided(manifest, path, found.because);
      } else if (found.answer === 'yes' && (namespace === rootNamespace || (!selector && dataPlane.hasGateways(namespace)))) {
        report.undecided(manifest, path, 'waypoints pass it by, but it may be meant for gateways and sidecars');
      } else if (found.answer === 'yes') {
        report.problem(manifest, path, {
          message: `In the ambient namespace "${found.value}" nobody carries out ${kind} "${manifest.object.metadata.name}".`,
          fix: 'Enrol the service in a waypoint, and name it in targetRefs in place of the selector.',
          equals: KINDS[kind],
        });
      }
    }
  },
});

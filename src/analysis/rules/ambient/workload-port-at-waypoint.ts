import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { Attachment } from '../../../model/attachments';
import { MeshModel } from '../../../model/mesh';
import { listOf, mapOf, textOf, textsOf } from '../../../model/reading';
import { MeshHost } from '../../../model/services';
import { defineRule, Report } from '../../rule';
import { quotedList } from '../../words';

/** A policy that a waypoint enforces for a service, with ports that no request has there. */
export const workloadPortAtWaypoint = defineRule({
  code: CODES.WORKLOAD_PORT_AT_WAYPOINT,
  name: 'workload-port-at-waypoint',
  severity: 'error',
  reads: ['AuthorizationPolicy', 'Service', 'ServiceEntry', 'Namespace', 'Gateway'],
  equals: [],
  summary: 'A policy names a service in targetRefs, and ports that the service does not have: those of its workloads, for example.',
  why: 'Requests come to the waypoint with the port of the service. A DENY rule for other ports matches none of them, and everybody gets '
    + 'through; an ALLOW rule lets nobody in.',
  fix: 'Name the port of the Service, or leave ports out.',
  cannotTell: 'never: services whose ports are not at hand are passed by.',
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
  ports: [{ name: http, port: 80, targetPort: 8080 }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-deletes, namespace: shop }
spec:
  targetRefs: [{ group: "", kind: Service, name: cart }]
  action: DENY
  rules: [{ to: [{ operation: { methods: [DELETE], ports: ["8080"] } }] }] # the pods listen there, the service does not
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
metadata: { name: waypoint, namespace: shop }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80, targetPort: 8080 }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-deletes, namespace: shop }
spec:
  targetRefs: [{ group: "", kind: Service, name: cart }]
  action: DENY
  rules: [{ to: [{ operation: { methods: [DELETE], ports: ["80"] } }] }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: through-waypoint, namespace: shop }
spec:
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/waypoint] } }] }]
`,
  },

  check({ dataPlane, hosts }: MeshModel, report: Report): void {
    const targeted = dataPlane.attachments.filter(({ kind, targets }) => kind === 'AuthorizationPolicy' && targets.length > 0);
    const byTarget = targeted.length > 0 ? servicesByTarget(hosts) : new Map<string, MeshHost>();
    for (const attachment of targeted) {
      const services = attachment.targets.map(({ kind, name }) => byTarget.get(`${kind} ${attachment.namespace}/${name}`));
      if (services.every(service => service?.ports && dataPlane.passageOf(service))) {
        checkPorts(attachment, services as MeshHost[], report);
      }
    }
  },
});

function servicesByTarget(hosts: readonly MeshHost[]): Map<string, MeshHost> {
  return new Map(hosts.map(host => [`${host.kind} ${host.namespace}/${host.name}`, host]));
}

function checkPorts({ manifest }: Attachment, services: readonly MeshHost[], report: Report): void {
  const known = [...new Set(services.flatMap(({ ports = [] }) => ports.map(({ number }) => String(number))))];
  for (const { path, ports, isExcluded } of namedPorts(mapOf(manifest.object.spec)?.rules)) {
    const wrong = ports.filter(port => !known.includes(port));
    const behind = wrong.map(port => portBefore(port, services)).find(port => port !== undefined);
    if (wrong.length > 0 && wrong.length === ports.length && (!isExcluded || behind !== undefined)) {
      report.problem(manifest, path, {
        message: `No request to ${quotedList(services.map(({ name }) => name))} has port ${wrong.join(', ')} at the waypoint: ${
          isExcluded ? 'the rule excepts nothing' : 'the rule matches none of them'}.`,
        fix: behind === undefined ? `Use ${known.join(', ')}, or leave ports out.` : `Use ${behind}, the port of the Service.`,
        found: wrong.join(', '),
        nearest: behind,
      });
    }
  }
}

/** The port of a service before a port of its workloads. */
function portBefore(port: string, services: readonly MeshHost[]): string | undefined {
  for (const { manifest } of services) {
    for (const entry of listOf(mapOf(manifest.object.spec)?.ports).map(mapOf)) {
      if (String(entry?.targetPort) === port) {
        return String(entry?.port ?? entry?.number);
      }
    }
  }
  return undefined;
}

interface NamedPorts {
  readonly path: FieldPath;
  readonly ports: readonly string[];
  /** The rule is for all ports but these. */
  readonly isExcluded: boolean;
}

function namedPorts(rules: unknown): NamedPorts[] {
  return listOf(rules).flatMap((rule, i) => {
    const { to, when } = mapOf(rule) ?? {};
    const operations = listOf(to).flatMap((entry, j) => {
      const operation = mapOf(mapOf(entry)?.operation);
      const path: FieldPath = ['spec', 'rules', i, 'to', j, 'operation'];
      return [
        { path: [...path, 'ports'], ports: textsOf(operation?.ports), isExcluded: false },
        { path: [...path, 'notPorts'], ports: textsOf(operation?.notPorts), isExcluded: true },
      ];
    });
    const conditions = listOf(when).flatMap((condition, j) => {
      const fields = mapOf(condition);
      const path: FieldPath = ['spec', 'rules', i, 'when', j];
      return textOf(fields?.key) !== 'destination.port' ? [] : [
        { path: [...path, 'values'], ports: textsOf(fields?.values), isExcluded: false },
        { path: [...path, 'notValues'], ports: textsOf(fields?.notValues), isExcluded: true },
      ];
    });
    return [...operations, ...conditions].filter(({ ports }) => ports.length > 0);
  });
}

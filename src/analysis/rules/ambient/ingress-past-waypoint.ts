import { CODES } from '../../../kernel/codes';
import { Attachment } from '../../../model/attachments';
import { ConnectionPolicies, STRANGER } from '../../../model/connection-policies';
import { Passage } from '../../../model/data-plane';
import { callersAt } from '../../../model/gateway-callers';
import { IngressRoute, ingressRoutes } from '../../../model/ingress-routes';
import { namespaceOf } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { WaypointPolicies } from '../../../model/waypoint-policies';
import { USE_WAYPOINT } from '../../../model/waypoints';
import { Caller } from '../../../model/ztunnel';
import { defineRule, Report } from '../../rule';

/** A gateway leads to a service whose policies its waypoint enforces, and its requests do not pass the waypoint. */
export const ingressPastWaypoint = defineRule({
  code: CODES.INGRESS_PAST_WAYPOINT,
  name: 'ingress-past-waypoint',
  severity: 'error',
  reads: [
    'VirtualService', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'Gateway', 'Service', 'ServiceEntry', 'Namespace', 'AuthorizationPolicy',
    'RequestAuthentication', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet',
  ],
  equals: [],
  summary: 'A gateway leads to a service with policies at its waypoint, and no label sends requests of gateways through the waypoint.',
  why: 'Gateways send requests straight to the workloads unless the service or its namespace says otherwise: whoever comes from outside is '
    + 'checked by none of these policies.',
  fix: 'Give the Service or its Namespace the label `istio.io/ingress-use-waypoint: "true"`.',
  cannotTell: 'the Namespace is not at hand, or the workloads admit named callers only and the service account of the gateway is not at hand.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio.io/dataplane-mode: ambient
    istio.io/use-waypoint: waypoint # holds for callers inside of the mesh
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
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/waypoint, cluster.local/ns/edge/sa/public-istio] } }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec:
  gatewayClassName: istio
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: shop.example.com }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: public, namespace: edge }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
`,
    good: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio.io/dataplane-mode: ambient
    istio.io/use-waypoint: waypoint
    istio.io/ingress-use-waypoint: "true"
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
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec:
  gatewayClassName: istio
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: shop.example.com }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: public, namespace: edge }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    if (mesh.dataPlane.waypoints.length === 0) {
      return;
    }
    const judged = new Judged(mesh);
    const told: Record<Fault['outcome'], Set<unknown>> = { 'open': new Set(), 'refused': new Set(), 'unknown': new Set(), 'cannot tell': new Set() };
    for (const route of ingressRoutes(mesh)) {
      const fault = judged.of(route);
      if (fault && !told[fault.outcome].has(fault.place)) {
        told[fault.outcome].add(fault.place);
        tell(route, fault, report);
      }
    }
  },
});

interface Fault {
  readonly policy: Attachment;
  readonly passage: Passage;
  readonly because: string;
  readonly fix?: string;
  /** `open`: nobody checks the requests; `refused`: the workloads refuse them; `unknown`: either, as the gateway or the workloads may be. */
  readonly outcome: 'open' | 'refused' | 'unknown' | 'cannot tell';
  /** One mistake is told once: the labels of one object lack something. */
  readonly place: unknown;
}

class Judged {
  private readonly policies: WaypointPolicies;
  private readonly connections: ConnectionPolicies;
  private readonly callers = new Map<string, readonly Caller[] | undefined>();
  private readonly outcomes = new Map<string, Fault['outcome']>();

  constructor(private readonly mesh: MeshModel) {
    this.policies = new WaypointPolicies(mesh.dataPlane.attachments, mesh.rootNamespace);
    this.connections = new ConnectionPolicies(mesh.dataPlane.attachments, mesh.rootNamespace);
  }

  public of(route: IngressRoute): Fault | undefined {
    const { host } = route;
    const passage = this.mesh.dataPlane.passageOf(host);
    const policy = passage && this.policies.of(host, passage.waypoint);
    const found = policy && this.mesh.dataPlane.isPassedByGateways(host);
    if (!found || found.answer === 'yes') {
      return undefined;
    }
    const { because } = found;
    return found.answer === 'cannot tell' ? { policy, passage, because, outcome: 'cannot tell', place: host.manifest }
      : {
        policy,
        passage,
        because,
        fix: found.fix,
        outcome: this.outcome(route),
        place: found.fix === undefined ? passage.enrolment.manifest : host.manifest,
      };
  }

  /** What becomes of requests that go past the waypoint: the policies of connections decide. */
  private outcome({ gateway, manifest, host }: IngressRoute): Fault['outcome'] {
    const from = `${namespaceOf(manifest.object)} ${gateway}`;
    if (!this.callers.has(from)) {
      this.callers.set(from, callersAt(gateway, namespaceOf(manifest.object), this.mesh));
    }
    const callers = this.callers.get(from);
    const key = `${callers ? callers.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`).join() : ''} ${host.host}`;
    let outcome = this.outcomes.get(key);
    if (outcome === undefined) {
      const refusals = (callers ?? [STRANGER]).map(caller => this.connections.refusesAt(host, caller, this.mesh.workloads));
      outcome = refusals.includes(false) ? 'open' : refusals.includes(undefined) || !callers ? 'unknown' : 'refused';
      this.outcomes.set(key, outcome);
    }
    return outcome;
  }
}

function tell({ manifest, path, gateway, host }: IngressRoute, fault: Fault, report: Report): void {
  const { policy, passage: { waypoint, enrolment }, because, fix, outcome } = fault;
  const way = `requests of gateway "${gateway}" to "${host.host}" go past waypoint "${waypoint.namespace}/${waypoint.name}"`;
  if (outcome === 'cannot tell') {
    report.undecided(manifest, path, because);
  } else if (outcome === 'unknown') {
    report.undecided(manifest, path, `${way}, and whether the workloads admit them is not to be seen: `
      + 'the service account of the gateway, or labels of workloads, are not at hand');
  } else {
    const name = policy.manifest.object.metadata.name;
    report.problem(enrolment.manifest, [...enrolment.path, USE_WAYPOINT], {
      message: `The ${way}${outcome === 'open' ? `, where nobody enforces ${policy.kind} "${name}"` : ', and the workloads refuse them'}: ${because}.`,
      fix: fix === undefined ? 'Give it the label istio.io/ingress-use-waypoint: "true" beside this one.' : `${fix}.`,
      found: waypoint.name,
      ...(outcome === 'open' ? {} : { severity: 'warning' as const, why: 'The workloads take requests from the waypoint only: whoever comes from outside is refused.' }),
    });
  }
}

import { CODES } from '../../../kernel/codes';
import { nearestName } from '../../../kernel/nearest';
import { Attachment, Target } from '../../../model/attachments';
import { cannotTell, Lookup, no, yes } from '../../../model/lookup';
import { Manifest } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { MeshHost } from '../../../model/services';
import { Enrolment, takes, WAYPOINT_CLASS } from '../../../model/waypoints';
import { defineRule, Report } from '../../rule';
import { didYouMean } from '../../words';

/** A policy names an object that does not exist, or that no waypoint stands before. */
export const targetWithoutWaypoint = defineRule({
  code: CODES.TARGET_WITHOUT_WAYPOINT,
  name: 'target-without-waypoint',
  severity: 'error',
  reads: ['AuthorizationPolicy', 'RequestAuthentication', 'WasmPlugin', 'TrafficExtension', 'EnvoyFilter', 'Service', 'ServiceEntry', 'Namespace', 'Gateway'],
  equals: ['KIA0109', 'KIA1110', 'KIA1111'],
  summary: 'A policy names in targetRefs a service without waypoint, or an object that does not exist.',
  why: 'Only a waypoint or a gateway enforces a policy with targetRefs. Without one nobody does: what it should refuse gets through.',
  fix: 'Enrol the service in a waypoint by label `istio.io/use-waypoint`, on itself or on its namespace, or correct the name.',
  cannotTell: 'the service, or the namespace that may enrol it, is not at hand.',
  examples: {
    bad: `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } } # no waypoint
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
    const targets = new Targets(mesh);
    for (const attachment of mesh.dataPlane.attachments) {
      for (const target of attachment.targets) {
        const found = targets.enforced(target, attachment);
        if (found.answer === 'cannot tell') {
          report.undecided(attachment.manifest, [...target.path, 'name'], found.because);
        } else if (found.answer === 'no') {
          report.problem(attachment.manifest, [...target.path, 'name'], {
            message: `Nobody enforces ${attachment.kind} "${attachment.manifest.object.metadata.name}" for ${target.kind} "${target.name}": ${found.because}.`,
            fix: didYouMean(found.nearest, found.nearest === undefined ? found.fix : undefined),
            found: target.name,
            nearest: found.nearest,
          });
        }
      }
    }
  },
});

/** Whether there is somebody who enforces a policy for a target. */
class Targets {
  private readonly entries = new Map<string, Manifest>();
  private readonly names = new Map<string, string[]>();

  constructor(private readonly mesh: MeshModel) {
    for (const host of mesh.hosts) {
      this.remember(host);
    }
    for (const { namespace, name } of mesh.gateways) {
      this.addName('Gateway', namespace, name);
    }
  }

  public enforced(target: Target, attachment: Attachment): Lookup<unknown> {
    switch (target.kind) {
      case 'Service':
      case 'ServiceEntry':
        return this.service(target, attachment);
      case 'Gateway':
        return this.gateway(target, attachment.namespace);
      case 'GatewayClass':
        return this.gatewayClass(target, attachment.namespace);
      default:
        return cannotTell(`${target.kind} is no kind that policies can name`);
    }
  }

  private service({ kind, name }: Target, { namespace }: Attachment): Lookup<unknown> {
    const manifest = this.entries.get(`${kind} ${namespace}/${name}`);
    if (!manifest) {
      return this.missing(kind, name, namespace);
    }
    const enrolment = this.mesh.dataPlane.enrolmentOf(manifest, namespace);
    if (enrolment.answer === 'no') {
      return no(enrolment.because, { fix: 'Enrol it in a waypoint by label istio.io/use-waypoint, on itself or on its namespace' });
    }
    return enrolment.answer === 'yes' && enrolment.value.kind === 'namespace' ? this.inherited(enrolment.value) : enrolment;
  }

  /** The waypoint of a namespace may be one for its workloads only. Who asks for it by himself is told so by another rule. */
  private inherited({ waypointNamespace, waypointName }: Enrolment): Lookup<unknown> {
    const found = this.mesh.dataPlane.waypoint(waypointNamespace, waypointName);
    return found.answer === 'yes' && takes(found.value, 'workload') && !takes(found.value, 'service')
      ? no(`waypoint "${waypointNamespace}/${waypointName}" takes no requests to services`, { fix: 'Give the waypoint label istio.io/waypoint-for: service, or all' })
      : yes(waypointName);
  }

  private gateway({ kind, name }: Target, namespace: string): Lookup<unknown> {
    const gateway = this.mesh.gatewayRegistry.find(`${namespace}/${name}`);
    if (gateway && gateway.manifest.object.apiVersion.startsWith('gateway.networking.k8s.io/')) {
      return yes(gateway);
    }
    return gateway ? no('it is a Gateway of Istio, and targetRefs name Gateways of the Gateway API', { fix: 'Use a selector' }) : this.missing(kind, name, namespace);
  }

  private gatewayClass({ name }: Target, namespace: string): Lookup<unknown> {
    const { rootNamespace } = this.mesh;
    if (namespace !== rootNamespace) {
      return no(`only policies of the root namespace "${rootNamespace}" can name a GatewayClass`, { fix: `Put it into namespace "${rootNamespace}"` });
    }
    return name === WAYPOINT_CLASS ? yes(name) : no('waypoints have class "istio-waypoint"', { nearest: WAYPOINT_CLASS });
  }

  private missing(kind: string, name: string, namespace: string): Lookup<unknown> {
    const here = this.names.get(`${kind} ${namespace}`) ?? [];
    const { surroundings } = this.mesh;
    const isKnown = kind === 'Service' ? this.mesh.hostRegistry.isKnown(namespace) : surroundings.isOwn(namespace) || (kind === 'Gateway' && here.length > 0);
    if (!isKnown || surroundings.makerOf(name, namespace) !== undefined) {
      return cannotTell(`${kind} "${name}" of namespace "${namespace}" may be deployed by others`);
    }
    return no(`namespace "${namespace}" has no such ${kind}`, { nearest: nearestName(name, here), fix: 'Correct the name' });
  }

  private remember({ kind, namespace, name, manifest }: MeshHost): void {
    if (kind !== 'generated') {
      this.entries.set(`${kind} ${namespace}/${name}`, manifest);
      this.addName(kind, namespace, name);
    }
  }

  private addName(kind: string, namespace: string, name: string): void {
    const names = this.names.get(`${kind} ${namespace}`);
    if (names) {
      names.push(name);
    } else {
      this.names.set(`${kind} ${namespace}`, [name]);
    }
  }
}

import { CODES } from '../../../kernel/codes';
import { Admissions, Identity } from '../../../model/admissions';
import { callersAt } from '../../../model/gateway-callers';
import { MeshModel } from '../../../model/mesh';
import { visibleLabels } from '../../../model/selectors';
import { MeshHost } from '../../../model/services';
import { DestinationReference, MESH_GATEWAY, VirtualService } from '../../../model/virtual-services';
import { Workload } from '../../../model/workloads';
import { defineRule, Report } from '../../rule';
import { quotedList } from '../../words';

/** A route leads callers to a service that admits none of them. */
export const routeToRefusingService = defineRule({
  code: CODES.ROUTE_TO_REFUSING_SERVICE,
  name: 'route-to-refusing-service',
  severity: 'warning',
  reads: ['VirtualService', 'Gateway', 'Service', 'Deployment', 'AuthorizationPolicy', 'Namespace'],
  equals: [],
  summary: 'A route or mirror leads callers to a service whose policies do not admit them: a call that the route implies and nobody declared.',
  why: 'Policies look at who calls the workload that gets the request, not at the host that was called: every such request is answered 403.',
  fix: 'Declare the call: admit the caller at the service that the route leads to, with `connections.allowFrom` or in its AuthorizationPolicy.',
  cannotTell: 'the workloads of a gateway or their service account are not at hand, while the service has policies; where waypoints may stand '
    + 'between caller and service (ambient namespaces), and for VirtualServices that others delegate to, the rule says nothing.',
  examples: {
    bad: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
  selector: { app: cart }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    metadata: { labels: { app: cart } }
    spec: { serviceAccountName: cart, containers: [] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: istio-ingress }
spec:
  template:
    metadata: { labels: { istio: ingressgateway } }
    spec: { serviceAccountName: ingress, containers: [] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: istio-ingress }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart-allow, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/frontend] } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [istio-ingress/public]
  http:
    - route:
        - destination: { host: cart } # admits the frontend only
`,
    good: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
  selector: { app: cart }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    metadata: { labels: { app: cart } }
    spec: { serviceAccountName: cart, containers: [] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: istio-ingress }
spec:
  template:
    metadata: { labels: { istio: ingressgateway } }
    spec: { serviceAccountName: ingress, containers: [] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: istio-ingress }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart-allow, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/istio-ingress/sa/ingress] } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [istio-ingress/public]
  http:
    - route:
        - destination: { host: cart }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const admissions = new Admissions(mesh.manifests, mesh.rootNamespace);
    for (const virtualService of mesh.virtualServices) {
      if (!virtualService.isDelegate) {
        new Routes(mesh, admissions, virtualService).check(report);
      }
    }
  },
});

/** The routes of one VirtualService, and who follows them. */
class Routes {
  private readonly callersInside: readonly Identity[];
  private readonly own: ReadonlySet<string>;

  constructor(private readonly mesh: MeshModel, private readonly admissions: Admissions, private readonly routes: VirtualService) {
    const hosts = routes.isOnMesh ? routes.hosts.flatMap(host => hostBehind(mesh, host, routes.namespace) ?? []) : [];
    this.own = new Set(hosts.map(({ host }) => host));
    this.callersInside = hosts.flatMap(host => workloadsOf(mesh, host)).flatMap(workload => admissions.callersOf(workload));
  }

  public check(report: Report): void {
    for (const destination of this.routes.destinations) {
      const found = destination.resolve(this.mesh.hostRegistry);
      const host = found.answer === 'yes' ? found.value : undefined;
      const workloads = host ? workloadsOf(this.mesh, host) : [];
      if (host && workloads.length > 0 && this.mesh.dataPlane.isAmbient(host.namespace).answer !== 'yes') {
        this.checkDestination(destination, host, workloads, report);
      }
    }
  }

  private checkDestination(destination: DestinationReference, host: MeshHost, workloads: readonly Workload[], report: Report): void {
    const refused = new Set<string>();
    for (const gateway of this.routes.gatewaysOf(destination)) {
      const inside = gateway === MESH_GATEWAY;
      const callers = inside ? this.own.has(host.host) ? [] : this.callersInside.filter(caller => this.routes.mayTake(destination, caller.namespace))
        : callersAt(gateway, this.routes.namespace, this.mesh);
      if (callers === undefined) {
        if (workloads.some(workload => this.admissions.refuses(workload, NOBODY))) {
          report.undecided(this.routes.manifest, destination.path, `the service account of gateway "${gateway}" is not at hand, and "${host.host}" has policies`);
        }
        continue;
      }
      callers.filter(caller => workloads.every(workload => this.admissions.refuses(workload, caller)))
        .forEach(({ namespace, serviceAccount }) => refused.add(`${namespace}/${serviceAccount}`));
    }
    if (refused.size > 0) {
      const names = [...refused].sort();
      report.problem(this.routes.manifest, [...destination.path, 'host'], {
        message: `The route leads ${names.length > 1 ? 'callers with the service accounts' : 'callers with the service account'} ${quotedList(names)} to "${host.host}", `
          + 'whose policies do not admit them.',
        fix: `Admit ${quotedList(names)} at "${host.host}", with connections.allowFrom(…) or in its AuthorizationPolicy.`,
        found: destination.host,
      });
    }
  }
}

/** An identity that no policy names. */
const NOBODY: Identity = { namespace: '', serviceAccount: '' };

function hostBehind(mesh: MeshModel, host: string, namespace: string): MeshHost | undefined {
  const found = mesh.hostRegistry.resolve(host, namespace);
  return found.answer === 'yes' ? found.value : undefined;
}

function workloadsOf(mesh: MeshModel, { selector, namespace }: MeshHost): readonly Workload[] {
  const wanted = selector && visibleLabels(selector);
  return wanted && Object.keys(wanted).length > 0 ? mesh.workloads.matching(wanted, namespace) : [];
}

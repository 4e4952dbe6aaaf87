import { CODES } from '../../../kernel/codes';
import { nearestName } from '../../../kernel/nearest';
import { GatewayView, hostsServedTo } from '../../../model/gateways';
import { hostsOverlap } from '../../../model/hosts';
import { MeshModel } from '../../../model/mesh';
import { isClearSlip } from '../../../model/near-miss';
import { MESH_GATEWAY, VirtualService } from '../../../model/virtual-services';
import { Declaration, Miss, reportMisses } from '../../root-cause';
import { defineRule, Report } from '../../rule';
import { didYouMean, quotedList } from '../../words';

/** A VirtualService is bound to a gateway that does not serve its hosts. */
export const hostNotServedByGateway = defineRule({
  code: CODES.HOST_NOT_SERVED_BY_GATEWAY,
  name: 'host-not-served-by-gateway',
  severity: 'error',
  reads: ['VirtualService', 'Gateway', 'Service', 'ServiceEntry'],
  equals: ['IST0132'],
  summary: 'A VirtualService has a host that none of its gateways serves, or names a gateway that serves none of its hosts.',
  why: 'A gateway takes only the hosts that are both its own and the VirtualService’s: requests for the others are answered with 404, '
    + 'or never get past the TLS handshake.',
  fix: 'Let the hosts of both agree: correct the one that is misspelt, or add the host to a server of the Gateway.',
  cannotTell: 'one of the gateways is deployed by others, so its hosts are not at hand.',
  examples: {
    bad: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [shop.exampel.com] # the gateway serves shop.example.com
  gateways: [public]
  http:
    - route:
        - destination: { host: cart }
`,
    good: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: [./*.example.com] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partner, namespace: shop }
spec:
  hosts: [cart.partner.test]
  ports: [{ name: http, number: 80, protocol: HTTP }]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [shop.example.com, cart, cart.partner.test] # the sidecars serve the last two
  gateways: [public, mesh]
  http:
    - route:
        - destination: { host: cart }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const asked: Asked = { misses: [], used: new Set() };
    for (const virtualService of mesh.virtualServices) {
      if (!virtualService.isDelegate && virtualService.gateways.length > 0) {
        examine(mesh, virtualService, asked, report);
      }
    }
    reportMisses(report, asked.misses, () => asked.used, miss => declarationOf(mesh, miss));
  },
});

interface Asked {
  readonly misses: Miss[];
  readonly used: Set<string>;
}

/** A gateway that a VirtualService names, with what it serves to it. */
interface Binding {
  readonly gateway: GatewayView;
  /** Place in `spec.gateways`. */
  readonly index: number;
  readonly hosts: readonly string[];
}

function examine(mesh: MeshModel, virtualService: VirtualService, asked: Asked, report: Report): void {
  const { bindings, complete } = bind(mesh, virtualService);
  if (bindings.length === 0) {
    return;
  }
  const unserved = new Set<string>();
  for (const host of virtualService.hosts) {
    const serving = bindings.flatMap(({ hosts }) => hosts).find(served => overlaps(mesh, virtualService, host, served));
    if (serving === undefined) {
      unserved.add(host);
    } else {
      asked.used.add(serving);
    }
  }
  const spelt = complete ? misspelt(mesh, virtualService, [...unserved], bindings) : [];
  asked.misses.push(...spelt);
  if (spelt.length === virtualService.hosts.length) {
    return;
  }
  for (const binding of bindings) {
    const serves = virtualService.hosts.some(host => binding.hosts.some(served => overlaps(mesh, virtualService, host, served)));
    const wouldServe = spelt.some(({ nearest }) => nearest !== undefined && binding.hosts.some(served => hostsOverlap(nearest, served)));
    if (!serves && !wouldServe) {
      servesNothing(virtualService, binding, report);
    }
  }
}

function bind(mesh: MeshModel, { gateways, namespace }: VirtualService): { bindings: Binding[]; complete: boolean } {
  const bindings: Binding[] = [];
  let complete = true;
  gateways.forEach((name, index) => {
    const found = name === MESH_GATEWAY ? undefined : mesh.gatewayRegistry.resolve(name, namespace);
    if (found?.answer === 'yes') {
      bindings.push({ gateway: found.value, index, hosts: hostsServedTo(found.value, namespace) });
    } else if (found) {
      complete = false;
    }
  });
  return { bindings, complete };
}

/**
 * The hosts that are wrong themselves. Several hosts that are all unserved and like none of the gateway's are no slips: then the
 * gateway is the wrong one, and that is said once, at its name.
 */
function misspelt(mesh: MeshModel, virtualService: VirtualService, unserved: readonly string[], bindings: readonly Binding[]): Miss[] {
  const candidates = [...new Set(bindings.flatMap(({ hosts }) => hosts))];
  const misses: Miss[] = [];
  for (const host of unserved) {
    const nearest = nearestName(host, candidates);
    if (!isForGateways(mesh, virtualService, host, nearest)) {
      continue;
    }
    const names = bindings.map(({ gateway }) => `${gateway.namespace}/${gateway.name}`);
    misses.push({
      manifest: virtualService.manifest,
      path: ['spec', 'hosts', virtualService.hosts.indexOf(host)],
      wanted: host,
      nearest,
      problem: {
        message: names.length === 1
          ? `Host "${host}" is not served by Gateway ${names[0]}, which serves ${quotedList(candidates)}.`
          : `Host "${host}" is served by none of the gateways ${quotedList(names)}, which serve ${quotedList(candidates)}.`,
        fix: didYouMean(nearest, nearest === undefined ? `Add "${host}" to a server of Gateway ${names[0]}, or correct the host` : undefined),
        found: host,
        nearest,
      },
    });
  }
  const scoped = bindings.some(({ gateway }) => gateway.served.some(({ host }) => virtualService.hosts.some(own => hostsOverlap(own, host))));
  const allUnlike = misses.length === virtualService.hosts.length && misses.every(({ nearest }) => nearest === undefined);
  return allUnlike && (misses.length > 1 || scoped) ? [] : misses;
}

/** True for a host that only a gateway can serve. On the mesh, sidecars serve the hosts of services. */
function isForGateways(mesh: MeshModel, { isOnMesh, namespace, visibility }: VirtualService, host: string, nearest: string | undefined): boolean {
  const answer = isOnMesh ? mesh.hostRegistry.resolve(host, namespace, visibility.namespaces).answer : 'no';
  return answer === 'no' || (answer === 'cannot tell' && nearest !== undefined && isClearSlip(host, nearest));
}

function servesNothing({ manifest, hosts, gateways, namespace }: VirtualService, { gateway, index, hosts: served }: Binding, report: Report): void {
  const name = `${gateway.namespace}/${gateway.name}`;
  const hidden = gateway.served.find(({ host }) => hosts.some(own => hostsOverlap(own, host)));
  report.problem(manifest, ['spec', 'gateways', index], hidden ? {
    message: `Gateway ${name} serves "${hidden.host}" only to VirtualServices of namespace "${hidden.scope}", not of "${namespace}".`,
    fix: `Move the VirtualService to namespace "${hidden.scope}", or let the Gateway serve "${namespace}/${hidden.host}" or "*/${hidden.host}".`,
    found: gateways[index],
  } : {
    message: `Gateway ${name} serves none of the hosts ${quotedList(hosts)}; it serves ${served.length > 0 ? quotedList(served) : 'nothing to this namespace'}.`,
    fix: 'Name the gateway that serves these hosts, or add one of them to a server of this one.',
    found: gateways[index],
  });
}

function overlaps(mesh: MeshModel, { namespace }: VirtualService, host: string, served: string): boolean {
  return hostsOverlap(host.toLowerCase(), served) || hostsOverlap(host, served)
    || (!host.includes('.') && hostsOverlap(mesh.hostRegistry.complete(host, namespace), served));
}

/** The gateway's host that nobody asks for, while several ask for one beside it. */
function declarationOf(mesh: MeshModel, { wanted, nearest }: Miss): Declaration | undefined {
  for (const gateway of mesh.gateways) {
    const served = gateway.served.find(({ host }) => host === nearest);
    if (served && nearest !== undefined) {
      return {
        manifest: gateway.manifest,
        path: served.path,
        what: `Host "${nearest}" of Gateway ${gateway.namespace}/${gateway.name}`,
        written: nearest,
        meant: wanted,
      };
    }
  }
  return undefined;
}

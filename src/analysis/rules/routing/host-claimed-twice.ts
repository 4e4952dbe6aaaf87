import { CODES } from '../../../kernel/codes';
import { byCodePoint } from '../../../kernel/order';
import { completeHost } from '../../../model/hosts';
import { MeshModel } from '../../../model/mesh';
import { claimedPlaces } from '../../../model/virtual-service-claims';
import { MESH_GATEWAY, VirtualService } from '../../../model/virtual-services';
import { defineRule, Report } from '../../rule';

/** Two VirtualServices answer for one host, and only their age decides between them. */
export const hostClaimedTwice = defineRule({
  code: CODES.HOST_CLAIMED_TWICE,
  name: 'host-claimed-twice',
  severity: 'error',
  reads: ['VirtualService'],
  equals: ['IST0109', 'KIA1106'],
  summary: 'Two VirtualServices route one host for the same sidecars, or catch all requests to one host at the same gateway.',
  why: 'Sidecars use the older one and ignore the other; gateways merge them, and of two routes that catch everything the older one wins. '
    + 'Applied to a new cluster, the same files may work the other way round.',
  fix: 'Put the routes into one VirtualService (HostRoutes does that for several teams), or give each of them hosts of its own.',
  cannotTell: 'the question does not come up: what others apply elsewhere is not looked for.',
  examples: {
    bad: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - route:
        - destination: { host: cart }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart-timeouts, namespace: shop }
spec:
  hosts: [cart.shop.svc.cluster.local] # the same host, written in full
  http:
    - timeout: 3s
      route:
        - destination: { host: cart }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
`,
    good: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - route:
        - destination: { host: cart }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart-of-tests, namespace: tests }
spec:
  hosts: [cart.shop.svc.cluster.local]
  exportTo: [.] # callers in tests use this one, whatever its age
  http:
    - timeout: 30s
      route:
        - destination: { host: cart.shop.svc.cluster.local }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const claims = new Map<string, Claim[]>();
    for (const virtualService of mesh.virtualServices) {
      virtualService.hosts.forEach((host, index) => {
        const full = completeHost(host, virtualService.namespace, mesh.clusterDomain).toLowerCase();
        for (const place of claimedPlaces(virtualService)) {
          const key = `${place} ${full}`;
          const there = claims.get(key);
          if (there) {
            there.push({ virtualService, index });
          } else {
            claims.set(key, [{ virtualService, index }]);
          }
        }
      });
    }
    reportTwice(claims, report);
  },
});

/** A host of a VirtualService, by its index. */
interface Claim {
  readonly virtualService: VirtualService;
  readonly index: number;
}

/** One finding for each VirtualService but the first by name, at its first host that is claimed twice. */
function reportTwice(claims: ReadonlyMap<string, readonly Claim[]>, report: Report): void {
  const reported = new Set<VirtualService>();
  for (const [key, all] of claims) {
    // Two objects of one name are one mistake, which the check of identities reports.
    const members = [...new Map(all.map(({ virtualService }) => [nameOf(virtualService), virtualService])).values()];
    if (members.length < 2) {
      continue;
    }
    const [first, ...others] = members.sort((a, b) => byCodePoint(nameOf(a), nameOf(b)));
    for (const virtualService of others) {
      if (reported.has(virtualService)) {
        continue;
      }
      reported.add(virtualService);
      const { index } = all.find(claim => claim.virtualService === virtualService)!;
      const host = virtualService.hosts[index];
      const isMesh = key.startsWith(`${MESH_GATEWAY} `);
      report.problem(virtualService.manifest, ['spec', 'hosts', index], {
        message: isMesh
          ? `Host "${host}" is routed by VirtualService ${nameOf(first)} too, for the same sidecars.`
          : `All requests to host "${host}" are caught by VirtualService ${nameOf(first)} too, at gateway ${key.split(' ')[0]}.`,
        fix: `Put its routes into VirtualService ${nameOf(first)}, or give it a host of its own. HostRoutes merges the routes of several teams.`,
        found: host,
      });
    }
  }
}

function nameOf({ namespace, name }: VirtualService): string {
  return `${namespace}/${name}`;
}

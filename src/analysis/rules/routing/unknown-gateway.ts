import { CODES } from '../../../kernel/codes';
import { completeGatewayName } from '../../../model/gateways';
import { MeshModel } from '../../../model/mesh';
import { MESH_GATEWAY } from '../../../model/virtual-services';
import { Declaration, Miss, reportMisses } from '../../root-cause';
import { defineRule, Report } from '../../rule';
import { didYouMean } from '../../words';

/** A VirtualService names a gateway that does not exist. */
export const unknownGateway = defineRule({
  code: CODES.UNKNOWN_GATEWAY,
  name: 'unknown-gateway',
  severity: 'error',
  reads: ['VirtualService', 'Gateway', 'Service'],
  equals: ['IST0101', 'KIA1102'],
  summary: 'A VirtualService, or a match in it, names a gateway that does not exist.',
  why: 'Its routes are attached to nothing: requests that arrive at the gateway are answered with 404.',
  fix: 'Correct the name. A name without a slash is looked up in the namespace of the VirtualService; elsewhere it is `namespace/name`.',
  cannotTell: 'no Service of that namespace is emitted, so its gateways may be deployed by others. '
    + 'A name one letter away from a gateway that exists is an error all the same.',
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
  hosts: [shop.example.com]
  gateways: [publik] # the Gateway is called public
  http:
    - route:
        - destination: { host: cart }
`,
    good: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: istio-ingress }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }
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
  hosts: [shop.example.com, cart]
  gateways: [istio-ingress/public, mesh]
  http:
    - route:
        - destination: { host: cart }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const misses: Miss[] = [];
    for (const virtualService of mesh.virtualServices) {
      const { manifest, namespace } = virtualService;
      for (const { name, path } of virtualService.gatewayReferences()) {
        if (name === MESH_GATEWAY) {
          continue;
        }
        const found = mesh.gatewayRegistry.resolve(name, namespace);
        if (found.answer === 'cannot tell') {
          report.undecided(manifest, path, found.because);
        } else if (found.answer === 'no') {
          misses.push({
            manifest,
            path,
            wanted: completeGatewayName(name, namespace),
            nearest: found.nearestKey,
            problem: {
              message: `Gateway "${name}" does not exist: ${found.because}.`,
              fix: didYouMean(found.nearest, found.nearest === undefined ? 'Correct the name, or emit the Gateway' : undefined),
              found: name,
              nearest: found.nearest,
            },
          });
        }
      }
    }
    reportMisses(report, misses, () => askedGateways(mesh), miss => declarationOf(mesh, miss));
  },
});

/** Every gateway that somebody names, in its full form. */
function* askedGateways({ virtualServices }: MeshModel): Iterable<string> {
  for (const virtualService of virtualServices) {
    for (const { name } of virtualService.gatewayReferences()) {
      yield completeGatewayName(name, virtualService.namespace);
    }
  }
}

/** The Gateway that is called otherwise than those who use it think. */
function declarationOf(mesh: MeshModel, { wanted, nearest }: Miss): Declaration | undefined {
  const gateway = nearest === undefined ? undefined : mesh.gatewayRegistry.find(nearest);
  const [namespace, meant] = wanted.split('/', 2);
  return gateway && gateway.namespace === namespace
    ? { manifest: gateway.manifest, path: ['metadata', 'name'], what: `Gateway "${gateway.name}"`, written: gateway.name, meant }
    : undefined;
}

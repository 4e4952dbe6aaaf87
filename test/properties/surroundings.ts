import { Chart } from 'cdk8s';
import { Surroundings } from './plan';
import { Gateway, MeshService } from '../../src';

const HTTP = { name: 'http', number: 8080, targetPort: 8081 };
const PORTS = [[HTTP], [HTTP, { name: 'grpc', number: 9090 }], [HTTP, { name: 'tls', number: 8443 }]];

/** Three services of the namespace, one that is known by its host only, and gateways by name. */
export function surroundings(chart: Chart, namespace: string): Surroundings {
  const services = new Map<number, MeshService>();
  const gateways = new Map<number, unknown>();
  const service = (index: number) => once(services, index, () => index === 3
    ? MeshService.fromHost(chart, 'Foreign', 'payments.billing.svc.cluster.local') as MeshService
    : new MeshService(chart, `Service${index}`, {
      name: ['cart', 'checkout', 'web'][index],
      namespace,
      ports: PORTS[index],
      selector: { app: ['cart', 'checkout', 'web'][index] },
      serviceAccount: ['cart', 'checkout', 'web'][index],
    }));
  return {
    scope: chart,
    namespace,
    service,
    gateway: index => once(gateways, index, () => index === 2 ? Gateway.MESH : Gateway.fromName(chart, `Gateway${index}`, ['team/edge', 'istio-ingress/public'][index])),
  };
}

function once<T>(made: Map<number, T>, index: number, make: () => T): T {
  const there = made.get(index);
  if (there !== undefined) {
    return there;
  }
  const value = make();
  made.set(index, value);
  return value;
}

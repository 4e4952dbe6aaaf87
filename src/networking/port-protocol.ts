import { PortProtocol } from './service-entry-port';
import { ServicePort } from './service-port';

/** Ports of protocols in which the server speaks first, so that Istio does not wait for the client to say what it speaks. */
const SERVER_SPEAKS_FIRST: readonly number[] = [25, 53, 3306, 27017];

/** What Kubernetes itself calls some protocols in `appProtocol`. */
const KUBERNETES_NAMES: Readonly<Record<string, PortProtocol>> = {
  'kubernetes.io/h2c': PortProtocol.HTTP2,
  'kubernetes.io/ws': PortProtocol.HTTP,
  'kubernetes.io/wss': PortProtocol.HTTPS,
};

const BY_NAME = new Map<string, PortProtocol>(Object.values(PortProtocol).map(protocol => [protocol.toLowerCase(), protocol]));

/**
 * What Istio takes a port of a Service for: `appProtocol`, else the part of the name before the first dash. Undefined where neither says it;
 * Istio then looks at the traffic. (`pkg/config/kube/conversion.go`)
 */
export function protocolOf({ name, appProtocol, number }: ServicePort): PortProtocol | undefined {
  const kubernetes = appProtocol === undefined ? undefined : KUBERNETES_NAMES[appProtocol];
  const said = (appProtocol ?? name ?? '').toLowerCase();
  const word = said.startsWith('grpc-web') ? 'grpc-web' : said.split('-', 1)[0];
  return kubernetes ?? BY_NAME.get(word) ?? (SERVER_SPEAKS_FIRST.includes(number) ? PortProtocol.TCP : undefined);
}

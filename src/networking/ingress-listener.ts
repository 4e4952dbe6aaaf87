import { ConnectionPool, renderConnectionPool } from './connection-pool';
import { defined } from './field-checks';
import { IngressEndpoint } from './ingress-endpoint';
import { ServerTls } from './server-tls';
import { HTTP_LIKE, TLS_LIKE } from './service-entry-port';
import { bindAddress, CaptureMode, renderSidecarPort, SidecarPort } from './sidecar-port';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * A port at which a workload takes requests. Istio field `spec.ingress[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener
 */
export interface IngressListener {
  /** The port, its number unique among the listeners (MESH0008). Istio field `ingress[].port`. */
  readonly port: SidecarPort;
  /**
   * IP address to listen at (MESH0001). Istio field `ingress[].bind`.
   * @default - the address of the workload
   */
  readonly bind?: string;
  /**
   * How connections get to the listener. Istio field `ingress[].captureMode`.
   * @default CaptureMode.DEFAULT
   */
  readonly captureMode?: CaptureMode;
  /**
   * Where connections are handed to the workload. Istio field `ingress[].defaultEndpoint`.
   * @default - the same port of the workload
   */
  readonly defaultEndpoint?: IngressEndpoint;
  /**
   * TLS of callers from outside the mesh, with certificates from files, on a port with the protocol HTTPS or TLS (MESH0002). Callers of the
   * mesh need none. Istio field `ingress[].tls`.
   * @default - none
   */
  readonly tls?: ServerTls;
  /**
   * Limits of the connections to this port, field by field instead of `inboundConnectionPool`; HTTP limits with an HTTP protocol only
   * (MESH0002). Istio field `ingress[].connectionPool`.
   * @default - `inboundConnectionPool` of the Sidecar
   */
  readonly connectionPool?: ConnectionPool;
}

/** Renders and checks a listener for incoming connections. */
export function renderIngressListener(listener: IngressListener, where: string): object {
  const { port, bind, captureMode, defaultEndpoint, tls, connectionPool } = listener;
  if (connectionPool?.http && !HTTP_LIKE.includes(port.protocol)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `HTTP limits on a port with the protocol ${port.protocol ?? 'unset'}`,
      where: `${where}.connectionPool`,
      why: 'they would not apply',
      fix: 'say protocol: PortProtocol.HTTP, HTTP2 or GRPC, or leave the HTTP limits out',
    });
  }
  return defined({
    port: renderSidecarPort(port, `${where}.port`),
    bind: bindAddress(bind, `${where}.bind`),
    captureMode,
    defaultEndpoint: defaultEndpoint?._render(),
    tls: tls && ingressTls(tls, port, `${where}.tls`),
    connectionPool: connectionPool && renderConnectionPool(connectionPool, `${where}.connectionPool`),
  });
}

/** What a Gateway can do and a sidecar cannot. */
const GATEWAY_ONLY = ['credentialName', 'credentialNames', 'caCertCredentialName', 'tlsCertificates', 'subjectAltNames'] as const;
const GATEWAY_MODES: readonly unknown[] = ['ISTIO_MUTUAL', 'AUTO_PASSTHROUGH'];

function ingressTls(tls: ServerTls, { protocol }: SidecarPort, where: string): object {
  const rendered = tls._render() as Record<string, unknown>;
  const field = GATEWAY_ONLY.find(each => rendered[each] !== undefined);
  const fault = GATEWAY_MODES.includes(rendered.mode) ? `the mode ${rendered.mode}` : field ?? (TLS_LIKE.includes(protocol) ? undefined : `TLS on a port with the protocol ${protocol ?? 'unset'}`);
  if (fault) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${fault} at a sidecar`,
      where,
      why: 'Istio refuses it: a sidecar terminates TLS with one certificate from files, on a port that says HTTPS or TLS',
      fix: 'use ServerTls.simpleWith(ServerCertificates.files({…})) or mutualWith, and protocol: PortProtocol.HTTPS',
    });
  }
  return rendered;
}

import { Construct } from 'constructs';
import { checkCertificates } from './https-certificates';
import { StrictTransportSecurity, strictTransportSecurityHeader } from './strict-transport-security';
import { EnvoyFilter } from '../extensions/envoy-filter';
import { EnvoyPatch } from '../extensions/envoy-patch';
import { EnvoyPatchOperation } from '../extensions/envoy-patch-operation';
import { EnvoyPatchContext } from '../extensions/envoy-proxy-match';
import { memberOf } from '../networking/field-checks';
import { Gateway } from '../networking/gateway';
import { Server } from '../networking/server';
import { ServerCertificates } from '../networking/server-certificates';
import { ServerTls } from '../networking/server-tls';
import { TlsVersion } from '../networking/tls-version';
import { PolicyTarget } from '../security/policy-target';

/** The oldest version of TLS that clients may speak. */
export enum TlsFloor {
  /** TLS 1.2 and newer: every browser of the last ten years. */
  TLS_1_2 = 'TLSV1_2',
  /** TLS 1.3 only. */
  TLS_1_3 = 'TLSV1_3',
}

/** A certificate and the hosts it is for. */
export interface HttpsCertificate {
  /**
   * All hosts that are served with the certificate: names and wildcards, at least one (MESH0001), with a namespace before a slash to take
   * VirtualServices of that namespace only. No host lies within one of another certificate (MESH0008).
   */
  readonly hosts: string[];
  /** Where the certificate is; each source once (MESH0008). */
  readonly certificate: ServerCertificates;
}

/** Props of a gateway for HTTPS. */
export interface HttpsGatewayProps {
  /** Certificates with their hosts, at least one (MESH0001). Each gets a server of its own. */
  readonly certificates: HttpsCertificate[];
  /**
   * `metadata.name` of the Gateway.
   * @default - the construct ids below the chart in kebab-case: `Public` becomes `public`
   */
  readonly name?: string;
  /**
   * Namespace of the Gateway. With `strictTransportSecurity` it must be that of the gateway workload, as for the Secrets of the certificates.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * Labels of the gateway workload; at least one (MESH0011).
   * @default - `{ istio: 'ingressgateway' }`
   */
  readonly selector?: { [key: string]: string };
  /**
   * The oldest version of TLS that clients may speak. Istio field `tls.minProtocolVersion`.
   * @default TlsFloor.TLS_1_2
   */
  readonly tlsFloor?: TlsFloor;
  /**
   * Whether plain-text requests are redirected (301) to https. Without it nothing listens to plain text.
   * @default true
   */
  readonly redirectFromHttp?: boolean;
  /**
   * Port of the gateway's Service for plain text, 1–65535. Where clients come to another port than 80 the redirect still leads to 443.
   * @default 80
   */
  readonly httpPort?: number;
  /**
   * Port of the gateway's Service for TLS, 1–65535.
   * @default 443
   */
  readonly httpsPort?: number;
  /**
   * Tells browsers to use https only from the first answer on: the header `Strict-Transport-Security` on every answer of a route. Needs an
   * EnvoyFilter, of which Istio's webhook warns.
   * @default - the header is left to the services
   */
  readonly strictTransportSecurity?: StrictTransportSecurity;
}

/**
 * A gateway for HTTPS: each certificate with its hosts, plain text redirected, nothing below a floor of TLS.
 *
 * Emits a Gateway with one server per certificate and one that redirects; with `strictTransportSecurity` an EnvoyFilter. Routes come from
 * VirtualServices, `HttpService`, `PublicApi` or `HostRoutes`, which take `gateway`.
 *
 * Promise: a host is served with its own certificate and no other, so that browsers that reuse a connection for all hosts of a certificate
 * find them all there; a plain-text request for any of the hosts is answered by a redirect to https; clients below the TLS floor are turned away.
 */
export class HttpsGateway extends Construct {
  /** The Gateway, for the `gateways` of routes. */
  public readonly gateway: Gateway;
  /** Adds the header `Strict-Transport-Security`. Undefined without it. */
  public readonly strictTransportSecurity?: EnvoyFilter;

  constructor(scope: Construct, id: string, props: HttpsGatewayProps) {
    super(scope, id);
    const { certificates, name, namespace, selector, httpPort = 80, httpsPort = 443 } = props;
    checkCertificates(certificates, `HttpsGateway (construct ${this.node.path})`);
    this.gateway = new Gateway(this, 'Resource', { name, namespace, selector });
    if (props.redirectFromHttp ?? true) {
      this.gateway.addServer(Server.httpsRedirect(certificates.flatMap(({ hosts }) => hosts), { port: httpPort }));
    }
    const floor = memberOf(props.tlsFloor, TlsFloor, 'TlsFloor', `HttpsGateway (construct ${this.node.path}), tlsFloor`);
    const minProtocolVersion = floor === TlsFloor.TLS_1_3 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
    for (const { hosts, certificate } of certificates) {
      this.gateway.addServer(Server.https(hosts, ServerTls.simpleWith(certificate, { minProtocolVersion }), { port: httpsPort }));
    }
    if (props.strictTransportSecurity) {
      this.strictTransportSecurity = this.addStrictTransportSecurity(strictTransportSecurityHeader(props.strictTransportSecurity), httpsPort);
    }
  }

  private addStrictTransportSecurity(value: string, portNumber: number): EnvoyFilter {
    const header = { header: { key: 'strict-transport-security', value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' };
    return new EnvoyFilter(this, 'StrictTransportSecurity', {
      name: `${this.gateway.name}-strict-transport-security`,
      namespace: this.gateway.namespaceName,
      target: PolicyTarget.labels(this.gateway.selector),
      configPatches: [EnvoyPatch.routeConfiguration(EnvoyPatchOperation.merge({ response_headers_to_add: [header] }), {
        context: EnvoyPatchContext.GATEWAY, gateway: this.gateway.gatewayReference, portNumber,
      })],
    });
  }
}

import { Construct } from 'constructs';
import { addGatewaySecret, GatewaySecretProps } from './gateway-secret';

/**
 * The Secret with the certificate of a gateway, as a SealedSecret or an ExternalSecret: type `kubernetes.io/tls`, keys `tls.crt` and `tls.key`,
 * and if you want them `ca.crt` and `ca.crl` (the CA for clients of mutual TLS) and `tls.ocsp-staple`.
 *
 * It gets the name by which the gateway asks for it, and lies in the namespace of the gateway *workload*.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/
 */
export class GatewayTlsSecret extends Construct {
  /** Name of the Secret. */
  public readonly secretName: string;

  constructor(scope: Construct, id: string, props: GatewaySecretProps) {
    super(scope, id);
    this.secretName = addGatewaySecret(this, {
      title: 'GatewayTlsSecret',
      type: 'kubernetes.io/tls',
      required: ['tls.crt', 'tls.key'],
      optional: ['ca.crt', 'ca.crl', 'tls.ocsp-staple'],
      forClients: false,
    }, props);
  }
}

/**
 * The Secret with the CA certificates for the clients of a gateway with mutual TLS, as a SealedSecret or an ExternalSecret: key `ca.crt`, and
 * `ca.crl` if you want it. For CAs that live apart from the server's certificate; otherwise put `ca.crt` into the `GatewayTlsSecret`.
 *
 * Its name is the `caCertCredentialName` of the gateway's server, or that of the certificate and `-cacert`. It lies in the namespace of the gateway
 * *workload*.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#configure-a-mutual-tls-ingress-gateway
 */
export class GatewayCaSecret extends Construct {
  /** Name of the Secret. */
  public readonly secretName: string;

  constructor(scope: Construct, id: string, props: GatewaySecretProps) {
    super(scope, id);
    this.secretName = addGatewaySecret(this, {
      title: 'GatewayCaSecret',
      type: 'Opaque',
      required: ['ca.crt'],
      optional: ['ca.crl'],
      forClients: true,
    }, props);
  }
}

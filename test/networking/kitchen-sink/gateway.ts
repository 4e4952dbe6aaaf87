import { Construct } from 'constructs';
import { CipherSuite } from '../../../src/networking/cipher-suite';
import { Gateway } from '../../../src/networking/gateway';
import { IstioObject } from '../../../src/networking/istio-object';
import { Server, TcpServerProtocol } from '../../../src/networking/server';
import { ServerCertificates } from '../../../src/networking/server-certificates';
import { ServerTls } from '../../../src/networking/server-tls';
import { TlsVersion } from '../../../src/networking/tls-version';

/** Schema paths of Gateway (`spec.` left out, `[]` for list items, `{}` for map values) that no prop reaches, and why. */
export const EXCEPTIONS: Record<string, string> = {
  'servers[].defaultEndpoint': 'not implemented by Istio',
  'servers[].port.targetPort': 'no effect; the webhook refuses it',
};

/** Gateways that together reach every schema path but the exceptions. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const restrictions = {
    minProtocolVersion: TlsVersion.TLS_1_2,
    maxProtocolVersion: TlsVersion.TLS_1_3,
    cipherSuites: [CipherSuite.ECDHE_ECDSA_AES128_GCM_SHA256, CipherSuite.of('ECDHE-RSA-AES128-GCM-SHA256')],
  };
  const pair = { serverCertificate: '/etc/tls/tls.crt', privateKey: '/etc/tls/tls.key' };
  return [new Gateway(scope, 'SinkEdge', {
    selector: { app: 'edge' },
    servers: [
      Server.http(['*'], { port: 8080, portName: 'plain', name: 'plain', bind: '0.0.0.0' }),
      Server.httpsRedirect(['shop.example.com']),
      Server.https(['shop.example.com'], ServerTls.simple('shop-tls', restrictions)),
      Server.https(['two.example.com'], ServerTls.simpleWith(ServerCertificates.secrets('rsa', 'ecdsa'))),
      Server.https(['mutual.example.com'], ServerTls.mutual('mutual-tls', {
        caCertCredentialName: 'clients',
        subjectAltNames: ['spiffe://partner/client'],
        verifyCertificateSpki: ['NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A='],
        verifyCertificateHash: ['df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a'],
        insecureSkipVerify: true,
      })),
      Server.https(['files.example.com'], ServerTls.optionalMutualWith(ServerCertificates.files(pair), {
        caCertificates: '/etc/tls/ca.crt',
        caCrl: '/etc/tls/ca.crl',
      })),
      Server.https(['pairs.example.com'], ServerTls.mutualWith(
        ServerCertificates.filePairs({ ...pair, caCertificates: '/etc/tls/ca.crt' }, pair),
        { caCertificates: '/etc/tls/ca.crt' },
      )),
      ...Object.values(TlsVersion).flatMap((version, i) => [
        Server.https([`least-${i}.example.com`], ServerTls.simple('shop-tls', { minProtocolVersion: version, cipherSuites: restrictions.cipherSuites })),
        Server.https([`newest-${i}.example.com`], ServerTls.simple('shop-tls', { maxProtocolVersion: version, cipherSuites: restrictions.cipherSuites })),
      ]),
      Server.tls(['mesh.example.com'], ServerTls.istioMutual(), { port: 15444 }),
      Server.passthrough(['shop/raw.example.com'], { port: 8443 }),
      Server.autoPassthrough(['*.local']),
      Server.tcp(['*'], 27017, { protocol: TcpServerProtocol.MONGO }),
    ],
  })];
}

import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  Fleet, Gateway, HttpService, HttpWorkload, JwtKeys, JwtLogin, MeshNamespace, MeshService, PolicyTarget, RequestAuthentication, Server, ServerTls,
} from '../../src';
import { LAB_ISSUER, LAB_JWKS } from '../pattern-story';

/** What the issuer signs with since it changed its key; tokens from before name the same key. */
const NEW_KEY = '{"keys":[{"kty":"EC","crv":"P-256","kid":"lab","alg":"ES256","use":"sig","x":"T0UOH0XTXY2Wqsoxe0RE0mnI84H6DL9xbVDQOYcuqu0","y":"2XtVKAWAMOZTnSCOSiWlu-Q2CHvltDCbnHQ5_Uy8gCM"}]}';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');
const issuers = [{ issuer: LAB_ISSUER, audiences: ['shop'], keys: JwtKeys.inline(LAB_JWKS) }];

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshNamespace(edge, 'Namespace', { name: 'istio-ingress' });
const ingress = new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))],
});
new JwtLogin(edge, 'Login', {
  workload: HttpWorkload.gateway(ingress),
  issuers,
  publicPaths: ['/', '/health', '/assets/*'],
  allowPreflights: true,
  forwardToken: true,
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const service = (name: string): MeshService => new MeshService(shop, name, {
  name,
  ports: [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'tcp-replica', number: 7000 }],
  selector: { app: name },
  serviceAccount: name,
});
const batch = service('batch');
const account = service('account');
new HttpService(shop, 'AccountRouting', { service: account, port: 'http', hosts: ['shop.example.com'], gateways: [gateway] });
account.connections.allowFromGateway(ingress);
account.connections.allowFrom(batch);
new JwtLogin(shop, 'AccountLogin', {
  workload: HttpWorkload.service(account),
  issuers,
  claims: [{ claim: 'groups', values: ['customers', 'staff'] }],
  publicPaths: ['/health', '/assets/*'],
  claimHeaders: [{ header: 'x-user', claim: 'sub' }],
});
// What others configure for the same pods counts too: here the platform takes tokens of the issuer for whatever application.
new RequestAuthentication(shop, 'Platform', {
  name: 'platform', target: PolicyTarget.service(account), jwtRules: [{ issuer: LAB_ISSUER, keys: JwtKeys.inline(LAB_JWKS) }],
});
const vault = service('vault');
new JwtLogin(shop, 'VaultLogin', {
  workload: HttpWorkload.service(vault), issuers: [{ issuer: LAB_ISSUER, audiences: ['shop'], keys: JwtKeys.inline(NEW_KEY) }], publicPaths: ['/health'],
});

fleet.synth();

import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  CanaryRelease, Environment, EnvironmentValues, Gateway, HttpService, MeshNamespace, MeshService, Server, ServerTls, TrafficOwner,
} from '../../src';

/** The mesh of a shop: a page whose image is bumped, and a cart whose versions Argo Rollouts moves. */
export function addShop(environment: Environment, values: EnvironmentValues, host: string): void {
  const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
  new MeshService(edge, 'Ingress', {
    name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
  });
  const gateway = new Gateway(edge, 'Public', {
    name: 'public', selector: { istio: 'ingressgateway' }, servers: [Server.https([host], ServerTls.simple('shop-tls'))],
  });

  const web = new Chart(environment, 'web', { namespace: 'web' });
  new MeshNamespace(web, 'Namespace', { name: 'web' });
  new HttpService(web, 'Pages', { service: addWeb(web, values.text('web.image')), hosts: [host], gateways: [gateway] });

  const cart = new Chart(environment, 'cart', { namespace: 'cart' });
  new MeshNamespace(cart, 'Namespace', { name: 'cart' });
  new CanaryRelease(cart, 'Release', {
    service: new MeshService(cart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart' }),
    owner: TrafficOwner.argoRollouts(),
    timeout: Duration.seconds(2),
  });
}

/** The page, with the image that `config/<environment>.yaml` names. */
function addWeb(scope: Chart, image: string): MeshService {
  const labels = { app: 'web', version: 'v1' };
  const account = new kplus.ServiceAccount(scope, 'WebAccount', { metadata: { name: 'web' } });
  const deployment = new kplus.Deployment(scope, 'WebDeployment', {
    metadata: { name: 'web', labels }, podMetadata: { labels }, select: false, serviceAccount: account, replicas: 2, containers: [{ image, portNumber: 8080 }],
  });
  deployment.select(kplus.LabelSelector.of({ labels }));
  const service = new kplus.Service(scope, 'WebService', { metadata: { name: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
  service.selectLabel('app', 'web');
  return MeshService.fromService(scope, 'Web', service, { selector: { app: 'web' }, serviceAccount: 'web' });
}

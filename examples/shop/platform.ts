import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Gateway, MeshNamespace, MeshService, Server, ServerTls } from '../../src';

/** What the platform team owns: the namespace of the ingress gateway, its workload, and the public Gateway. */
export class PlatformChart extends Chart {
  /** The workload of the ingress gateway: policies admit it by its identity. */
  public readonly ingress: MeshService;

  constructor(scope: Construct, id: string, domain: string) {
    super(scope, id, { namespace: 'istio-ingress' });
    new MeshNamespace(this, 'Ingress', { name: 'istio-ingress' });

    const selector = { istio: 'ingressgateway' };
    const labels = { ...selector, app: 'ingressgateway', version: 'v1' };
    const account = new kplus.ServiceAccount(this, 'Account', { metadata: { name: 'ingressgateway' } });
    const deployment = new kplus.Deployment(this, 'Workload', {
      metadata: { name: 'ingressgateway', labels },
      podMetadata: { labels, annotations: { 'inject.istio.io/templates': 'gateway' } },
      select: false,
      serviceAccount: account,
      containers: [{ name: 'istio-proxy', image: 'auto', portNumber: 8443 }],
    });
    deployment.select(kplus.LabelSelector.of({ labels }));
    const service = new kplus.Service(this, 'Service', {
      metadata: { name: 'ingressgateway' },
      type: kplus.ServiceType.LOAD_BALANCER,
      ports: [{ name: 'http2', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }],
    });
    service.selectLabel('istio', 'ingressgateway');
    this.ingress = MeshService.fromService(this, 'IngressGateway', service, { selector, serviceAccount: 'ingressgateway' });

    new Gateway(this, 'Public', {
      name: 'public',
      selector,
      servers: [
        Server.httpsRedirect([domain, `*.${domain}`]),
        Server.https([domain, `*.${domain}`], ServerTls.simple('shop-tls')),
      ],
    });
  }
}

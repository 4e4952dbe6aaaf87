import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Gateway, MeshNamespace, Server } from '../../src';

/** The ingress gateway, as the platform team owns it. */
export class EdgeChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'istio-ingress' });
    new MeshNamespace(this, 'Namespace', { name: 'istio-ingress' });
    const selector = { istio: 'ingressgateway' };
    const labels = { ...selector, app: 'ingressgateway', version: 'v1' };
    const deployment = new kplus.Deployment(this, 'Workload', {
      metadata: { name: 'ingressgateway', labels },
      podMetadata: { labels, annotations: { 'inject.istio.io/templates': 'gateway' } },
      select: false,
      replicas: 1,
      containers: [{ name: 'istio-proxy', image: 'auto', portNumber: 8080 }],
    });
    deployment.select(kplus.LabelSelector.of({ labels }));
    const service = new kplus.Service(this, 'Service', {
      metadata: { name: 'ingressgateway' }, type: kplus.ServiceType.LOAD_BALANCER, ports: [{ name: 'http2', port: 80, targetPort: 8080 }],
    });
    service.selectLabel('istio', 'ingressgateway');
    new Gateway(this, 'BookinfoGateway', { selector, servers: [Server.http(['bookinfo.example.com'])] });
  }
}

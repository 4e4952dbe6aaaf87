import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { EgressGateway, Gateway, HttpsGateway, MeshService, ServerCertificates } from '../../src';

/** `base/gateways`: the workloads come with Istio's Helm charts; here is what they serve. */
export class GatewaysChart extends Chart {
  /** The workload of the ingress gateway. */
  public readonly ingress: MeshService;
  /** The gateway through which calls leave the mesh. Its servers are emitted with the services outside that use it. */
  public readonly egress: EgressGateway;
  /** The servers of the ingress gateway. */
  public readonly mainGateway: Gateway;

  constructor(scope: Construct, id: string, props: ChartProps, domain: string) {
    super(scope, id, { ...props, namespace: 'istio-system' });
    this.ingress = new MeshService(this, 'Ingress', {
      name: 'istio-ingressgateway',
      ports: [{ name: 'http2', number: 80, targetPort: 8080 }, { name: 'https', number: 443, targetPort: 8443 }],
      selector: { istio: 'ingressgateway' },
      serviceAccount: 'istio-ingressgateway',
    });
    this.egress = EgressGateway.fromGateway(new MeshService(this, 'Egress', {
      name: 'istio-egressgateway',
      ports: [{ name: 'https', number: 443, targetPort: 8443 }],
      selector: { istio: 'egressgateway' },
      serviceAccount: 'istio-egressgateway',
    }));
    const certificates = [{ hosts: [`*.${domain}`], certificate: ServerCertificates.secret('istio-gateway-tls') }];
    this.mainGateway = new HttpsGateway(this, 'MainGateway', { name: 'main-gateway', selector: { istio: 'ingressgateway' }, certificates }).gateway;
  }
}

import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewaysChart } from './gateways';
import { ServicesChart } from './services';
import {
  EgressPort, ExternalService, Findings, Gateway, H2UpgradePolicy, HttpAction, HttpService, LoadBalancer, MeshService, SimpleLoadBalancer,
  TrafficSplit, VirtualService,
} from '../../src';

/** `applications/frontend`: the routes of the frontend, its beta site, and the service outside that it calls. */
export class FrontendChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, domain: string, { frontend }: ServicesChart, { ingress, egress }: GatewaysChart) {
    super(scope, id, { ...props, namespace: 'default' });
    // The gateway and the API belong to other teams: they are named, as in the guide.
    const gateway = Gateway.fromName(this, 'Gateway', 'istio-system/main-gateway');
    const api = MeshService.fromHost(this, 'Api', 'api-service.default.svc.cluster.local');

    new HttpService(this, 'Frontend', {
      service: frontend,
      hosts: [`frontend.${domain}`],
      gateways: [gateway],
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 100 }, http: { h2UpgradePolicy: H2UpgradePolicy.UPGRADE } },
        loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.LEAST_REQUEST),
      },
    });
    frontend.connections.allowFromGateway(ingress);

    const beta = new VirtualService(this, 'FrontendBeta', { hosts: [`beta.${domain}`], gateways: [gateway] });
    beta.addHttpRoute('api-canary', {
      action: HttpAction.route(TrafficSplit.to(api.portNumber(80).withSubset('canary'))),
      timeout: Duration.seconds(15),
      retries: { attempts: 0 },
    });

    const payments = new ExternalService(this, 'Payments', {
      host: 'payments.external.example.org',
      port: EgressPort.tls(),
      egressGateway: egress,
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30) } },
    });
    payments.connections.allowFrom(frontend);
    Findings.of(payments).acknowledge({ ruleId: 'external-without-tls', reason: 'the frontend speaks TLS with it, and the egress gateway lets that through' });
    Findings.of(payments).acknowledge({ ruleId: 'gateway-without-rate-limit', reason: 'only the frontend gets through the egress gateway' });
  }
}

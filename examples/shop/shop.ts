import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ShopValues } from './values';
import { deploy } from './workload';
import {
  BlueGreenRelease, CanaryRelease, Gateway, HttpAction, HttpMethod, HttpService, MeshNamespace, MeshService, MutualTlsMode,
  StringMatch, TrafficSplit, VirtualService,
} from '../../src';

/** What the shop team owns: frontend, api-service as a canary, web-app as blue-green, and the way to the payments team. */
export class ShopChart extends Chart {
  constructor(scope: Construct, id: string, values: ShopValues, ingress: MeshService) {
    super(scope, id, { namespace: 'shop' });
    const { domain, replicas } = values;
    new MeshNamespace(this, 'Shop', {
      name: 'shop', mutualTls: MutualTlsMode.STRICT, denyByDefault: true,
    });
    // The gateway and the payments service belong to other teams: they are named, not passed.
    const gateway = Gateway.fromName(this, 'PublicGateway', 'istio-ingress/public');
    const payments = MeshService.fromHost(this, 'Payments', 'payments.payments.svc.cluster.local');

    const frontend = deploy(this, { name: 'frontend', versionLabel: 'version', versions: ['v1'], replicas });
    new HttpService(this, 'Frontend', { service: frontend, hosts: [domain], gateways: [gateway] });

    const api = deploy(this, { name: 'api-service', versionLabel: 'version', versions: ['v1', 'v2'], replicas });
    new CanaryRelease(this, 'ApiRelease', {
      service: api,
      stable: { labels: { version: 'v1' } },
      canary: { labels: { version: 'v2' } },
      canaryPercent: values.canaryPercent,
      alwaysCanary: [{ headers: { 'x-canary': StringMatch.exact('true') } }],
      hosts: [`api.${domain}`],
      gateways: [gateway],
      timeout: Duration.seconds(10),
    });

    const web = deploy(this, { name: 'web-app', versionLabel: 'deployment', versions: ['blue', 'green'], replicas });
    new BlueGreenRelease(this, 'WebRelease', {
      service: web,
      blue: { labels: { deployment: 'blue' } },
      green: { labels: { deployment: 'green' } },
      active: values.active,
      previewMatch: [{ headers: { 'x-preview': StringMatch.exact('true') } }],
      previewHosts: [`preview.${domain}`],
      hosts: [`web.${domain}`],
      gateways: [gateway],
      timeout: Duration.seconds(10),
    });

    const checkout = new VirtualService(this, 'Checkout', { hosts: [`pay.${domain}`], gateways: [gateway] });
    checkout.addHttpRoute('pay', {
      match: [{ uri: StringMatch.prefix('/pay') }],
      action: HttpAction.route(TrafficSplit.canary(
        payments.portNumber(80).withSubset('v1'),
        payments.portNumber(80).withSubset('v2'),
        values.canaryPercent,
      )),
      timeout: Duration.seconds(5),
    });

    frontend.connections.allowFromGateway(ingress, { to: [{ methods: [HttpMethod.GET] }] });
    web.connections.allowFromGateway(ingress);
    api.connections.allowFromGateway(ingress, { to: [{ paths: ['/api/*'] }] });
    api.connections.allowFrom(frontend, { to: [{ methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/api/*'] }] });
  }
}

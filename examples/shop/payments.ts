import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { deploy } from './workload';
import { DestinationRule, MeshNamespace, MeshService, MutualTlsMode } from '../../src';

/** What the payments team owns: its service in two versions, and who may call it. */
export class PaymentsChart extends Chart {
  constructor(scope: Construct, id: string, replicas: number, ingress: MeshService) {
    super(scope, id, { namespace: 'payments' });
    new MeshNamespace(this, 'Payments', {
      name: 'payments', mutualTls: MutualTlsMode.STRICT, denyByDefault: true,
    });
    const payments = deploy(this, { name: 'payments', versionLabel: 'version', versions: ['v1', 'v2'], replicas });
    const rule = new DestinationRule(this, 'Rule', { name: 'payments', service: payments });
    rule.addSubset('v1', { labels: { version: 'v1' } });
    rule.addSubset('v2', { labels: { version: 'v2' } });
    const pay = { to: [{ paths: ['/pay', '/pay/*'] }] };
    payments.connections.allowFromGateway(ingress, pay);
    payments.connections.allowFromNamespace('shop', pay);
  }
}

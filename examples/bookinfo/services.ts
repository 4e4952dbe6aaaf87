import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { DestinationRule, MeshNamespace, MeshService } from '../../src';

const VERSIONS: Record<string, string[]> = {
  productpage: ['v1'], details: ['v1'], ratings: ['v1'], reviews: ['v1', 'v2', 'v3'],
};

/** The four services of Bookinfo, as their owners deploy them: workloads, and one subset per version. */
export class ServicesChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'bookinfo' });
    new MeshNamespace(this, 'Namespace', { name: 'bookinfo' });
    for (const [name, versions] of Object.entries(VERSIONS)) {
      const service = this.deploy(name, versions);
      const rule = new DestinationRule(this, `${name}-rule`, { name, service });
      versions.forEach(version => rule.addSubset(version, { labels: { version } }));
    }
  }

  private deploy(name: string, versions: string[]): MeshService {
    const account = new kplus.ServiceAccount(this, `${name}-account`, { metadata: { name: `bookinfo-${name}` } });
    for (const version of versions) {
      const labels = { app: name, version };
      const deployment = new kplus.Deployment(this, `${name}-${version}`, {
        metadata: { name: `${name}-${version}`, labels },
        podMetadata: { labels },
        select: false,
        serviceAccount: account,
        replicas: 1,
        containers: [{ image: `istio/examples-bookinfo-${name}-${version}:1.20.3`, portNumber: 9080 }],
      });
      deployment.select(kplus.LabelSelector.of({ labels }));
    }
    const service = new kplus.Service(this, `${name}-service`, { metadata: { name }, ports: [{ name: 'http', port: 9080 }] });
    service.selectLabel('app', name);
    return MeshService.fromService(this, name, service, { selector: { app: name }, serviceAccount: `bookinfo-${name}` });
  }
}

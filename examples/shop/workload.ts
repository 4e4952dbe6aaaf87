import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshService } from '../../src';

/** A service of the shop: a Service, a service account, and one Deployment per version. */
export interface WorkloadProps {
  /** Name of the Service, the service account and the label `app`. */
  readonly name: string;
  /** Label by which the subsets tell the versions apart. `version` is always there, for Istio's telemetry. */
  readonly versionLabel: string;
  /** Values of that label; one Deployment each. */
  readonly versions: string[];
  /** Pods per version. */
  readonly replicas: number;
}

/** Deploys a workload with cdk8s-plus and returns the handle by which the mesh knows it. */
export function deploy(scope: Construct, props: WorkloadProps): MeshService {
  const { name } = props;
  const account = new kplus.ServiceAccount(scope, `${name}-account`, { metadata: { name } });
  for (const version of props.versions) {
    const labels = { app: name, version, [props.versionLabel]: version };
    const deployment = new kplus.Deployment(scope, `${name}-${version}`, {
      metadata: { name: `${name}-${version}`, labels },
      podMetadata: { labels },
      select: false,
      serviceAccount: account,
      replicas: props.replicas,
      containers: [{ image: `registry.example.com/${name}:${version}`, portNumber: 8080 }],
    });
    deployment.select(kplus.LabelSelector.of({ labels }));
  }
  const service = new kplus.Service(scope, `${name}-service`, {
    metadata: { name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }],
  });
  service.selectLabel('app', name);
  return MeshService.fromService(scope, name, service, { selector: { app: name }, serviceAccount: name });
}

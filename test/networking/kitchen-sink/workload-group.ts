import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ProbeScheme, WorkloadGroup, WorkloadProbe } from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';

/** Places and values of the schema that no prop reaches, with the reason. */
export const EXCEPTIONS: Record<string, string> = {
  'template.address': 'belongs to each workload, which registers with its own: Istio says not to set it',
  'template.labels': 'Istio says not to set it: the labels of the workloads are metadata.labels, WorkloadGroupProps.workloadLabels',
  'probe.grpc': 'Istio’s webhook refuses it',
  'probe.grpc.port': 'Istio’s webhook refuses it',
  'probe.grpc.service': 'Istio’s webhook refuses it',
};

/** WorkloadGroups that together reach every place of the schema but the exceptions. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const shop = { namespace: 'shop' };
  const second = Duration.seconds(1);
  return [
    new WorkloadGroup(scope, 'Machines', {
      ...shop,
      labels: { team: 'db' },
      workloadLabels: { app: 'db' },
      workloadAnnotations: { 'example.com/owner': 'Team DB' },
      template: { ports: { tcp: 5432 }, network: 'vpc-1', locality: 'eu/eu-1/a', weight: 0, serviceAccount: 'db' },
      probe: WorkloadProbe.httpGet({
        port: 8080,
        path: '/ready',
        host: '127.0.0.1',
        scheme: ProbeScheme.HTTP,
        httpHeaders: { 'X-Probe': 'istio' },
        initialDelay: Duration.seconds(0),
        timeout: second,
        period: second,
        successThreshold: 1,
        failureThreshold: 1,
      }),
    }),
    new WorkloadGroup(scope, 'Https', { ...shop, template: {}, workloadLabels: {}, probe: WorkloadProbe.httpGet({ port: 1, scheme: ProbeScheme.HTTPS }) }),
    new WorkloadGroup(scope, 'Tcp', { ...shop, template: {}, workloadAnnotations: {}, probe: WorkloadProbe.tcpSocket({ port: 65535, host: 'localhost' }) }),
    new WorkloadGroup(scope, 'Exec', { ...shop, template: {}, probe: WorkloadProbe.exec(['/bin/check', '--fast'], { failureThreshold: 5 }) }),
  ];
}

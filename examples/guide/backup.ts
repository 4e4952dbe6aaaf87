import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { backup } from '../../src';

/** `backup/`: what is live of the mesh in all namespaces, and the keys that Git cannot hold. */
export class BackupChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id, { ...props, namespace: 'velero' });
    new backup.MeshBackup(this, 'IstioConfig', {
      name: 'istio-config-backup', schedule: '0 */6 * * *', ttl: Duration.days(30), selector: { 'app.kubernetes.io/managed-by': 'gitops' },
    });
    new backup.SecretsBackup(this, 'IstioSecrets', { name: 'istio-secrets-backup', schedule: '@daily', ttl: Duration.days(90) });
  }
}

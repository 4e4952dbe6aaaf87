import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { Fleet, observability } from '../../src';

const { Alert, AlertSeverity, MeshAlerts, Query } = observability;
const runbook = (name: string): string => `https://runbooks.example.com/mesh/${name}`;

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');
const monitoring = new Chart(environment, 'monitoring', { namespace: 'monitoring' });

new MeshAlerts(monitoring, 'MeshAlerts', {
  labels: { release: 'kube-prometheus-stack' },
  records: [{
    record: 'mesh:requests:error_ratio5m',
    query: Query.of('sum by (destination_service) (rate(istio_requests_total{reporter="destination", response_code=~"5.."}[5m]))'
      + ' / sum by (destination_service) (rate(istio_requests_total{reporter="destination"}[5m]))'),
  }],
  alerts: [
    Alert.configRejected({ runbookUrl: runbook('config-rejected') }),
    Alert.validationFailed(),
    Alert.slowConvergence({ threshold: Duration.seconds(5) }),
    Alert.certificateMissing({ runbookUrl: runbook('certificate') }),
    Alert.secretNotSynced({ runbookUrl: runbook('certificate') }),
    Alert.outOfSync(),
    Alert.degraded({ keepFiringFor: Duration.minutes(5) }),
    Alert.fluxNotReady(),
    Alert.canaryFailed(),
    Alert.rolloutDegraded(),
    Alert.of('MeshErrors', Query.of('mesh:requests:error_ratio5m > 0.05'), {
      severity: AlertSeverity.CRITICAL,
      summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.destination_service }} fail',
      description: 'If it began with a sync, revert it.',
      labels: { team: 'mesh' },
    }),
  ],
});

fleet.synth();

import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { observability } from '../../src';

const { Alert, DashboardPanels } = observability;

/** `monitoring/`: a dashboard of the delivery, and the alerts that the guide leaves out. */
export class MonitoringChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id, { ...props, namespace: 'monitoring' });
    const applications = { applications: 'istio-config-.+' };
    new observability.MeshDashboard(this, 'Dashboard', {
      name: 'gitops-istio-dashboard',
      title: 'GitOps of Istio',
      panels: [
        ...DashboardPanels.controlPlane(), ...DashboardPanels.argocd(applications), ...DashboardPanels.flux(), ...DashboardPanels.flagger(),
      ],
    });
    new observability.MeshAlerts(this, 'Alerts', {
      name: 'gitops-istio',
      alerts: [
        Alert.configRejected(),
        Alert.validationFailed(),
        Alert.slowConvergence({ threshold: Duration.seconds(10) }),
        Alert.certificateMissing(),
        Alert.outOfSync(applications),
        Alert.degraded(applications),
        Alert.fluxNotReady(),
        Alert.canaryFailed(),
      ],
    });
  }
}

import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Fleet, observability } from '../../src';

const { DashboardPanels, DashboardTarget, MeshDashboard, PanelKind, Query } = observability;

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');
const monitoring = new Chart(environment, 'monitoring', { namespace: 'monitoring' });

// For the sidecar of Grafana's Helm chart.
new MeshDashboard(monitoring, 'MeshDelivery', {
  title: 'Delivery of the mesh',
  target: DashboardTarget.sidecar({ folder: 'Mesh' }),
  panels: [...DashboardPanels.controlPlane(), ...DashboardPanels.argocd(), ...DashboardPanels.flux()],
});

// For the Grafana Operator.
new MeshDashboard(monitoring, 'MeshReleases', {
  title: 'Releases',
  target: DashboardTarget.grafanaOperator({ instanceSelector: { dashboards: 'grafana' }, folder: 'Mesh' }),
  panels: [
    ...DashboardPanels.flagger(),
    ...DashboardPanels.rollouts(),
    {
      title: 'Requests that fail',
      kind: PanelKind.TIMESERIES,
      unit: 'percentunit',
      width: 24,
      queries: [Query.of(
        'sum by (destination_service) (rate(istio_requests_total{reporter="destination", response_code=~"5.."}[$__rate_interval]))'
        + ' / sum by (destination_service) (rate(istio_requests_total{reporter="destination"}[$__rate_interval]))',
        { legend: '{{destination_service}}' },
      )],
    },
  ],
});

fleet.synth();

import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { argocd, DataPlane, MeshNamespace, progressive } from '../../src';

/** `argocd/`: what an environment holds for Argo CD: its namespace, and the analysis that says whether a sync was good. */
export class ArgocdChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps) {
    super(scope, id, { ...props, namespace: 'argocd' });
    new MeshNamespace(this, 'Namespace', { name: 'argocd', dataPlane: DataPlane.none() });

    // A window after the sync, so that what this commit repairs does not count against it.
    const judged = { initialDelay: Duration.minutes(2), count: 5, interval: Duration.seconds(30) };
    argocd.SyncHook.analysis(this, 'IstioConfigHealth', {
      name: 'istio-config-health',
      prometheusAddress: 'http://prometheus.monitoring:9090',
      metrics: [
        progressive.AnalysisMetric.query({
          ...judged,
          name: 'proxies-in-time',
          query: 'sum(rate(pilot_proxy_convergence_time_bucket{le="10"}[2m])) / sum(rate(pilot_proxy_convergence_time_count[2m]))',
          min: 0.99,
          noData: progressive.NoData.SUCCESS,
        }),
        // The first refusal makes the counter, and `increase` does not see it: what was not there is counted as well.
        progressive.AnalysisMetric.query({
          ...judged,
          name: 'refused-configuration',
          query: 'sum(increase(pilot_total_xds_rejects[2m]) > 0 or (pilot_total_xds_rejects unless pilot_total_xds_rejects offset 2m)) or vector(0)',
          max: 0,
        }),
      ],
    });
  }
}

/** One Application per environment, with health checks of Istio's kinds and messages about what failed. */
export function applications(): argocd.Applications {
  return argocd.Applications.perEnvironment({
    repository: { url: 'https://github.com/your-org/istio-config.git' },
    namePrefix: 'istio-config',
    project: argocd.Project.derived({ name: 'istio-config' }),
    healthChecks: true,
    notifications: [{
      triggers: [argocd.NotificationTrigger.SYNC_FAILED, argocd.NotificationTrigger.HEALTH_DEGRADED],
      service: argocd.NotificationService.slack(),
      recipients: ['istio-alerts'],
    }],
  });
}

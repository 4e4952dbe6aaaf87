import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { argocd, Fleet, progressive } from '../../src';
import { addEnvironments } from '../argocd/mesh';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const shop = addEnvironments(fleet);

// The controller does not wait for the hooks of staging, so production asks for itself before anything of it is applied.
argocd.SyncHook.analysis(shop, 'StagingIsSound', {
  phase: argocd.SyncHookPhase.PRE_SYNC,
  prometheusAddress: 'http://prometheus.staging.example.com:9090',
  metrics: [progressive.AnalysisMetric.query({
    name: 'refused-configuration', query: 'sum(increase(pilot_total_xds_rejects[10m])) or vector(0)', max: 0, count: 10, failureLimit: 0, interval: Duration.minutes(1),
  })],
});

// The same mesh; the controller makes the Applications, and syncs production when staging is synced and healthy.
fleet.deliver(argocd.ApplicationSets.forEnvironments({
  repository: { url: 'https://git.example.com/shop/mesh.git' },
  project: argocd.Project.derived({ perEnvironment: true, signature: { keys: ['4AEE18F83AFDEB23'] } }),
  generator: argocd.ApplicationGenerator.clusters({ matchLabels: { 'example.com/mesh': 'shop' } }),
  rollingSync: { maxUpdate: 1 },
}));
fleet.synth();

import { join, relative } from 'node:path';
import { Construct } from 'constructs';
import { ApiServiceChart } from './api-service';
import { ArgocdChart } from './argocd';
import { AuthorizationChart } from './authorization';
import { BackendChart } from './backend';
import { BackupChart } from './backup';
import { CatalogChart } from './catalog';
import { FlaggerChart } from './flagger';
import { FrontendChart } from './frontend';
import { GatewaysChart } from './gateways';
import { IstioSystemChart } from './istio-system';
import { MonitoringChart } from './monitoring';
import { PoliciesChart } from './policies';
import { SecretsChart } from './secrets';
import { ServicesChart } from './services';
import { TelemetryChart } from './telemetry';
import { EnvironmentName, VALUES } from './values';
import { WebAppChart } from './web-app';
import { EnvironmentValues, Fleet, IstioVersion, OutboundTrafficPolicy, PolicyRulePack } from '../../src';

/** In a repository of its own `EnvironmentValues.load(name)` finds the files. */
const folder = relative(process.cwd(), join(__dirname, 'config'));

/** Adds environments in the order of promotion, each with the clusters that it runs on. Without clusters an environment is one folder. */
export function addEnvironments(fleet: Fleet, clusters: Partial<Record<EnvironmentName, string[]>>): void {
  // The rules of `policies/`, at synth and with the line of this program.
  fleet.addRulePack(new PolicyRulePack());
  let after: string[] = [];
  for (const name of Object.keys(clusters) as EnvironmentName[]) {
    const own = VALUES[name];
    const values = EnvironmentValues.load(name, { folder });
    const environment = fleet.addEnvironment(name, {
      istioVersion: IstioVersion.V1_30,
      mesh: { outboundTrafficPolicy: OutboundTrafficPolicy.REGISTRY_ONLY },
      clusters: clusters[name],
      values,
      after,
    });
    const labelled = { labels: { 'app.kubernetes.io/managed-by': 'gitops', 'environment': name } };

    new IstioSystemChart(environment, 'istio-system', labelled, own);
    const gateways = new GatewaysChart(environment, 'gateways', labelled, own.domain);
    new SecretsChart(environment, 'secrets', labelled, own.certificate, gateways);
    new AuthorizationChart(environment, 'authorization', labelled, gateways.ingress);
    new TelemetryChart(environment, 'telemetry', labelled, own.logErrorsOnly);
    new ArgocdChart(environment, 'argocd', labelled);
    const flagger = new FlaggerChart(environment, 'flagger', labelled);

    const applications = new Construct(environment, 'applications');
    const services = new ServicesChart(applications, 'services', labelled);
    new FrontendChart(applications, 'frontend', labelled, own.domain, services, gateways);
    new BackendChart(applications, 'backend', labelled, services);
    new ApiServiceChart(applications, 'api-service', labelled, { domain: own.domain, values }, services, gateways);
    new CatalogChart(applications, 'catalog', labelled, own.domain, services, gateways, flagger);
    new WebAppChart(applications, 'web-app', labelled, { domain: own.domain, values }, services, gateways);

    new PoliciesChart(environment, 'policies', labelled, own.requestsPerSecond, values.text('robotFilter.image'), gateways.ingress);
    new MonitoringChart(environment, 'monitoring', labelled);
    new BackupChart(environment, 'backup', labelled);
    after = [name];
  }
}

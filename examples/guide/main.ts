import { join } from 'node:path';
import { Construct } from 'constructs';
import { ApiServiceChart } from './api-service';
import { AuthorizationChart } from './authorization';
import { BackendChart } from './backend';
import { FrontendChart } from './frontend';
import { GatewaysChart } from './gateways';
import { IstioSystemChart } from './istio-system';
import { PoliciesChart } from './policies';
import { ServicesChart } from './services';
import { TelemetryChart } from './telemetry';
import { EnvironmentName, VALUES } from './values';
import { WebAppChart } from './web-app';
import { argocd, Fleet, flux, IstioVersion, OutboundTrafficPolicy } from '../../src';

const repository = { url: 'https://github.com/your-org/istio-config.git' };
const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const names = Object.keys(VALUES) as EnvironmentName[];
names.forEach((name, i) => {
  const values = VALUES[name];
  const environment = fleet.addEnvironment(name, {
    istioVersion: IstioVersion.V1_30,
    mesh: { outboundTrafficPolicy: OutboundTrafficPolicy.REGISTRY_ONLY },
    after: names.slice(Math.max(0, i - 1), i),
  });
  const labelled = { labels: { 'app.kubernetes.io/managed-by': 'gitops', 'environment': name } };

  new IstioSystemChart(environment, 'istio-system', labelled, values);
  const gateways = new GatewaysChart(environment, 'gateways', labelled, values.domain);
  new AuthorizationChart(environment, 'authorization', labelled, gateways.ingress);
  new TelemetryChart(environment, 'telemetry', labelled, values.logErrorsOnly);

  const applications = new Construct(environment, 'applications');
  const services = new ServicesChart(applications, 'services', labelled);
  new FrontendChart(applications, 'frontend', labelled, values.domain, services, gateways);
  new BackendChart(applications, 'backend', labelled, services);
  new ApiServiceChart(applications, 'api-service', labelled, values, services, gateways);
  new WebAppChart(applications, 'web-app', labelled, values, services, gateways);

  new PoliciesChart(environment, 'policies', labelled, values.requestsPerSecond, gateways.ingress);
});
fleet.deliver(argocd.Applications.perEnvironment({ repository, project: argocd.Project.derived({ name: 'istio-config' }) }));
fleet.deliver(flux.Kustomizations.perEnvironment({ repository }));
fleet.synth();

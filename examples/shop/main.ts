import { PaymentsChart } from './payments';
import { PlatformChart } from './platform';
import { ShopChart } from './shop';
import { EnvironmentName, VALUES } from './values';
import { argocd, Fleet, flux, IstioVersion } from '../../src';

const repository = { url: 'https://github.com/example/shop-mesh.git' };
const fleet = new Fleet();
const names = Object.keys(VALUES) as EnvironmentName[];
names.forEach((name, i) => {
  const values = VALUES[name];
  const environment = fleet.addEnvironment(name, { istioVersion: IstioVersion.V1_30, after: names.slice(Math.max(0, i - 1), i) });
  const platform = new PlatformChart(environment, 'platform', values.domain);
  new PaymentsChart(environment, 'payments', values.replicas, platform.ingress);
  new ShopChart(environment, 'shop', values, platform.ingress);
});
fleet.deliver(argocd.Applications.perEnvironment({ repository, project: argocd.Project.derived() }));
fleet.deliver(flux.Kustomizations.perEnvironment({ repository }));
fleet.synth();

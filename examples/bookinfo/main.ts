import { join } from 'node:path';
import { EdgeChart } from './edge';
import { RoutesChart } from './routes';
import { ServicesChart } from './services';
import { Fleet, IstioVersion } from '../../src';

const NEW_REVIEWS_PERCENT = { staging: 50, production: 10 };

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
for (const [name, percent] of Object.entries(NEW_REVIEWS_PERCENT)) {
  const environment = fleet.addEnvironment(name, { istioVersion: IstioVersion.V1_30, after: name === 'production' ? ['staging'] : [] });
  new EdgeChart(environment, 'edge');
  new ServicesChart(environment, 'services');
  new RoutesChart(environment, 'routes', percent);
}
fleet.synth();

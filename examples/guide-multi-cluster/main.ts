import { join } from 'node:path';
import { argocd, Fleet } from '../../src';
import { addEnvironments } from '../guide/environments';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
addEnvironments(fleet, { staging: ['staging'], production: ['prod-us-east', 'prod-eu-west'] });

// Staging first, then production, one cluster after the other. Clusters are named as they are registered in Argo CD.
fleet.deliver(argocd.ApplicationSets.forEnvironments({
  repository: { url: 'https://github.com/your-org/istio-config.git' },
  namePrefix: 'istio-config',
  project: argocd.Project.derived({ name: 'istio-config' }),
  rollingSync: { maxUpdate: 1 },
  healthChecks: true,
}));
fleet.synth();

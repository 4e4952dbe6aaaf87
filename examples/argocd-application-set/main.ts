import { join } from 'node:path';
import { argocd, Fleet } from '../../src';
import { addEnvironments } from '../argocd/mesh';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
addEnvironments(fleet);

// The same mesh; the controller makes the Applications, and syncs production when staging is healthy.
fleet.deliver(argocd.ApplicationSets.forEnvironments({
  repository: { url: 'https://git.example.com/shop/mesh.git' },
  project: argocd.Project.derived({ perEnvironment: true, signature: { keys: ['4AEE18F83AFDEB23'] } }),
  generator: argocd.ApplicationGenerator.clusters({ matchLabels: { 'example.com/mesh': 'shop' } }),
  rollingSync: { maxUpdate: 1 },
}));
fleet.synth();

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Duration } from 'cdk8s';
import { addShop } from './mesh';
import { EnvironmentValues, Fleet, flux } from '../../src';

const { AlertProvider, AlertSeverity, GitReference, ImageUpdates, Kustomizations, OciVerification, OidcIdentity, Receiver, Source, TagPolicy } = flux;

const ENVIRONMENTS = {
  staging: { host: 'shop.staging.example.com', clusters: ['eu-test'], after: [] },
  production: { host: 'shop.example.com', clusters: ['eu-1'], after: ['staging'] },
};

/** In a repository of its own `EnvironmentValues.load(name)` finds the files. */
const folder = relative(process.cwd(), join(__dirname, 'config'));

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
for (const [name, { host, clusters, after }] of Object.entries(ENVIRONMENTS)) {
  const values = EnvironmentValues.load(name, { folder });
  addShop(fleet.addEnvironment(name, { values, clusters, after }), values, host);
}

const url = 'https://github.com/example/shop-mesh';
const repository = { url, secretRef: 'mesh-repository' };
const chat = AlertProvider.slack({ channel: 'shop-mesh', secretRef: 'slack-bot' });
const commits = AlertProvider.commitStatus({ forge: flux.CommitStatusForge.GITHUB, address: url, secretRef: 'github-app' });

/** Staging follows the branch; production takes only artifacts that the workflow of the main branch has signed. */
fleet.deliver(Kustomizations.perNamespace({
  sources: {
    staging: Source.git({ ...repository, reference: GitReference.branch('main') }),
    production: Source.oci({
      url: 'oci://registry.example.com/shop/mesh',
      secretRef: 'mesh-registry',
      verify: OciVerification.cosignKeyless([OidcIdentity.gitHubActions({ repository: 'example/shop-mesh', workflow: '.github/workflows/publish.yaml' })]),
    }),
  },
  wait: true,
  timeout: Duration.minutes(5),
  serviceAccountName: 'mesh-deployer',
  dependsOn: [{ name: 'istio' }],
  alerts: [
    { provider: chat },
    { provider: chat, name: 'audit', severity: AlertSeverity.INFO, environments: ['production'] },
    { provider: commits },
  ],
  receivers: [
    Receiver.gitHub({ secretRef: 'webhook-token' }),
    Receiver.gitHubActions({ repository: 'example/shop-mesh' }),
  ],
}));

/** The newest version of the page goes to staging's input file, on a branch. Markers that Flux would pass over are errors here. */
const images = ImageUpdates.ofRepository({
  repository: { url, secretRef: 'mesh-repository-writer' },
  images: [{ name: 'web', image: 'registry.example.com/shop/web', tags: TagPolicy.semver('1.x'), secretRef: 'mesh-registry' }],
  authorEmail: 'flux@example.com',
  cluster: 'eu-test',
});
images.checkInput('config/staging.yaml', readFileSync(join(__dirname, 'config/staging.yaml'), 'utf8'));
fleet.deliver(images);

fleet.synth();

import { Duration } from 'cdk8s';
import { flux, IDelivery } from '../../../src/delivery';
import { dataSkipReason } from '../../oracle/conformance-data';
import { servedSchemas, structureFaults } from '../crd-structure';
import { emitted } from '../emitted';

const {
  AlertProvider, DigestReflection, GitReference, GitVerification, OciReference, OciVerification, OidcIdentity, Receiver, Source, TagOrder, TagPolicy,
} = flux;
const repository = { url: 'https://git.example.com/acme/mesh.git', secretRef: 'mesh-repository' };
const url = 'oci://registry.example.com/acme/mesh';
const key = (kind: string, group = 'networking.istio.io'): any => ({ group, kind, name: 'cart.v1', namespace: 'shop', clusterScoped: false });
const PRODUCTION: any = {
  name: 'production',
  path: 'dist/production',
  clusters: ['west'],
  after: [],
  namespaces: ['shop'],
  kinds: ['VirtualService', 'Gateway'].map(kind => key(kind)),
  objects: [{ ...key('VirtualService'), apiVersion: 'networking.istio.io/v1', references: [], runtimeFields: [{ writer: 'x', pointer: '/spec/http/0/route/0/weight' }] }],
};

const sources = [
  Source.git({ url: repository.url, reference: GitReference.tag('v1'), verify: GitVerification.tag('k'), provider: flux.GitProvider.GITHUB, secretRef: 'app' }),
  Source.git({ url: repository.url, reference: GitReference.commit('0'.repeat(40)), provider: flux.GitProvider.AZURE, serviceAccountName: 'flux', ignore: '*.md' }),
  Source.git({ url: repository.url, reference: GitReference.named('refs/pull/1/head'), proxySecretRef: 'proxy', timeout: Duration.hours(2) }),
  Source.oci({ url, verify: OciVerification.cosignKeyless([OidcIdentity.gitHubActions({ repository: 'a/b', workflow: '.github/workflows/c.yml' })], 'root') }),
  Source.oci({ url, verify: OciVerification.notation('n'), reference: OciReference.digest(`sha256:${'0'.repeat(64)}`), certSecretRef: 'c', proxySecretRef: 'p' }),
  Source.oci({
    url,
    unverified: 'a test',
    reference: OciReference.semver('1.x', '^v'),
    provider: flux.OciProvider.GCP,
    serviceAccountName: 'f',
    timeout: Duration.minutes(2),
    layerSelector: { operation: flux.LayerOperation.COPY },
  }),
];
const alerts = [
  { provider: AlertProvider.slack({ channel: 'mesh', secretRef: 'slack' }), inclusionList: ['a'], exclusionList: ['b'], metadata: { team: 'mesh' } },
  ...Object.values(flux.CommitStatusForge).map(forge => ({ provider: AlertProvider.commitStatus({ name: forge, forge, address: 'https://git.example.com/a/b', secretRef: 's' }) })),
  ...Object.values(flux.ChangeRequestForge).map(forge => ({
    provider: AlertProvider.changeRequestComment({ name: forge, forge, address: 'https://git.example.com/a/b', secretRef: 's' }),
  })),
  ...Object.values(flux.AlertService).map(service => ({ provider: AlertProvider.webhook({ name: `to-${service}`, service, secretRef: 's' }) })),
];
const receivers = [
  Receiver.gitHub({ secretRef: 'webhook' }),
  Receiver.gitLab({ name: 'gitlab', secretRef: 'webhook', resourceFilter: 'true' }),
  Receiver.gitHubActions({ repository: 'a/b', resourceFilter: 'claims.ref == res.metadata.name' }),
];
const images = [
  TagPolicy.semver('1.x'), TagPolicy.numerical(TagOrder.ASC, { pattern: '^(?P<n>[0-9]+)$', extract: '$n' }), TagPolicy.alphabetical(TagOrder.DESC),
].flatMap((tags, i) => [DigestReflection.never(), DigestReflection.ifNotPresent(), DigestReflection.always(Duration.minutes(5))].map((digest, j) => ({
  name: `image-${i}-${j}`, image: 'registry.example.com/acme/cart', tags, digest, provider: flux.OciProvider.AWS, secretRef: 'registry',
})));

const DELIVERIES: [title: string, delivery: IDelivery][] = [
  ...sources.map((source, i): [string, IDelivery] => [`source ${i}`, flux.Kustomizations.perEnvironment({ source })]),
  ['everything per environment', flux.Kustomizations.perEnvironment({
    repository,
    alerts,
    receivers,
    changeRequests: { production: '42' },
    wait: true,
    timeout: Duration.minutes(20),
    serviceAccountName: 'mesh',
    dependsOn: [{ name: 'secrets', namespace: 'platform', readyExpr: 'true' }],
    kubeConfigSecrets: { west: 'west' },
  })],
  ['everything per namespace', flux.Kustomizations.perNamespace({ repository, alerts, receivers, changeRequests: { production: '42' }, wait: true })],
  ['images', flux.ImageUpdates.ofRepository({ repository, images, authorEmail: 'flux@example.com', signingKey: { secretRef: 'key' } })],
];

const reason = dataSkipReason();
if (reason) {
  console.warn(`${DELIVERIES.length} cases skipped (structure of Flux's objects): ${reason}`);
}

(reason ? test.skip : test).each(DELIVERIES)('Flux 2.9 takes every object, unknown fields refused: %s', (_title, delivery) => {
  const schemas = servedSchemas('flux');
  const objects = emitted(delivery, [PRODUCTION]);
  expect(objects.length).toBeGreaterThan(1);
  for (const object of objects) {
    const schema = schemas.get(`${object.apiVersion}/${object.kind}`);
    expect([object.kind, schema === undefined]).toEqual([object.kind, false]);
    expect([object.kind, object.metadata.name, ...structureFaults(object, { ...schema, properties: { ...schema!.properties, metadata: {} } })])
      .toEqual([object.kind, object.metadata.name]);
  }
});

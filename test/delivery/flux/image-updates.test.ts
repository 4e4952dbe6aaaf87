import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { flux } from '../../../src/delivery';
import { emitted } from '../emitted';

const { DigestReflection, ImagePart, ImageUpdates, TagOrder, TagPolicy } = flux;
const base = { clusters: [], after: [], namespaces: ['shop'], kinds: [], objects: [] };
const STAGING: any = { ...base, name: 'staging', path: 'dist/staging/west', cluster: 'west' };
const PRODUCTION: any = { ...base, name: 'production', path: 'dist/production/east', cluster: 'east' };
const cart = { name: 'cart', image: 'registry.example.com/acme/cart', tags: TagPolicy.semver('1.x') };
const props: flux.ImageUpdatesProps = {
  repository: { url: 'https://git.example.com/acme/mesh.git', secretRef: 'mesh-writer' },
  images: [cart],
  authorEmail: 'flux@example.com',
};
const updates = (more: object = {}) => ImageUpdates.ofRepository({ ...props, ...more });

test('Images are watched, and their tags are pushed to a branch, behind the markers of the input files', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-istio', 'app.kubernetes.io/instance': 'mesh' };
  const metadata = (name: string) => ({ name, namespace: 'flux-system', labels });
  expect(emitted(updates(), [STAGING])).toEqual([
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: metadata('mesh-images'),
      spec: {
        interval: '1m',
        url: 'https://git.example.com/acme/mesh.git',
        ref: { branch: 'main' },
        sparseCheckout: ['config'],
        secretRef: { name: 'mesh-writer' },
      },
    },
    {
      apiVersion: 'image.toolkit.fluxcd.io/v1',
      kind: 'ImageUpdateAutomation',
      metadata: metadata('mesh-images'),
      spec: {
        interval: '10m',
        sourceRef: { kind: 'GitRepository', name: 'mesh-images' },
        policySelector: { matchLabels: labels },
        git: {
          checkout: { ref: { branch: 'main' } },
          commit: {
            author: { name: 'Flux', email: 'flux@example.com' },
            messageTemplate: 'Update images\n\n{{ range .Changed.Changes -}}\n{{ .OldValue }} -> {{ .NewValue }}\n{{ end -}}\n',
          },
          push: { branch: 'image-updates' },
        },
        update: { path: './config', strategy: 'Setters' },
      },
    },
    {
      apiVersion: 'image.toolkit.fluxcd.io/v1',
      kind: 'ImageRepository',
      metadata: metadata('mesh-cart'),
      spec: { image: 'registry.example.com/acme/cart', interval: '5m' },
    },
    {
      apiVersion: 'image.toolkit.fluxcd.io/v1',
      kind: 'ImagePolicy',
      metadata: metadata('mesh-cart'),
      spec: { imageRepositoryRef: { name: 'mesh-cart' }, policy: { semver: { range: '1.x' } }, digestReflectionPolicy: 'IfNotPresent' },
    },
  ]);
});

test.each<[title: string, image: object, policy: object]>([
  ['builds by a time in the tag', { tags: TagPolicy.numerical(TagOrder.ASC, { pattern: '^main-[0-9a-f]+-(?P<time>[0-9]+)$', extract: '$time' }) }, {
    filterTags: { pattern: '^main-[0-9a-f]+-(?P<time>[0-9]+)$', extract: '$time' }, policy: { numerical: { order: 'asc' } },
  }],
  ['releases by the alphabet', { tags: TagPolicy.alphabetical(TagOrder.DESC) }, { policy: { alphabetical: { order: 'desc' } } }],
  ['no digest', { digest: DigestReflection.never() }, { digestReflectionPolicy: 'Never' }],
  ['the digest of a tag that moves', { digest: DigestReflection.always(Duration.minutes(15)) }, { digestReflectionPolicy: 'Always', interval: '15m' }],
])('A policy chooses %s', (_title, image, policy) => {
  expect(emitted(updates({ images: [{ ...cart, ...image }] }), [STAGING])[3].spec).toMatchObject(policy);
});

test('Only a policy whose tag moves has an interval: the API server refuses it elsewhere', () => {
  expect(emitted(updates(), [STAGING])[3].spec.interval).toBeUndefined();
});

test('Everything can be said', () => {
  const objects = emitted(updates({
    path: 'config/apps',
    pushBranch: 'bots/images',
    authorName: 'Bot',
    messageTemplate: 'images: {{ .Values.x }}',
    signingKey: { secretRef: 'key', type: flux.SigningKeyType.SSH },
    provider: flux.GitProvider.GITHUB,
    interval: Duration.minutes(30),
    namePrefix: 'shop',
    namespace: 'gitops',
    images: [{ ...cart, secretRef: 'registry', provider: flux.OciProvider.GCP, interval: Duration.hours(1) }],
  }), [STAGING]);
  expect(objects[0].spec).toMatchObject({ provider: 'github', sparseCheckout: ['config/apps'] });
  expect(objects[1]).toMatchObject({
    metadata: { name: 'shop-images', namespace: 'gitops' },
    spec: {
      interval: '30m',
      git: {
        commit: { author: { name: 'Bot' }, messageTemplate: 'images: {{ .Values.x }}', signingKey: { type: 'ssh', secretRef: { name: 'key' } } },
        push: { branch: 'bots/images' },
      },
      update: { path: './config/apps' },
    },
  });
  expect(objects[2].spec).toEqual({ image: 'registry.example.com/acme/cart', interval: '1h', provider: 'gcp', secretRef: { name: 'registry' } });
});

describe('One Flux does it', () => {
  const chartsOf = (more: object, environments: any[]) => {
    const chart = new Chart(new App(), 'flux');
    updates(more).deliver(chart, environments);
    return [...new Set(chart.node.findAll().filter(construct => ApiObject.isApiObject(construct)).map(object => Chart.of(object).node.path))];
  };

  test.each<[title: string, more: object, environments: any[], charts: string[]]>([
    ['the only one', {}, [STAGING], ['flux/west']],
    ['that of an environment without cluster', {}, [{ ...base, name: 'laptop', path: 'dist/laptop' }], ['flux/laptop']],
    ['the one that is named', { cluster: 'east' }, [STAGING, PRODUCTION], ['flux/east']],
    ['the central one', { central: true }, [STAGING, PRODUCTION], ['flux']],
    ['none without environments', {}, [], []],
  ])('%s', (_title, more, environments, charts) => {
    expect(chartsOf(more, environments)).toEqual(charts);
  });

  test.each<[title: string, more: object, code: string, text: string]>([
    ['of several that nobody chose', {}, 'MESH0002', 'west, east'],
    ['that is not there', { cluster: 'wst' }, 'MESH0006', 'Did you mean "west"?'],
    ['that is chosen twice', { cluster: 'west', central: true }, 'MESH0002', 'Leave out one'],
  ])('but not one %s', (_title, more, code, text) => {
    expect(() => chartsOf(more, [STAGING, PRODUCTION])).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });
});

test.each<[title: string, more: object, code: string, text: string]>([
  ['no image', { images: [] }, 'MESH0001', 'No image'],
  ['two images of one name', { images: [cart, cart] }, 'MESH0008', 'cart'],
  ['an image with a tag', { images: [{ ...cart, image: 'registry.example.com/acme/cart:1.0' }] }, 'MESH0001', 'without tag'],
  ['a short image with a tag', { images: [{ ...cart, image: 'redis:7' }] }, 'MESH0001', 'without tag'],
  ['an image with a digest', { images: [{ ...cart, image: `acme/cart@sha256:${'0'.repeat(64)}` }] }, 'MESH0001', 'without tag'],
  ["Istio's proxy", { images: [{ ...cart, image: 'docker.io/istio/proxyv2' }] }, 'MESH0001', 'istioVersion'],
  ['a push that nobody signs in for', { repository: { url: props.repository.url } }, 'MESH0002', 'secretRef'],
  ['a push to where it started', { pushBranch: 'main' }, 'MESH0002', 'straight to main'],
  ['a branch that Git forbids', { pushBranch: 'a..b' }, 'MESH0001', 'a..b'],
  ['the whole repository', { path: '.' }, 'MESH0001', '"."'],
  ['a folder outside', { path: '../config' }, 'MESH0001', '"../config"'],
  ['a template for Flux before 2.7', { messageTemplate: '{{ range .Updated.Images }}{{ end }}' }, 'MESH0001', '.Updated'],
  ['another one', { messageTemplate: '{{ .Changed.ImageResult }}' }, 'MESH0001', '.Changed.ImageResult'],
  ['an author without address', { authorEmail: 'flux' }, 'MESH0001', '"flux"'],
  ['a key in place of its name', { signingKey: { secretRef: '-----BEGIN' } }, 'MESH0003', 'not shown'],
])('Refused: %s', (_title, more, code, text) => {
  expect(() => updates(more)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});

test('Nobody needs a Secret where the provider signs in by a workload identity', () => {
  expect(() => updates({ repository: { url: 'https://dev.azure.com/acme/mesh' }, provider: flux.GitProvider.AZURE })).not.toThrow();
});

test('Two automations in one Flux each update their own images only', () => {
  const selectors = ['mesh', 'shop'].map(namePrefix => {
    const objects = emitted(updates({ namePrefix }), [STAGING]);
    const selected = objects.find(({ kind }) => kind === 'ImageUpdateAutomation').spec.policySelector.matchLabels;
    expect(objects.find(({ kind }) => kind === 'ImagePolicy').metadata.labels).toEqual(selected);
    return selected;
  });
  expect(selectors[0]).not.toEqual(selectors[1]);
});

describe('A marker', () => {
  test.each<[part: flux.ImagePart, text: string]>([
    [ImagePart.WHOLE, '# {"$imagepolicy": "flux-system:mesh-cart"}'],
    [ImagePart.NAME, '# {"$imagepolicy": "flux-system:mesh-cart:name"}'],
    [ImagePart.TAG, '# {"$imagepolicy": "flux-system:mesh-cart:tag"}'],
    [ImagePart.DIGEST, '# {"$imagepolicy": "flux-system:mesh-cart:digest"}'],
  ])('for %p is %s', (part, text) => {
    expect(updates().markerFor('cart', part)).toBe(text);
  });

  test('of an image that is not watched is refused', () => {
    expect(() => updates().markerFor('crt', ImagePart.TAG)).toThrow(expect.objectContaining({ code: 'MESH0006', message: expect.stringContaining('"cart"') }));
  });

  test('for a digest that nobody finds is refused', () => {
    const without = updates({ images: [{ ...cart, digest: DigestReflection.never() }] });
    expect(() => without.markerFor('cart', ImagePart.DIGEST)).toThrow(expect.objectContaining({ code: 'MESH0808' }));
  });

  test('that is right passes, and lines without one are not looked at', () => {
    const text = 'cart:\n  # the version that runs\n  tag: 1.4.2 # {"$imagepolicy": "flux-system:mesh-cart:tag"}\n  weight: 10 # percent\n';
    expect(() => updates().checkInput('config/staging.yaml', text)).not.toThrow();
  });

  test.each<[title: string, line: string, text: string]>([
    ['of no policy', 'tag: 1.4.2 # {"$imagepolicy": "flux-system:mesh-crt:tag"}', 'mesh-cart'],
    ['of another namespace', 'tag: 1.4.2 # {"$imagepolicy": "flux:mesh-cart:tag"}', 'flux-system'],
    ['of an unknown part', 'tag: 1.4.2 # {"$imagepolicy": "flux-system:mesh-cart:version"}', 'is no marker'],
    ['that is no JSON', "tag: 1.4.2 # {'$imagepolicy': 'flux-system:mesh-cart:tag'}", 'is no marker'],
    ['without braces', 'tag: 1.4.2 # $imagepolicy: flux-system:mesh-cart:tag', 'is no marker'],
    ['on a line of its own', '# {"$imagepolicy": "flux-system:mesh-cart:tag"}', 'is no marker'],
  ])('%s is refused at its line', (_title, line, text) => {
    expect(() => updates().checkInput('config/staging.yaml', `a: 1\n${line}\n`))
      .toThrow(expect.objectContaining({ code: 'MESH0808', where: 'config/staging.yaml:2', message: expect.stringContaining(text) }));
  });
});

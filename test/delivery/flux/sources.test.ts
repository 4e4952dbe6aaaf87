import { Duration } from 'cdk8s';
import { flux } from '../../../src/delivery';
import { emitted } from '../emitted';

const { GitReference, GitVerification, OciReference, OciVerification, OidcIdentity, Source } = flux;
const git = { url: 'https://git.example.com/acme/mesh.git' };
const oci = { url: 'oci://registry.example.com/acme/mesh', unverified: 'a laptop pushes it' };
const PRODUCTION = { name: 'production', path: 'dist/production', clusters: [], after: [], namespaces: ['shop'], kinds: [], objects: [] };
const WEST = { ...PRODUCTION, path: 'dist/production/west', cluster: 'west' };

const pairOf = (source: flux.Source, environment: any = PRODUCTION) => emitted(flux.Kustomizations.perEnvironment({ source }), [environment]);
const specOf = (source: flux.Source) => pairOf(source)[0].spec;

test('A Git source with everything fetches one folder, signs in as it is told, and demands a signature', () => {
  const source = Source.git({
    url: 'https://git.example.com/acme/mesh.git',
    reference: GitReference.semver('>=1.0.0 <2.0.0'),
    provider: flux.GitProvider.GITHUB,
    secretRef: 'github-app',
    proxySecretRef: 'proxy',
    verify: GitVerification.tagAndCommit('keys'),
    interval: Duration.minutes(2),
    timeout: Duration.hours(1),
    ignore: '*.md',
  });
  expect(specOf(source)).toEqual({
    interval: '2m',
    url: 'https://git.example.com/acme/mesh.git',
    ref: { semver: '>=1.0.0 <2.0.0' },
    sparseCheckout: ['dist/production'],
    timeout: '60m',
    provider: 'github',
    secretRef: { name: 'github-app' },
    proxySecretRef: { name: 'proxy' },
    ignore: '*.md',
    verify: { mode: 'TagAndHEAD', secretRef: { name: 'keys' } },
  });
});

test.each<[title: string, reference: flux.GitReference, ref: object]>([
  ['a branch', GitReference.branch('release/2'), { branch: 'release/2' }],
  ['a tag', GitReference.tag('v1.4.0'), { tag: 'v1.4.0' }],
  ['a range', GitReference.semver('1.4.x'), { semver: '1.4.x' }],
  ['a commit', GitReference.commit('0123456789abcdef0123456789abcdef01234567'), { commit: '0123456789abcdef0123456789abcdef01234567' }],
  ['any reference', GitReference.named('refs/pull/42/head'), { name: 'refs/pull/42/head' }],
])('Git is delivered by %s', (_title, reference, ref) => {
  expect(specOf(Source.git({ ...git, reference })).ref).toEqual(ref);
});

test('Without a reference the branch main is written out: Flux would follow master', () => {
  expect(specOf(Source.git(git)).ref).toEqual({ branch: 'main' });
});

test.each<[title: string, create: () => unknown, code: string, text: string]>([
  ['half a commit', () => GitReference.commit('0123abc'), 'MESH0001', 'full hash'],
  ['a branch that Git forbids', () => Source.git({ ...git, reference: GitReference.branch('a..b') }), 'MESH0001', '"a..b"'],
  ['a tag with a blank', () => GitReference.tag('v 1'), 'MESH0001', '"v 1"'],
  ['a range without a version', () => GitReference.semver('latest'), 'MESH0001', '"latest"'],
  ['a branch by its whole reference', () => Source.git({ ...git, reference: GitReference.branch('refs/heads/main') }), 'MESH0001', 'without refs/heads/'],
  ['a reference without refs/', () => GitReference.named('pull/42'), 'MESH0001', 'refs/'],
  ['a signed tag on a branch', () => Source.git({ ...git, verify: GitVerification.tag('keys') }), 'MESH0002', 'GitVerification.commit'],
  ['a GitHub App without its secret', () => Source.git({ ...git, provider: flux.GitProvider.GITHUB }), 'MESH0002', 'githubAppID'],
  ['a workload identity where there is none', () => Source.git({ ...git, serviceAccountName: 'flux' }), 'MESH0002', 'provider generic'],
  ['a timeout below a millisecond', () => Source.git({ ...git, timeout: Duration.millis(0) }), 'MESH0004', 'timeout'],
  ['a tag in the address of a registry', () => Source.oci({ ...oci, url: 'oci://registry.example.com/acme/mesh:1.0' }), 'MESH0001', 'reference'],
  ['an address without oci://', () => Source.oci({ ...oci, url: 'registry.example.com/acme/mesh' }), 'MESH0001', 'oci://registry.example.com/acme/mesh'],
  ['a registry without repository', () => Source.oci({ ...oci, url: 'oci://registry.example.com' }), 'MESH0001', 'is not a repository'],
  ['a digest that is none', () => OciReference.digest('sha256:abc'), 'MESH0001', '64'],
  ['a filter that RE2 cannot read', () => OciReference.semver('1.x', '(?=a)'), 'MESH0001', '(?=a)'],
  ['an artifact that anybody can push', () => Source.oci({ url: oci.url }), 'MESH0021', 'nothing says why'],
  ['an artifact that anybody can push, with an empty reason', () => Source.oci({ url: oci.url, unverified: ' ' }), 'MESH0021', 'unverified'],
  ['a signature that is demanded and not', () => Source.oci({ ...oci, verify: OciVerification.cosignKeys('keys') }), 'MESH0002', 'Leave out one'],
  ['a signature of everybody', () => OciVerification.cosignKeyless([]), 'MESH0806', 'any signature would do'],
  ['an issuer that only contains', () => OidcIdentity.matching('https://login.example.com', '^ci$'), 'MESH0806', 'issuer'],
  ['a subject without an end', () => OidcIdentity.matching('^i$', '^https://github.com/acme/'), 'MESH0806', 'subject'],
  ['a subject that ends in a dollar sign', () => OidcIdentity.matching('^i$', '^acme\\$'), 'MESH0806', 'subject'],
  ['a subject with an open alternative', () => OidcIdentity.matching('^i$', '^acme|other$'), 'MESH0806', 'brackets'],
  ['a subject that says nothing', () => OidcIdentity.matching('^i$', '^.*$'), 'MESH0806', 'say more'],
  ...['^(.*)$', '^.{1,}$', '^\\S+$', '^[^ ]*$', '^(a|.*)$', '^https://github\\.com/.*$', '^.*@refs/heads/main$', '^.+@.+$']
    .map((subject): [string, () => unknown, string, string] =>
      [`the subject ${subject}, which everybody can have`, () => OidcIdentity.matching('^i$', subject), 'MESH0806', 'a stranger']),
  ['an issuer that anybody can be', () => OidcIdentity.matching('^https://.*$', '^https://github\\.com/acme/mesh/.*$'), 'MESH0806', 'a stranger'],
  ['a subject that is no expression', () => OidcIdentity.matching('^i$', '^($'), 'MESH0001', 'subject'],
  ['a workflow outside of its folder', () => OidcIdentity.gitHubActions({ repository: 'acme/mesh', workflow: 'publish.yaml' }), 'MESH0001', '.github/workflows'],
])('A source refuses %s', (_title, create, code, text) => {
  expect(create).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});

test.each<[title: string, create: () => unknown]>([
  ['the address of Git', () => Source.git({ url: 'https://alice:hunter2@git.example.com/mesh.git' })],
  ['the address of a registry', () => Source.oci({ ...oci, url: 'oci://alice:hunter2@registry.example.com/acme/mesh' })],
  ['the name of a Secret', () => Source.oci({ ...oci, secretRef: 'Hunter2 hunter2' })],
  ['the name of a key', () => OciVerification.cosignKeys('hunter2/hunter2')],
])('A credential in %s is refused and not repeated', (_title, create) => {
  expect(create).toThrow(expect.objectContaining({ code: expect.stringMatching(/^MESH000[13]$/), message: expect.not.stringMatching(/hunter2/i) }));
});

test('An artifact holds the folder of its environment: tagged with its name, or as it is told, and signed by one workflow at one reference', () => {
  const identity = OidcIdentity.gitHubActions({ repository: 'acme/mesh', workflow: '.github/workflows/publish.yaml' });
  const [source, kustomization] = pairOf(Source.oci({ url: oci.url, verify: OciVerification.cosignKeyless([identity]) }));
  expect(source).toMatchObject({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: 'mesh-production', namespace: 'flux-system' },
    spec: {
      interval: '5m',
      url: 'oci://registry.example.com/acme/mesh',
      ref: { tag: 'production' },
      verify: {
        provider: 'cosign',
        matchOIDCIdentity: [{
          issuer: '^https://token\\.actions\\.githubusercontent\\.com$',
          subject: '^https://github\\.com/acme/mesh/\\.github/workflows/publish\\.yaml@refs/heads/main$',
        }],
      },
    },
  });
  expect(kustomization.spec).toMatchObject({ sourceRef: { kind: 'OCIRepository', name: 'mesh-production' }, path: './' });
});

test('A cluster of an environment finds its folder inside of the artifact', () => {
  expect(pairOf(Source.oci(oci), WEST)[1].spec.path).toBe('./west');
  expect(emitted(flux.Kustomizations.perNamespace({ source: Source.oci(oci) }), [WEST])[1].spec.path).toBe('./west/shop');
  expect(emitted(flux.Kustomizations.perNamespace({ source: Source.oci(oci) }), [PRODUCTION])[1].spec.path).toBe('./shop');
});

test.each<[title: string, verify: flux.OciVerification, spec: object]>([
  ['keys', OciVerification.cosignKeys('keys'), { provider: 'cosign', secretRef: { name: 'keys' } }],
  ['Notation', OciVerification.notation('trust'), { provider: 'notation', secretRef: { name: 'trust' } }],
  ['a Sigstore of one\'s own', OciVerification.cosignKeyless([OidcIdentity.matching('^https://login\\.example\\.com$', '^(a|b)@example\\.com$')], 'root'), {
    provider: 'cosign',
    matchOIDCIdentity: [{ issuer: '^https://login\\.example\\.com$', subject: '^(a|b)@example\\.com$' }],
    trustedRootSecretRef: { name: 'root' },
  }],
])('A signature is checked by %s', (_title, verify, spec) => {
  expect(specOf(Source.oci({ url: oci.url, verify })).verify).toEqual(spec);
});

test.each(['^https://github\\.com/acme/mesh/.*$', '^https://github\\.com/acme/.+@refs/heads/main$', '^[a-z]+@acme\\.example$'])(
  'The subject %s says who signs', subject => {
    expect(() => OidcIdentity.matching('^https://token\\.actions\\.githubusercontent\\.com$', subject)).not.toThrow();
  });

test('An OCI source with everything', () => {
  const source = Source.oci({
    ...oci,
    reference: OciReference.semver('1.x', '^v'),
    provider: flux.OciProvider.AWS,
    serviceAccountName: 'flux',
    secretRef: 'registry',
    certSecretRef: 'authority',
    proxySecretRef: 'proxy',
    layerSelector: { mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip', operation: flux.LayerOperation.EXTRACT },
    interval: Duration.minutes(1),
    timeout: Duration.seconds(90),
    ignore: '*.md',
  });
  expect(specOf(source)).toEqual({
    interval: '1m',
    url: 'oci://registry.example.com/acme/mesh',
    ref: { semver: '1.x', semverFilter: '^v' },
    timeout: '1m30s',
    provider: 'aws',
    secretRef: { name: 'registry' },
    serviceAccountName: 'flux',
    proxySecretRef: { name: 'proxy' },
    ignore: '*.md',
    certSecretRef: { name: 'authority' },
    layerSelector: { mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip', operation: 'extract' },
  });
});

test.each<[title: string, props: flux.KustomizationsProps, url: string | undefined]>([
  ['of the one repository', { repository: git, sources: { production: Source.oci(oci) } }, git.url],
  ['of none, where there are two', { repository: git, sources: { production: Source.git({ url: 'https://git.example.com/acme/other' }) } }, undefined],
  ['of none, where artifacts are fetched', { source: Source.oci(oci) }, undefined],
])('The delivery knows the address %s', (_title, props, url) => {
  expect(flux.Kustomizations.perEnvironment(props).repositoryUrl).toBe(url);
});

describe('The source of an environment', () => {
  const staging = { ...PRODUCTION, name: 'staging', path: 'dist/staging' };

  test('is its own where it has one', () => {
    const sources = emitted(flux.Kustomizations.perEnvironment({ repository: git, sources: { production: Source.oci(oci) } }), [staging, PRODUCTION])
      .filter(({ kind }) => kind !== 'Kustomization');
    expect(sources.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['GitRepository', 'mesh-staging'], ['OCIRepository', 'mesh-production']]);
  });

  test.each<[title: string, props: flux.KustomizationsProps, code: string]>([
    ['missing everywhere', {}, 'MESH0002'],
    ['said twice', { repository: git, source: Source.git(git) }, 'MESH0002'],
    ['missing for one environment', { sources: { production: Source.oci(oci) } }, 'MESH0002'],
    ['that of an environment that is not there', { repository: git, sources: { prodution: Source.oci(oci) } }, 'MESH0006'],
  ])('is refused when it is %s', (_title, props, code) => {
    expect(() => emitted(flux.Kustomizations.perEnvironment(props), [staging, PRODUCTION])).toThrow(expect.objectContaining({ code }));
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { filesBelow } from '../support/run-example';

const ROOT = join(__dirname, '../..');

/** The systems that a mesh is delivered with: where each is shown, tested and explained. */
const SYSTEMS: { system: string; example: string; page: string; tests: string[] }[] = [
  { system: 'Istio', example: 'examples/guide', page: 'docs/delivery/guide.md', tests: ['test/oracle/examples.test.ts'] },
  { system: 'Kustomize', example: 'examples/guide', page: 'docs/delivery/kustomize.md', tests: ['test/oracle/examples.test.ts'] },
  { system: 'Argo CD', example: 'examples/argocd', page: 'docs/delivery/argocd.md', tests: ['test/delivery/argocd'] },
  { system: 'Flux', example: 'examples/flux', page: 'docs/delivery/flux.md', tests: ['test/delivery/flux'] },
  { system: 'Flagger', example: 'examples/flagger', page: 'docs/delivery/flagger.md', tests: ['test/delivery/progressive'] },
  { system: 'Argo Rollouts', example: 'examples/argo-rollouts', page: 'docs/delivery/argo-rollouts.md', tests: ['test/delivery/progressive'] },
  { system: 'GitHub Actions', example: 'examples/github-actions', page: 'docs/delivery/github-actions.md', tests: ['test/delivery/ci'] },
  { system: 'istioctl', example: 'examples/github-actions', page: 'docs/delivery/istioctl.md', tests: ['test/oracle/examples.test.ts'] },
  { system: 'OPA', example: 'examples/opa', page: 'docs/delivery/policy.md', tests: ['test/delivery/policy'] },
  { system: 'Sealed Secrets', example: 'examples/sealed-secrets', page: 'docs/delivery/sealed-secrets.md', tests: ['test/delivery/secrets'] },
  { system: 'External Secrets', example: 'examples/external-secrets', page: 'docs/delivery/external-secrets.md', tests: ['test/delivery/secrets'] },
  { system: 'Prometheus', example: 'examples/prometheus', page: 'docs/delivery/prometheus.md', tests: ['test/delivery/observability'] },
  { system: 'Grafana', example: 'examples/grafana', page: 'docs/delivery/grafana.md', tests: ['test/delivery/observability'] },
  { system: 'Velero', example: 'examples/velero', page: 'docs/delivery/velero.md', tests: ['test/delivery/backup'] },
];

describe.each(SYSTEMS)('$system', ({ system, example, page, tests }) => {
  test('has an example, a test and a page that names the example', () => {
    for (const path of [example, page, ...tests]) {
      expect(`${path} ${existsSync(join(ROOT, path)) ? 'is there' : 'is missing'}`).toBe(`${path} is there`);
    }
    expect(readFileSync(join(ROOT, page), 'utf8')).toContain(example);
  });

  test('has a page that the index of pages lists', () => {
    expect(readFileSync(join(ROOT, 'docs/delivery/README.md'), 'utf8')).toContain(`[${system}](${posix.basename(page)})`);
  });
});

test('the index lists every page', () => {
  const index = readFileSync(join(ROOT, 'docs/delivery/README.md'), 'utf8');
  const pages = readdirSync(join(ROOT, 'docs/delivery')).filter(name => name !== 'README.md');
  expect(pages.filter(name => !index.includes(`(${name})`))).toEqual([]);
});

/** Output roots of all examples. */
const OUTPUTS = ['dist', ...readdirSync(join(ROOT, 'examples')).map(name => `examples/${name}/dist`)].filter(path => existsSync(join(ROOT, path)));

describe.each(OUTPUTS)('%s', output => {
  const files = [...filesBelow(join(ROOT, output))].filter(([path]) => path.endsWith('.yaml'));
  const objects = files.flatMap(([path, text]) => parseAllDocuments(text).map(document => ({ path, object: document.toJS() })));

  test('holds no controller’s object that lies in the folder it applies', () => {
    for (const { path, object } of objects) {
      for (const applied of foldersAppliedBy(object)) {
        const own = `dist/${posix.dirname(path)}/`;
        expect({ object: path, applied, liesInIt: own.startsWith(`${applied.replace(/\/$/, '')}/`) }).toMatchObject({ liesInIt: false });
      }
    }
  });

  test('holds controllers’ objects in _delivery only, and points them at folders that exist', () => {
    for (const { path, object } of objects) {
      for (const applied of foldersAppliedBy(object)) {
        expect(path).toMatch(/^_delivery\//);
        const there = join(ROOT, dirname(output), applied);
        expect(`${applied} ${applied.includes('{{') || existsSync(join(there, 'kustomization.yaml')) ? 'is' : 'is not'} in ${output}`).toBe(`${applied} is in ${output}`);
      }
    }
  });
});

/** The folders of the repository that an object makes its controller apply. */
function foldersAppliedBy(object: any): string[] {
  const group = String(object?.apiVersion).split('/')[0];
  const spec = object?.kind === 'ApplicationSet' ? object.spec?.template?.spec : object?.spec;
  if (group === 'argoproj.io' && ['Application', 'ApplicationSet'].includes(object.kind)) {
    const sources = [spec?.source, spec?.sourceHydrator?.drySource, spec?.sourceHydrator?.syncSource, ...spec?.sources ?? []];
    return sources.map(source => source?.path).filter(path => path !== undefined);
  }
  if (group !== 'kustomize.toolkit.fluxcd.io' || object.kind !== 'Kustomization') {
    return [];
  }
  // An artifact holds the content of its environment's folder; Git holds the repository.
  const root = spec.sourceRef.kind === 'OCIRepository' ? `dist/${object.metadata.labels['cdk8s-istio/environment']}` : '.';
  return [posix.join(root, spec.path).replace(/\/$/, '')];
}

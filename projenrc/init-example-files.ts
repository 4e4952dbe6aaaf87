import { newRepositoryFiles } from '../src/cli/scaffold/new-repository';
import { ownPackage } from '../src/cli/scaffold/own-package';
import { ManagedFile } from '../src/delivery/ci/managed-file';

/** What differs in a folder of this repository from a repository of its own: where the library is, and from where the program is started. */
const HERE: Readonly<Record<string, string>> = {
  'from \'cdk8s-istio\'': 'from \'../../src\'',
  'import { Chart, Duration } from \'cdk8s\';': 'import { join } from \'node:path\';\nimport { Chart, Duration } from \'cdk8s\';',
  'new Fleet()': 'new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, \'dist\') })',
  'EnvironmentValues.load(name)': 'EnvironmentValues.load(name, { folder: \'examples/github-actions/config\' })',
};

/** The files of `examples/github-actions/`, but for its `dist/`: what `init` writes, without the test, which belongs to another runner. */
export function initExampleFiles(): ManagedFile[] {
  const files = newRepositoryFiles({
    name: 'shop-mesh', engine: 'argocd', repository: 'https://github.com/example/shop-mesh.git', choices: { forge: 'github' }, own: ownPackage(),
  });
  return files.filter(({ path }) => !path.endsWith('.test.ts')).map(file => file.path === 'mesh.ts' ? { ...file, text: here(file.text) } : file);
}

function here(text: string): string {
  return Object.entries(HERE).reduce((result, [from, to]) => {
    if (!result.includes(from)) {
      throw new Error(`mesh.ts of init has no ${from} any more`);
    }
    return result.replace(from, to);
  }, text);
}

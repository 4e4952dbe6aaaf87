/** An action of GitHub, pinned to a commit: tags can be moved, commits cannot. */
export interface PinnedAction {
  readonly action: string;
  readonly commit: string;
  /** The release that the commit is, as a comment for people and for tools that propose newer ones. */
  readonly release: string;
}

/** The actions that workflows use. */
export const ACTIONS = {
  checkout: { action: 'actions/checkout', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1', release: 'v7.0.1' },
  setupNode: { action: 'actions/setup-node', commit: '820762786026740c76f36085b0efc47a31fe5020', release: 'v7.0.0' },
  setupGo: { action: 'actions/setup-go', commit: 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', release: 'v7.0.0' },
} satisfies Record<string, PinnedAction>;

/** The value of `uses:`, with the release as a comment. */
export function uses({ action, commit, release }: PinnedAction): string {
  return `${action}@${commit} # ${release}`;
}

/** The major of Node that pipelines run. */
export const NODE = '24';

/** The Go that builds the tools, at least what the newest of them asks for. */
export const GO = '1.26';

/** The real tools that look at the output. */
export const TOOLS = {
  istioctl: '1.30.5',
  kustomize: 'v5.8.1',
  kubeconform: 'v0.7.0',
  conftest: 'v0.69.0',
  kind: 'v0.33.0',
  yamllint: '1.38.0',
  /** The Kubernetes whose schemas kubeconform reads. */
  kubernetes: '1.34.1',
  /** The commit of the catalogue of CRD schemas (datreeio/CRDs-catalog). */
  crdSchemas: '7b1e26ef9deea49293714d204c1a2270aab1178f',
};

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CommitSignature, sourceIntegrity } from './commit-signature';
import { targetsOf } from './environment-choice';
import { permittedClusterObjects, permittedDestinations, permittedKinds, ProjectTarget } from './project-permissions';
import { checkRoles, projectRole, ProjectRole } from './project-role';
import { SYNC_WAVE } from './sync-wave';
import { SyncWindow } from './sync-window';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { GroupKind } from '../delivery';

/** What a project holds beyond what its folders say. */
export interface ProjectProps {
  /**
   * Name of the AppProject: a DNS subdomain (MESH0003).
   *
   * @default - the `namePrefix` of the delivery that uses it
   */
  readonly name?: string;
  /**
   * Whether each environment has a project of its own, `<name>-<environment>`, so that no Application of one environment may write to the
   * clusters of another.
   *
   * @default false
   */
  readonly perEnvironment?: boolean;
  /**
   * The namespace that Argo CD runs in: projects are read nowhere else.
   *
   * @default - the namespace of the Applications
   */
  readonly namespace?: string;
  /**
   * What the project is for, up to 255 characters.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Who may do what with the project's Applications.
   *
   * @default - what Argo CD's own policy says
   */
  readonly roles?: ProjectRole[];
  /**
   * When Applications may be synced, and when not.
   *
   * @default - always
   */
  readonly syncWindows?: SyncWindow[];
  /**
   * Whose signature commits must have.
   *
   * @default - commits need no signature
   */
  readonly signature?: CommitSignature;
  /**
   * The ServiceAccount that objects are applied as in every namespace, as `namespace:name`. Argo CD needs `application.sync.impersonation.enabled`.
   *
   * @default - the rights that Argo CD has in the cluster
   */
  readonly serviceAccount?: string;
  /**
   * Kinds besides those of the folders. Argo CD is blind to what the project does not list: it would not prune the last object of a kind (name
   * the kind here in the release that removes it), and it does not show what others make of the objects (Pods and ReplicaSets of a Deployment).
   *
   * @default - none
   */
  readonly additionalKinds?: GroupKind[];
  /**
   * Namespaces besides those of the folders: one whose last object goes away, in the release that removes it.
   *
   * @default - none
   */
  readonly additionalNamespaces?: string[];
}

/**
 * Everything a project must let through, as the delivery knows it.
 * @internal
 */
export interface ProjectNeeds {
  readonly targets: readonly ProjectTarget[];
  readonly namePrefix: string;
  /** Namespace of the Applications. */
  readonly namespace: string;
  readonly repositories: readonly string[];
  /** Whether a root Application applies the project, which must then come before the Applications. */
  readonly appliedInWaves: boolean;
}

/**
 * The AppProject of Applications: the rail that keeps them inside of what they are for.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export abstract class Project {
  /**
   * A project that is emitted beside its Applications and allows exactly what they need: their repository, the namespaces that their folders
   * write to on their clusters, and the kinds that are in the folders (objects outside of namespaces by name too). What is there and of
   * nobody is shown as a warning.
   *
   * Names, windows, roles and keys are checked (MESH0001, MESH0002, MESH0003, MESH0008); names of environments when the delivery is asked for
   * its objects (MESH0006).
   */
  public static derived(props: ProjectProps = {}): Project {
    return new DerivedProject(props);
  }

  /** A project that somebody else keeps. `default` limits nothing. */
  public static named(projectName: string): Project {
    requireName(projectName, DNS_SUBDOMAIN, 'name of argocd.Project');
    return new NamedProject(projectName);
  }

  /** @internal */
  public abstract readonly _needsSignedCommits: boolean;

  /**
   * Namespace that Argo CD runs in, where the project says it.
   * @internal
   */
  public abstract readonly _namespace: string | undefined;

  /** @internal */
  public abstract _nameFor(environment: string, namePrefix: string): string;

  /** @internal */
  public abstract _deliver(scope: Construct, needs: ProjectNeeds): void;
}

class NamedProject extends Project {
  public readonly _needsSignedCommits = false;
  public readonly _namespace = undefined;

  constructor(private readonly projectName: string) {
    super();
  }

  public _nameFor(): string {
    return this.projectName;
  }

  public _deliver(): void {
    // It is there already.
  }
}

/** Argo CD compares kinds as they are written in objects. */
function checkKinds(kinds: readonly GroupKind[]): void {
  const wrong = kinds.find(({ kind }) => !/^[A-Z][A-Za-z0-9]*$/.test(kind));
  if (wrong !== undefined) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(wrong.kind)} is no kind.`,
      where: `${WHERE}: additionalKinds`,
      why: 'It would let through nothing.',
      fix: "Write it as in objects, singular and with a capital: 'Gateway'.",
    });
  }
}

class DerivedProject extends Project {
  constructor(private readonly props: ProjectProps) {
    super();
    if (props.name !== undefined) {
      requireName(props.name, DNS_SUBDOMAIN, `name of ${WHERE}`);
    }
    if (props.namespace !== undefined) {
      requireName(props.namespace, DNS_LABEL, `namespace of ${WHERE}`);
    }
    checkKinds(props.additionalKinds ?? []);
    props.additionalNamespaces?.forEach(namespace => requireName(namespace, DNS_LABEL, `namespace in additionalNamespaces of ${WHERE}`));
    checkRoles(props.roles ?? [], `${WHERE}: roles`);
    checkServiceAccount(props.serviceAccount);
    if ((props.description ?? '').length > 255) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'The description is too long.', where: `${WHERE}: description`, fix: 'Use at most 255 characters.' });
    }
  }

  public get _needsSignedCommits(): boolean {
    return this.props.signature !== undefined;
  }

  public get _namespace(): string | undefined {
    return this.props.namespace;
  }

  public _nameFor(environment: string, namePrefix: string): string {
    const name = this.props.name ?? namePrefix;
    return this.props.perEnvironment ? `${name}-${environment}` : name;
  }

  public _deliver(scope: Construct, needs: ProjectNeeds): void {
    const byName = new Map<string, ProjectTarget[]>();
    for (const target of needs.targets) {
      const name = requireName(this._nameFor(target.environment.name, needs.namePrefix), DNS_SUBDOMAIN, `name of ${WHERE}`);
      byName.set(name, [...byName.get(name) ?? [], target]);
    }
    for (const role of this.props.roles ?? []) {
      targetsOf(role.environments, needs.targets, `${WHERE}: roles`);
    }
    for (const window of this.props.syncWindows ?? []) {
      targetsOf(window._environments, needs.targets, `${WHERE}: syncWindows`);
    }
    for (const [name, targets] of byName) {
      this.addProject(scope, name, targets, needs);
    }
  }

  private addProject(scope: Construct, name: string, targets: readonly ProjectTarget[], needs: ProjectNeeds): void {
    const { namespace = needs.namespace, description, roles, syncWindows, signature, serviceAccount } = this.props;
    const perEnvironment: Record<string, string> = this.props.perEnvironment ? { 'cdk8s-istio/environment': targets[0].environment.name } : {};
    const rendered = (roles ?? [])
      .map(role => ({ role, applications: role.environments ? inNamespace(needs, namespace, namesIn(role.environments, targets)) : ['*'] }))
      .filter(({ applications }) => applications.length > 0)
      .map(({ role, applications }) => projectRole(role, name, applications));
    const windows = (syncWindows ?? [])
      .map(window => ({ window, applications: namesIn(window._environments ?? targets.map(({ environment }) => environment.name), targets) }))
      .filter(({ applications }) => applications.length > 0)
      .map(({ window, applications }) => window._render(applications));
    new ApiObject(new Construct(scope, `project-${name}`), 'AppProject', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: {
        name,
        namespace,
        labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio', ...perEnvironment },
        ...needs.appliedInWaves ? { annotations: { [SYNC_WAVE]: '-1' } } : {},
      },
      spec: {
        ...description === undefined ? {} : { description },
        sourceRepos: [...needs.repositories],
        ...namespace === needs.namespace ? {} : { sourceNamespaces: [needs.namespace] },
        destinations: permittedDestinations(targets, this.props.additionalNamespaces),
        ...serviceAccount === undefined ? {} : { destinationServiceAccounts: [{ server: '*', namespace: '*', defaultServiceAccount: serviceAccount }] },
        clusterResourceWhitelist: permittedClusterObjects(targets, this.props.additionalKinds),
        namespaceResourceWhitelist: permittedKinds(targets, this.props.additionalKinds),
        orphanedResources: { warn: true, ignore: [{ group: '', kind: 'ConfigMap', name: 'istio-ca-*' }] },
        ...signature === undefined ? {} : { sourceIntegrity: sourceIntegrity(signature, needs.repositories, `${WHERE}: signature`) },
        ...rendered.length > 0 ? { roles: rendered } : {},
        ...windows.length > 0 ? { syncWindows: windows } : {},
      },
    });
  }
}

const WHERE = 'argocd.Project.derived';

/** Names of the Applications of some environments. */
function namesIn(environments: readonly string[], targets: readonly ProjectTarget[]): string[] {
  return targets.filter(({ environment }) => environments.includes(environment.name)).map(({ name }) => name);
}

/** Applications as roles name them: with their namespace where it is not Argo CD's own. */
function inNamespace({ namespace }: ProjectNeeds, own: string, applications: readonly string[]): string[] {
  return applications.map(name => own === namespace ? name : `${namespace}/${name}`);
}

function checkServiceAccount(account: string | undefined): void {
  if (account !== undefined && !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?:[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(account)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(account)} is not a ServiceAccount.`,
      where: `${WHERE}: serviceAccount`,
      why: 'Without its namespace, Argo CD looks for it in the namespace of each Application’s destination.',
      fix: "Write namespace and name, for example 'argocd:mesh-deployer'.",
    });
  }
}

import { ApiObject, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { CheckedRepository, checkedRepository } from '../checked-repository';
import { DeliveredEnvironment, EmittedObject, IDelivery } from '../delivery';
import { DeliveryRepository } from '../repository';
import { checkClusterKeys, deliveryLabels, DeliveryTarget, deliveryTargets } from '../target';
import { DeletionPolicy } from './deletion-policy';
import { fluxDuration } from './flux-duration';
import { healthCheckExpressions } from './health-checks';

/** How Flux gets the environments' folders. */
export interface KustomizationsProps {
  /** The Git repository that holds the folders. Its address begins with `https://` or `ssh://`. */
  readonly repository: DeliveryRepository;
  /**
   * How often each Kustomization is applied even though nothing changed, which undoes changes made by hand. At least
   * a millisecond. The repository itself is asked every minute.
   *
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
  /**
   * Start of every object's name: `<namePrefix>-<environment>[-<cluster>]`. A DNS label.
   *
   * @default 'mesh'
   */
  readonly namePrefix?: string;
  /**
   * Namespace of the GitRepositories and Kustomizations, and of the Secrets they name.
   *
   * @default 'flux-system'
   */
  readonly namespace?: string;
  /**
   * Whether a Kustomization is ready only when all it applied is healthy. Needs Flux 2.9 or newer: before, the check of any Istio
   * object that has a status fails for ever, and the expressions that prevent it are not known.
   *
   * @default false
   */
  readonly wait?: boolean;
  /**
   * What happens to the mesh's objects when a Kustomization is deleted.
   *
   * @default DeletionPolicy.ORPHAN
   */
  readonly deletionPolicy?: DeletionPolicy;
  /**
   * Name of the ServiceAccount that the objects are applied as, in the namespace of the Kustomizations. Needed where several teams
   * share one Flux.
   *
   * @default - the controller's own rights
   */
  readonly serviceAccountName?: string;
  /**
   * Where the fleet's output root lies in the repository, relative to the root of the repository.
   *
   * @default - the fleet's `outdir` when it is given and relative, else `dist`
   */
  readonly outputPath?: string;
  /**
   * Names of the Secrets with a kubeconfig by cluster, for a Flux that serves other clusters from a central one.
   *
   * @default - each cluster's own Flux applies the objects of that cluster
   */
  readonly kubeConfigSecrets?: { [cluster: string]: string };
}

/**
 * Delivery by Flux: one `GitRepository` and one `Kustomization` (both `v1`) per environment and cluster, with one name.
 *
 * Each GitRepository checks out only its environment's folder (Flux 2.6 or newer), and no pair needs another, so that each can be
 * applied to its cluster alone. A Kustomization prunes, never recreates by force, and changes nothing in what was synthesized: no
 * `targetNamespace`, no `postBuild`. It depends on the environments before it only where both are on the same named cluster:
 * another cluster's Kustomizations are not visible.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export class Kustomizations implements IDelivery {
  /**
   * One GitRepository and one Kustomization per environment; one pair per cluster where an environment names clusters.
   *
   * Throws when the repository's address carries credentials or has a form that Flux refuses, when a name is illegal, or
   * when the interval is shorter than a millisecond.
   */
  public static perEnvironment(props: KustomizationsProps): Kustomizations {
    return new Kustomizations(props);
  }

  public readonly engine: string = 'flux';
  public readonly outputPath?: string;
  private readonly repository: CheckedRepository;
  private readonly interval: string;
  private readonly namePrefix: string;
  private readonly namespace: string;

  private constructor(private readonly props: KustomizationsProps) {
    this.outputPath = props.outputPath;
    this.repository = checkedRepository(props.repository, WHERE);
    checkAddressForFlux(this.repository.url);
    this.interval = fluxDuration(props.interval ?? Duration.minutes(10), `${WHERE}: interval`);
    this.namePrefix = props.namePrefix ?? 'mesh';
    this.namespace = props.namespace ?? 'flux-system';
    requireName(this.namePrefix, DNS_LABEL, `namePrefix of ${WHERE}`);
    requireName(this.namespace, DNS_LABEL, `namespace of ${WHERE}`);
    if (props.serviceAccountName !== undefined) {
      requireName(props.serviceAccountName, DNS_SUBDOMAIN, `serviceAccountName of ${WHERE}`);
    }
  }

  /**
   * Adds one GitRepository and one Kustomization per environment and cluster: below a chart, hence in a folder, named by the
   * cluster (by the environment where it has none), because each cluster's Flux must see only its own. What a central Flux
   * applies with a kubeconfig lies at the top.
   */
  public deliver(scope: Construct, folders: DeliveredEnvironment[]): void {
    const targets = deliveryTargets(folders, this.namePrefix, WHERE);
    checkClusterKeys(Object.keys(this.props.kubeConfigSecrets ?? {}), targets, `${WHERE}: kubeConfigSecrets`);
    checkChartNames(targets);
    const names = new Map(targets.map(target => [placeOf(target.environment.name, target.cluster), target.name]));
    for (const target of targets) {
      const pair = new Construct(this.chartFor(scope, target), target.name);
      this.addGitRepository(pair, target);
      this.addKustomization(pair, target, dependenciesOf(target, names));
    }
  }

  /** None: Flux orders kinds itself and removes after it applied, routes before the rules they use. */
  public annotationsFor(_object: EmittedObject): { [key: string]: string } {
    return {};
  }

  private chartFor(scope: Construct, target: DeliveryTarget): Construct {
    if (this.kubeConfigSecretOf(target) !== undefined) {
      return scope;
    }
    const id = chartNameOf(target);
    return scope.node.tryFindChild(id) as Chart | undefined ?? new Chart(scope, id);
  }

  private kubeConfigSecretOf({ cluster }: DeliveryTarget): string | undefined {
    return cluster === undefined ? undefined : this.props.kubeConfigSecrets?.[cluster];
  }

  private addGitRepository(pair: Construct, target: DeliveryTarget): void {
    const { url, branch, secretRef } = this.repository;
    new ApiObject(pair, 'GitRepository', {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: target.name, namespace: this.namespace, labels: deliveryLabels(target) },
      spec: {
        interval: '1m',
        url,
        ref: { branch },
        sparseCheckout: [target.environment.path],
        ...secretRef === undefined ? {} : { secretRef: { name: secretRef } },
      },
    });
  }

  private addKustomization(pair: Construct, target: DeliveryTarget, dependencies: string[]): void {
    const { serviceAccountName, wait, deletionPolicy } = this.props;
    const kubeConfigSecret = this.kubeConfigSecretOf(target);
    const expressions = wait ? healthCheckExpressions(target.environment.kinds) : [];
    new ApiObject(pair, 'Kustomization', {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: target.name, namespace: this.namespace, labels: deliveryLabels(target) },
      spec: {
        sourceRef: { kind: 'GitRepository', name: target.name },
        path: `./${target.environment.path}`,
        interval: this.interval,
        retryInterval: '2m',
        timeout: '3m',
        prune: true,
        force: false,
        deletionPolicy: deletionPolicy ?? DeletionPolicy.ORPHAN,
        ...wait ? { wait: true } : {},
        ...expressions.length > 0 ? { healthCheckExprs: expressions } : {},
        ...dependencies.length > 0 ? { dependsOn: dependencies.map(name => ({ name })) } : {},
        ...serviceAccountName === undefined ? {} : { serviceAccountName },
        ...kubeConfigSecret === undefined ? {} : { kubeConfig: { secretRef: { name: kubeConfigSecret } } },
      },
    });
  }
}

const WHERE = 'flux.Kustomizations.perEnvironment';

function chartNameOf({ environment, cluster }: DeliveryTarget): string {
  return cluster ?? environment.name;
}

/** An environment without cluster must not land in the folder of a cluster that happens to have its name. */
function checkChartNames(targets: readonly DeliveryTarget[]): void {
  const clusters = new Set(targets.map(target => target.cluster));
  const torn = targets.find(target => target.cluster === undefined && clusters.has(target.environment.name));
  if (torn) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${torn.environment.name} is the name of an environment without cluster and of a cluster.`,
      where: WHERE,
      why: 'The objects of both would lie in one folder, and each Flux must see only its own.',
      fix: 'Give the environment its cluster, or rename one.',
    });
  }
}

/** Key of a target among all targets; NUL cannot be part of a name. */
function placeOf(environment: string, cluster: string | undefined): string {
  return `${environment}\0${cluster ?? ''}`;
}

/** Kustomizations of earlier environments on the same named cluster. Without a name it cannot be told where those are. */
function dependenciesOf({ environment, cluster }: DeliveryTarget, names: ReadonlyMap<string, string>): string[] {
  if (cluster === undefined) {
    return [];
  }
  return environment.after.map(earlier => names.get(placeOf(earlier, cluster))).filter(name => name !== undefined);
}

function checkAddressForFlux(url: string): void {
  const [, user, host, path] = /^([^/@]+)@([^/:]+):(.+)$/.exec(url) ?? [];
  if (user !== undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `Flux does not take the address ${JSON.stringify(url)}.`,
      where: `${WHERE}: repository.url`,
      why: 'spec.url of a GitRepository begins with http://, https:// or ssh://.',
      fix: `Write it as 'ssh://${user}@${host}/${path}'.`,
    });
  }
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { byCodePoint } from '../../kernel/order';
import { CheckedRepository, checkedRepository } from '../checked-repository';
import { DeliveredEnvironment, EmittedObject, IDelivery } from '../delivery';
import { DeliveryRepository } from '../repository';
import { checkClusterKeys, deliveryLabels, DeliveryTarget, deliveryTargets } from '../target';
import { joinedSyncOptions, SYNC_OPTIONS, syncOptionsOf } from './sync-options';
import { SYNC_WAVE, syncWaveOf } from './sync-wave';

/** How Argo CD gets the environments' folders. */
export interface ApplicationsProps {
  /** The Git repository that holds the folders. */
  readonly repository: DeliveryRepository;
  /**
   * Name of the AppProject that limits where these Applications may write. `default` limits nothing.
   */
  readonly project: string;
  /**
   * Start of every Application's name: `<namePrefix>-<environment>[-<cluster>]`. A DNS label.
   *
   * @default 'mesh'
   */
  readonly namePrefix?: string;
  /**
   * Namespace of the Applications: the one Argo CD runs in, or one of its `application.namespaces`.
   *
   * @default 'argocd'
   */
  readonly namespace?: string;
  /**
   * Where the fleet's output root lies in the repository, relative to the root of the repository.
   *
   * @default - the fleet's `outdir` when it is given and relative, else `dist`
   */
  readonly outputPath?: string;
  /**
   * API server addresses by cluster, for clusters that Argo CD does not know under the environment's name for them.
   *
   * @default - clusters are looked up by name; an environment without cluster goes to the cluster that Argo CD runs in
   */
  readonly servers?: { [cluster: string]: string };
  /**
   * Whether deleting an Application deletes what it applied (the finalizer `resources-finalizer.argocd.argoproj.io`).
   *
   * @default false
   */
  readonly deleteWithApplication?: boolean;
}

/**
 * Delivery by Argo CD: one `Application` (`argoproj.io/v1alpha1`, Argo CD 3.1 or newer) per environment and cluster.
 *
 * Every Application syncs by itself, prunes and heals; compares on the server, so that Istio's webhook takes part; applies
 * on the server, only what differs, and nothing that another Application owns; retries with the newest revision; and is
 * refreshed only by commits that touch its folder. It holds no `kustomize` or `directory` block (the folder's own
 * `kustomization.yaml` decides), creates no namespace, and ignores no differences.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
export class Applications implements IDelivery {
  /**
   * One Application per environment; one per cluster where an environment names clusters.
   *
   * Throws when the repository's address carries credentials, or a name is no DNS label.
   */
  public static perEnvironment(props: ApplicationsProps): Applications {
    return new Applications(props);
  }

  public readonly engine: string = 'argocd';
  public readonly outputPath?: string;
  private readonly repository: CheckedRepository;
  private readonly namePrefix: string;
  private readonly namespace: string;

  private constructor(private readonly props: ApplicationsProps) {
    this.outputPath = props.outputPath;
    this.repository = checkedRepository(props.repository, WHERE);
    this.namePrefix = props.namePrefix ?? 'mesh';
    this.namespace = props.namespace ?? 'argocd';
    requireName(this.namePrefix, DNS_LABEL, `namePrefix of ${WHERE}`);
    requireName(this.namespace, DNS_LABEL, `namespace of ${WHERE}`);
    requireName(props.project, DNS_SUBDOMAIN, `project of ${WHERE}`);
  }

  /** Adds one Application per environment and cluster to the scope. */
  public deliver(scope: Construct, folders: DeliveredEnvironment[]): void {
    const targets = deliveryTargets(folders, this.namePrefix, WHERE);
    checkClusterKeys(Object.keys(this.props.servers ?? {}), targets, `${WHERE}: servers`);
    for (const target of targets) {
      this.addApplication(scope, target);
    }
  }

  /**
   * The sync wave of the object's kind (left out for wave 0), `PruneLast=true` on every DestinationRule (else Argo CD would
   * prune it before the routes that use it are updated), `Prune=confirm` on every Namespace. A wave that the object says itself
   * stays; options that it says itself stay and are joined by these.
   */
  public annotationsFor(object: EmittedObject): { [key: string]: string } {
    const annotations: Record<string, string> = {};
    const own = object.annotations ?? {};
    const options = joinedSyncOptions(own[SYNC_OPTIONS], syncOptionsOf(object));
    if (options !== undefined) {
      annotations[SYNC_OPTIONS] = options;
    }
    const wave = syncWaveOf(object);
    if (wave !== 0 && own[SYNC_WAVE] === undefined) {
      annotations[SYNC_WAVE] = String(wave);
    }
    return annotations;
  }

  private addApplication(scope: Construct, target: DeliveryTarget): void {
    new ApiObject(new Construct(scope, target.name), 'Application', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: target.name,
        namespace: this.namespace,
        labels: deliveryLabels(target),
        annotations: {
          'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
          'argocd.argoproj.io/manifest-generate-paths': '.',
        },
        ...this.props.deleteWithApplication ? { finalizers: ['resources-finalizer.argocd.argoproj.io'] } : {},
      },
      spec: {
        project: this.props.project,
        source: { repoURL: this.repository.url, targetRevision: this.repository.branch, path: target.environment.path },
        destination: this.destinationOf(target),
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'],
          retry: { limit: 5, refresh: true },
        },
      },
    });
  }

  /**
   * Every object names its namespace itself; the destination's namespace is there because Argo CD refuses an Application
   * whose destination is not in its project's list, and an empty one matches only `*`.
   */
  private destinationOf({ environment, cluster }: DeliveryTarget): Record<string, string> {
    const server = cluster === undefined ? 'https://kubernetes.default.svc' : this.props.servers?.[cluster];
    const namespace = [...environment.namespaces].sort(byCodePoint)[0];
    return {
      ...server === undefined ? { name: cluster! } : { server },
      ...namespace === undefined ? {} : { namespace },
    };
  }
}

const WHERE = 'argocd.Applications.perEnvironment';

import { Duration } from 'cdk8s';
import { NotificationSubscription } from './notifications';
import { Project } from './project';
import { HydratedBranches } from './source-hydrator';
import { DeliveryRepository } from '../repository';

/** How often a failed sync is tried again. Between two tries the time doubles. */
export interface SyncRetry {
  /**
   * How often: 0 or more (MESH0001).
   *
   * @default 5
   */
  readonly limit?: number;
  /**
   * Time before the first try: whole seconds, at least one (MESH0004).
   *
   * @default Duration.seconds(5)
   */
  readonly firstDelay?: Duration;
  /**
   * Longest time between two tries: whole seconds, at least one (MESH0004).
   *
   * @default Duration.minutes(3)
   */
  readonly longestDelay?: Duration;
}

/** A namespace that Argo CD creates, because no object of the folder does. */
export interface ManagedNamespace {
  /** Its name: one that the folder writes to (MESH0006), and of which it holds no Namespace object, which would win (MESH0002). */
  readonly namespace: string;
  /**
   * Its labels: `istio-injection`, for example.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Its annotations.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** One Application that applies all the others: the only object that people apply by hand (`kubectl apply -k dist/_delivery/argocd/root`). */
export interface AppOfApps {
  /**
   * Name of the root Application, which lies in `_delivery/argocd/root/`, and of the folder beside it that the others lie in: a DNS label
   * (MESH0003) other than `root` (MESH0802).
   *
   * @default - the `namePrefix`
   */
  readonly rootName?: string;
  /**
   * Name of its project. It must let through Applications, and AppProjects where they are derived, hence is one for administrators. Where the
   * derived project asks for signed commits, it must ask for them too, and is not `default` (MESH0002).
   *
   * @default 'default'
   */
  readonly projectName?: string;
}

/** What Applications and ApplicationSets have in common. */
export interface ApplicationOptions {
  /** The Git repository that holds the folders. */
  readonly repository: DeliveryRepository;
  /** The project that limits where these Applications may write: derived from the folders, or one that somebody else keeps. */
  readonly project: Project;
  /**
   * Start of every Application's name: `<namePrefix>-<environment>[-<cluster>]`. A DNS label (MESH0003).
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
   * Whether deleting an Application deletes what it applied (the finalizer `resources-finalizer.argocd.argoproj.io`).
   *
   * @default false
   */
  readonly deleteWithApplication?: boolean;
  /**
   * Environments that are synced only when somebody asks for it, by name (MESH0006).
   *
   * @default - none: every commit is synced, and changes made by hand are undone
   */
  readonly manualEnvironments?: string[];
  /**
   * Sync options besides ours, as `Name=value`; one of the same name replaces ours. `RespectIgnoreDifferences=true` is refused where a folder
   * holds a VirtualService (MESH0801); options that would undo ours are, and slips
   * like `ServerSideAply` (MESH0001).
   *
   * @default - `ServerSideApply=true`, `ApplyOutOfSyncOnly=true` and `FailOnSharedResource=true`
   */
  readonly syncOptions?: string[];
  /**
   * How often a failed sync is tried again, each time with the newest commit.
   *
   * @default - five times, after 5 seconds and then twice as long each time
   */
  readonly retry?: SyncRetry;
  /**
   * The namespace that Argo CD creates, by environment (MESH0006).
   *
   * @default - none: Namespaces are objects of the folder
   */
  readonly managedNamespaces?: { [environment: string]: ManagedNamespace };
  /**
   * Who hears of what happens. The services, triggers and templates that this needs are written to `_delivery/argocd/install/`.
   *
   * @default - nobody
   */
  readonly notifications?: NotificationSubscription[];
  /**
   * Branches that Argo CD's source hydrator pushes the folders to, one per environment, and syncs them from. It does not sign commits, so the
   * project cannot ask for signatures (MESH0002).
   *
   * @default - the folders are synced as they are
   */
  readonly hydratedBranches?: HydratedBranches;
  /**
   * One root Application over all of these.
   *
   * @default - somebody applies `_delivery/argocd/`
   */
  readonly appOfApps?: AppOfApps;
  /**
   * Whether health checks of all kinds of Istio are written to `_delivery/argocd/install/`. They tell more than nothing only where istiod writes
   * status: with `PILOT_ENABLE_ANALYSIS`, and in the ambient mesh.
   *
   * @default false
   */
  readonly healthChecks?: boolean;
}

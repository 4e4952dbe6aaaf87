import { Duration } from 'cdk8s';
import { Alert } from './alert';
import { DeletionPolicy } from './deletion-policy';
import { Receiver } from './receiver';
import { Source } from './source';
import { DeliveryRepository } from '../repository';

/** A Kustomization of others that must be ready first: the one with CRDs and controllers, or the one with the secrets. */
export interface KustomizationDependency {
  /** Its name. */
  readonly name: string;
  /**
   * Its namespace.
   *
   * @default - the namespace of ours
   */
  readonly namespace?: string;
  /**
   * CEL over `dep` and `self` that says when it is ready, in place of its condition `Ready`.
   *
   * @default - its condition `Ready`
   */
  readonly readyExpr?: string;
}

/** How Flux gets the environments' folders. Every environment needs a source: `repository`, `source`, or its own in `sources` (MESH0002). */
export interface KustomizationsProps {
  /**
   * The Git repository that holds the folders. Its address begins with `https://` or `ssh://`. Short for `source: Source.git(…)`.
   *
   * @default - `source`
   */
  readonly repository?: DeliveryRepository;
  /**
   * Where the folders are fetched from. Not together with `repository` (MESH0002).
   *
   * @default - `repository`
   */
  readonly source?: Source;
  /**
   * Sources of single environments, by the environment's name (MESH0006): Git for staging, signed artifacts for production.
   *
   * @default - all from `source` or `repository`
   */
  readonly sources?: { [environment: string]: Source };
  /**
   * How often each Kustomization is applied even though nothing changed, which undoes changes made by hand. At least
   * a millisecond; Flux advises a minute at least. Sources are asked more often: every minute for Git.
   *
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
  /**
   * How long applying and, with `wait`, becoming healthy may take. With releases that an engine moves, longer than such a release.
   *
   * @default Duration.minutes(3)
   */
  readonly timeout?: Duration;
  /**
   * Start of every object's name: `<namePrefix>-<environment>[-<cluster>][-<namespace>]`. A DNS label.
   *
   * @default 'mesh'
   */
  readonly namePrefix?: string;
  /**
   * Namespace of everything that is emitted, and of the Secrets it names.
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
   * Kustomizations of others, in the same cluster, that must be ready first; none of ours (MESH0002).
   *
   * @default - none
   */
  readonly dependsOn?: KustomizationDependency[];
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
  /**
   * What is told to whom.
   *
   * @default - nothing
   */
  readonly alerts?: Alert[];
  /**
   * Who may tell Flux that there is something new. Names once each (MESH0008).
   *
   * @default - nobody: Flux asks in its own interval
   */
  readonly receivers?: Receiver[];
  /**
   * The pull or merge request that an environment is the preview of, by the environment's name (MESH0006): its number. For alerts to
   * `AlertProvider.changeRequestComment`.
   *
   * @default - none
   */
  readonly changeRequests?: { [environment: string]: string };
}

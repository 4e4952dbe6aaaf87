import { Construct } from 'constructs';
import { RuntimeField } from '../networking/runtime-fields';

/** A kind that an environment really emits. */
export interface GroupKind {
  /** API group; empty for the core group. */
  readonly group: string;
  /** Kind as in the object, `VirtualService`. */
  readonly kind: string;
  /** Whether objects of the kind live outside of namespaces. */
  readonly clusterScoped: boolean;
}

/** What names one object of an environment. */
export interface ObjectKey {
  /** API group; empty for the core group. */
  readonly group: string;
  /** Kind as in the object, `VirtualService`. */
  readonly kind: string;
  /** `metadata.name`. */
  readonly name: string;
  /**
   * `metadata.namespace`.
   *
   * @default - none: the object is cluster-scoped
   */
  readonly namespace?: string;
}

/** One object of an environment as a delivery engine sees it before it is printed. */
export interface EmittedObject {
  /** `networking.istio.io/v1`. */
  readonly apiVersion: string;
  /** API group; empty for the core group. */
  readonly group: string;
  /** Kind as in the object, `VirtualService`. */
  readonly kind: string;
  /** `metadata.name`. */
  readonly name: string;
  /**
   * `metadata.namespace`.
   *
   * @default - none: the object is cluster-scoped
   */
  readonly namespace?: string;
  /**
   * `metadata.annotations`: what the object says itself.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Other objects of the environment that this one needs: the DestinationRule that declares a subset it routes to, its gateways, the
   * VirtualService it delegates to, the Secret of a gateway's certificate, its Namespace. Those that others deploy are not here.
   */
  readonly references: ObjectKey[];
  /**
   * Whether another object of the environment needs this one, that is, has it among its `references`.
   *
   * @default false
   */
  readonly needed?: boolean;
  /** Fields that somebody else writes at run time (`RuntimeFields`). */
  readonly runtimeFields: RuntimeField[];
}

/** One folder that a controller applies: an environment, or one cluster's copy of it. */
export interface DeliveredEnvironment {
  /** Name of the environment. */
  readonly name: string;
  /** The folder, relative to the root of the repository, with `/`: `dist/production` or `dist/production/eu-1`. */
  readonly path: string;
  /**
   * The cluster this folder is for.
   *
   * @default - the environment has no clusters: one folder for all of it
   */
  readonly cluster?: string;
  /** Clusters that share this folder. The fleet writes a folder per cluster, so it names the one in `cluster` and leaves this empty. */
  readonly clusters: string[];
  /** Names of the environments that come before this one. */
  readonly after: string[];
  /** Namespaces the folder puts objects into, sorted. */
  readonly namespaces: string[];
  /** Kinds the folder holds, sorted by group, then kind. */
  readonly kinds: GroupKind[];
  /** Every object the folder holds, in the order of the program. */
  readonly objects: EmittedObject[];
}

/** A file beside a controller's objects that is none of them: a patch or values for the controller's own installation. */
export interface DeliveryAttachment {
  /** Its path below the engine's folder, with `/`, relative: `install/argocd-cm.merge-patch`. In no `kustomization.yaml`; what is no
   * Kubernetes object is not called `.yaml`, because tools take every such file of a folder for one. */
  readonly path: string;
  /** Its whole text. */
  readonly text: string;
}

/**
 * A delivery engine: it turns the folders that a fleet writes into the objects of a controller (Argo CD, Flux). The fleet
 * writes those to `_delivery/<engine>/`, outside of every environment's folder.
 */
export interface IDelivery {
  /** Name of the engine and of its folder below `_delivery/`: a DNS label, `argocd`. */
  readonly engine: string;

  /**
   * Where the fleet's output root lies in the repository, relative to the root of the repository: `dist`.
   *
   * @default - the fleet's `outdir` when it is given and relative, else `dist`
   */
  readonly outputPath?: string;

  /**
   * Address of the repository that the controller fetches. Where it is the one the program lies in, the path is checked (MESH0409).
   *
   * @default - not known
   */
  readonly repositoryUrl?: string;

  /**
   * Files that lie beside the objects, for people to feed to the controller's own installation.
   *
   * @default - none
   */
  readonly attachments?: DeliveryAttachment[];

  /**
   * Annotations the engine wants on an object of an environment (waves, prune order). They are added to those of the object and
   * replace those of the same key: the engine sees what the object says itself, and keeps it. Returns an empty map for objects
   * that need none.
   */
  annotationsFor(object: EmittedObject): { [key: string]: string };

  /**
   * Creates the controller's objects below `scope`, a chart of the fleet. A chart created below `scope` becomes a folder
   * named by its id, so that what only one cluster applies can lie apart.
   *
   * @param scope the chart to create the objects in
   * @param folders the folders really written, in the fleet's order, clusters in the environment's order
   */
  deliver(scope: Construct, folders: DeliveredEnvironment[]): void;
}

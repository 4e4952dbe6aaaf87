import { FieldPath } from '../kernel/field-path';
import { SourceLocation } from '../kernel/source';

/** A plain Kubernetes object as it will be applied. Values are JSON: no class instances, no `undefined`. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly spec?: any;
  readonly [field: string]: unknown;
}

/** Where a manifest came from. Code has a construct path; a folder has a file; both have lines. */
export interface Origin {
  /** The environment it was synthesized for. Absent for folders. */
  readonly environment?: string;
  /** Path of the construct that emitted it, `shop/CartRoutes`. Absent for folders. */
  readonly constructPath?: string;
  /**
   * True for what the code declares and others deploy (services and workloads below `_known/`): the model reads it, nobody
   * applies it and the checks of single objects pass it by.
   */
  readonly declared?: boolean;
  /**
   * The place to change for a value: the line of the YAML file, or the line of the user's program that said it.
   * Without a path, the place of the whole object. Computed on demand: only findings pay for it.
   */
  locate(path?: FieldPath): SourceLocation | undefined;
}

/** The currency between the two wings: a plain Kubernetes object and its origin. */
export interface Manifest {
  readonly object: KubernetesObject;
  readonly origin: Origin;
}

/** The namespace an object lives in. Objects that name none go where `kubectl apply` puts them: `default`. */
export function namespaceOf(object: KubernetesObject): string {
  const namespace = object.metadata.namespace;
  return typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
}

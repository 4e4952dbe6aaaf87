import { parseFieldPath, valueAt } from '../kernel/field-path';
import { Manifest } from '../model/manifest';

/**
 * A Kubernetes object of an environment as a rule reads it: what will be applied, patches and all. It cannot be changed.
 */
export class MeshObject {
  /** @internal */
  public static _of(manifest: Manifest): MeshObject {
    let object = OBJECTS.get(manifest);
    if (!object) {
      OBJECTS.set(manifest, object = new MeshObject(manifest));
    }
    return object;
  }

  /** `networking.istio.io/v1`. */
  public readonly apiVersion: string;
  /** `VirtualService`. */
  public readonly kind: string;
  /** `metadata.namespace`; empty where the object names none. */
  public readonly namespace: string;
  /** `metadata.name`. */
  public readonly name: string;
  /** True for what the program declares and others deploy. A finding about such an object is reported where it is declared. */
  public readonly isDeclared: boolean;
  /** Path of the construct that emits or declares it. */
  public readonly constructPath: string;
  private frozen?: any;

  private constructor(private readonly manifest: Manifest) {
    const { apiVersion, kind, metadata } = manifest.object;
    this.apiVersion = String(apiVersion);
    this.kind = String(kind);
    this.namespace = metadata?.namespace ?? '';
    this.name = String(metadata?.name);
    this.isDeclared = manifest.origin.declared === true;
    this.constructPath = manifest.origin.constructPath ?? '';
  }

  /** `metadata.labels`; empty where there are none. */
  public get labels(): { [key: string]: string } {
    return { ...this.manifest.object.metadata?.labels };
  }

  /** `metadata.annotations`; empty where there are none. */
  public get annotations(): { [key: string]: string } {
    return { ...this.manifest.object.metadata?.annotations };
  }

  /** The whole document, as a frozen copy. */
  public get json(): any {
    return this.frozen ??= deepFrozen(this.manifest.object);
  }

  /**
   * The value at a field, as a frozen copy; undefined where there is none, and for a text that is no field.
   * @param field as findings write it: `spec.http[0].timeout`, `metadata.labels["app.kubernetes.io/name"]`
   */
  public valueAt(field: string): any {
    const path = parseFieldPath(field);
    return path && valueAt(this.json, path);
  }

  /** @internal */
  public get _manifest(): Manifest {
    return this.manifest;
  }
}

/** One handle per object, so that rules can compare them. */
const OBJECTS = new WeakMap<Manifest, MeshObject>();

function deepFrozen(value: unknown): any {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.freeze(Array.isArray(value)
    ? value.map(deepFrozen)
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deepFrozen(member)])));
}

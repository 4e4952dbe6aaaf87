import { isClusterScoped } from './scope';

/** Namespaces that installers fill with Services nobody writes down, beside the mesh's root namespace. */
const INSTALLED = new Set(['kube-system']);

/**
 * What an environment holds beside its mesh, and what follows for names that it does not hold: a namespace that is there may
 * have Services of others, and a custom resource may stand for Services and workloads that its controller makes.
 */
export class Surroundings {
  private readonly namespaces = new Set<string>();
  private readonly ownNamespaces = new Set<string>();
  private readonly makers = new Map<string, Set<string>>();

  constructor(private readonly rootNamespace: string) {}

  /** Something that is no route lives in this namespace, or the namespace itself is there. */
  public addNamespace(namespace: string): void {
    this.namespaces.add(namespace);
  }

  /** The environment applies a Service in this namespace. */
  public addOwnNamespace(namespace: string): void {
    this.ownNamespaces.add(namespace);
  }

  /** Takes note of a custom resource: its controller may make Services and workloads that carry its name. */
  public addResource(apiVersion: string, kind: string, name: string, namespace: string): void {
    if (isClusterScoped(apiVersion, kind) !== undefined) {
      return;
    }
    const names = this.makers.get(namespace);
    if (names) {
      names.add(name);
    } else {
      this.makers.set(namespace, new Set([name]));
    }
  }

  /** True when a namespace is meant as it is written, though none of its Services is at hand. */
  public isPresent(namespace: string): boolean {
    return this.namespaces.has(namespace);
  }

  /** True when the environment applies Services of this namespace. */
  public isOwn(namespace: string): boolean {
    return this.ownNamespaces.has(namespace);
  }

  /** True when an installer puts Services into this namespace. */
  public isInstalled(namespace: string): boolean {
    return namespace === this.rootNamespace || INSTALLED.has(namespace);
  }

  /** The custom resource whose controller may have made what is called `name`: of the same name, or of its first words. */
  public makerOf(name: string, namespace: string): string | undefined {
    const names = this.makers.get(namespace);
    for (let end = name.length; names && end > 0; end = name.lastIndexOf('-', end - 1)) {
      const maker = name.slice(0, end);
      if (names.has(maker)) {
        return maker;
      }
    }
    return undefined;
  }
}

import { textsOf } from './reading';

/**
 * Who may see an object: `exportTo` of VirtualServices, DestinationRules and ServiceEntries, and the annotation
 * `networking.istio.io/exportTo` of Services. Absent or empty means everybody.
 */
export class Visibility {
  /** Everybody sees it. */
  public static readonly PUBLIC = new Visibility(undefined);

  /** The visibility an `exportTo` list means for an object of `namespace`. */
  public static of(exportTo: unknown, namespace: string): Visibility {
    const scopes = textsOf(exportTo);
    return scopes.length === 0 || scopes.includes('*')
      ? Visibility.PUBLIC
      : new Visibility(new Set(scopes.filter(scope => scope !== '~').map(scope => scope === '.' ? namespace : scope)));
  }

  /** The visibility that the comma-separated annotation of a Service means. */
  public static ofAnnotation(annotation: unknown, namespace: string): Visibility {
    return typeof annotation === 'string'
      ? Visibility.of(annotation.split(',').map(scope => scope.trim()).filter(scope => scope !== ''), namespace)
      : Visibility.PUBLIC;
  }

  private constructor(private readonly scopes: ReadonlySet<string> | undefined) {
    Object.freeze(this);
  }

  public get isPublic(): boolean {
    return this.scopes === undefined;
  }

  /** The namespaces that see it, in the order they are listed; empty when everybody does or nobody. */
  public get namespaces(): readonly string[] {
    return this.scopes ? [...this.scopes] : [];
  }

  /** True when objects and clients of `namespace` see it. */
  public isVisibleIn(namespace: string): boolean {
    return this.scopes === undefined || this.scopes.has(namespace);
  }
}

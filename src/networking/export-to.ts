import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';

/**
 * The namespaces that see an object: Istio field `spec.exportTo`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService-export_to
 */
export class ExportTo {
  /** Every namespace: `["*"]`. What Istio does by default, unless the mesh configuration says otherwise. */
  public static all(): ExportTo {
    return new ExportTo(['*']);
  }

  /** The namespace of the object alone: `["."]`. */
  public static sameNamespace(): ExportTo {
    return new ExportTo(['.']);
  }

  /** These namespaces, and no other. `.` stands for the namespace of the object. */
  public static namespaces(...names: string[]): ExportTo {
    if (names.length === 0) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: 'exportTo without namespaces',
        why: 'Istio reads an empty exportTo as an absent one, which exports to the default of the mesh: usually everywhere',
        fix: 'name the namespaces, or use ExportTo.sameNamespace()',
      });
    }
    names.forEach(name => name === '.' || requireName(name, DNS_LABEL, 'namespace in exportTo'));
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `exportTo names "${twice}" twice`, why: 'Istio refuses it', fix: `name "${twice}" once` });
    }
    return new ExportTo(names);
  }

  /** No namespace: `["~"]`. Only a ServiceEntry can be hidden so. */
  public static nowhere(): ExportTo {
    return new ExportTo(['~']);
  }

  private constructor(private readonly values: readonly string[]) {}

  /** @internal */
  public get _isNowhere(): boolean {
    return this.values[0] === '~';
  }

  /** @internal */
  public _render(): string[] {
    return [...this.values];
  }
}

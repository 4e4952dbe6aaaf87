import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { labelValueFault } from '../kernel/names';

/**
 * Whether pods of a namespace get a sidecar, and from which control plane: the labels `istio-injection` and `istio.io/rev`.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export class SidecarInjection {
  /** Sidecars of the default control plane: label `istio-injection: enabled`. */
  public static readonly ENABLED = new SidecarInjection({ 'istio-injection': 'enabled' });
  /** No sidecars: label `istio-injection: disabled`. */
  public static readonly DISABLED = new SidecarInjection({ 'istio-injection': 'disabled' });

  /**
   * Sidecars of one revision of the control plane: label `istio.io/rev`.
   * @param revision name or tag of the revision, `1-30` or `stable`
   */
  public static revision(revision: string): SidecarInjection {
    if (revision === '' || labelValueFault(revision)) {
      fail({
        code: CODES.INVALID_NAME,
        what: `"${revision}" is no revision`,
        why: 'it becomes the value of the label istio.io/rev',
        fix: 'use letters, digits, `-`, `_` and `.`, at most 63, such as "1-30"',
      });
    }
    return new SidecarInjection({ 'istio.io/rev': revision });
  }

  private constructor(private readonly labels: { readonly [key: string]: string }) {}

  /** @internal */
  public _labels(): { [key: string]: string } {
    return { ...this.labels };
  }
}

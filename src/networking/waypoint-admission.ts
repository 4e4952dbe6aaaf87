import { requireLabels } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';

/** The label that the API server puts on every namespace: its name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * Whose objects a waypoint serves. An enrolment from a namespace that is not admitted has no effect: the requests pass by the waypoint.
 *
 * Field `spec.listeners[].allowedRoutes` of the Gateway API.
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/#cross-namespace-waypoint
 */
export class WaypointAdmission {
  /** The namespace of the waypoint alone. */
  public static sameNamespace(): WaypointAdmission {
    return new WaypointAdmission({ from: 'Same' }, (namespace, home) => namespace === home);
  }

  /** These namespaces, by name; name the waypoint's own too if it is meant. At least one, without wildcard. */
  public static namespaces(...names: string[]): WaypointAdmission {
    if (names.length === 0) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: 'an admission of no namespace',
        why: 'nothing could be enrolled in the waypoint',
        fix: 'name at least one namespace, or use WaypointAdmission.sameNamespace()',
      });
    }
    const values = names.map(name => requireName(name, DNS_LABEL, 'namespace that a waypoint admits'));
    return new WaypointAdmission(
      { from: 'Selector', selector: { matchExpressions: [{ key: NAME_LABEL, operator: 'In', values }] } },
      namespace => values.includes(namespace),
    );
  }

  /** Namespaces with all of these labels. At least one label. */
  public static labelled(labels: { [key: string]: string }): WaypointAdmission {
    const wanted = requireLabels(labels, 'admission of a waypoint');
    return new WaypointAdmission(
      { from: 'Selector', selector: { matchLabels: wanted } },
      (namespace, _, carried) => carried && Object.entries(wanted).every(([key, value]) => (key === NAME_LABEL ? namespace : carried[key]) === value),
    );
  }

  /** Every namespace of the cluster. */
  public static everyNamespace(): WaypointAdmission {
    return new WaypointAdmission({ from: 'All' }, () => true);
  }

  private constructor(private readonly rendered: object, private readonly test: AdmissionTest) {}

  /**
   * Whether a namespace is admitted. Undefined where that takes labels that are not known.
   * @internal
   */
  public _admits(namespace: string, home: string, labels?: { readonly [key: string]: string }): boolean | undefined {
    return this.test(namespace, home, labels);
  }

  /** @internal */
  public _render(): object {
    return { namespaces: this.rendered };
  }
}

type AdmissionTest = (namespace: string, home: string, labels?: { readonly [key: string]: string }) => boolean | undefined;

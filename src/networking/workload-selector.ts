import type { IMeshService } from './mesh-service';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { labelValueFault, qualifiedNameFault } from '../kernel/names';

/**
 * Workloads of one namespace, chosen by their labels. A workload needs all of them; the wildcard `*` is not possible.
 *
 * @see https://istio.io/latest/docs/reference/config/type/workload-selector/
 */
export class WorkloadSelector {
  /** Workloads with all of these labels. At least one label: no labels would stand for the whole namespace. */
  public static labels(labels: { [key: string]: string }): WorkloadSelector {
    return new WorkloadSelector(requireLabels(labels, 'workload selector'), undefined);
  }

  /**
   * The workloads of a service, by its selector. Fails with MESH0012 if the handle does not know the selector.
   * @param service a service whose labels are known: `new MeshService({ selector })` or `fromService({ workload })`
   */
  public static service(service: IMeshService): WorkloadSelector {
    const selector = service.selector ?? fail({
      code: CODES.UNKNOWN_WORKLOAD,
      what: `the labels of the workloads behind ${service.host} are not known`,
      where: `construct ${service.node.path}`,
      why: 'without labels the object would apply to every workload of its namespace',
      fix: 'declare the service with `selector`, or pass `workload` to MeshService.fromService',
    });
    return new WorkloadSelector(requireLabels(selector, `selector of ${service.host}`), service.serviceNamespace);
  }

  private constructor(private readonly matched: { [key: string]: string }, private readonly namespace: string | undefined) {}

  /**
   * The namespace in which the labels were found, where they come from a service.
   * @internal
   */
  public get _namespace(): string | undefined {
    return this.namespace;
  }

  /** @internal */
  public _render(): { [key: string]: string } {
    return { ...this.matched };
  }
}

/**
 * The namespace of an object that selects workloads: what the props say, else that of the service that was selected by, else (undefined) that
 * of the chart. Fails where the service lives elsewhere.
 */
export function namespaceOfSelected(selector: WorkloadSelector | undefined, wanted: string | undefined, where: string): string | undefined {
  const found = selector?._namespace;
  if (found !== undefined && wanted !== undefined && found !== wanted) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `workloads of the namespace ${found} for an object in the namespace ${wanted}`,
      where,
      why: 'labels select workloads of the object’s own namespace only, so it would apply to none of them',
      fix: `put the object into the namespace ${found}, or leave its namespace out`,
    });
  }
  return wanted ?? found;
}

/** Labels as Kubernetes takes them, at least one, without wildcards. */
export function requireLabels(labels: { readonly [key: string]: string }, where: string): { [key: string]: string } {
  if (Object.keys(labels).length === 0) {
    fail({
      code: CODES.AMBIGUOUS_POLICY,
      what: 'a selection without labels',
      where,
      why: 'no labels match every workload',
      fix: 'name at least one label; for a whole namespace leave the selector out',
    });
  }
  return legalLabels(labels, where);
}

/** Labels as Kubernetes takes them; none is a value too. */
export function legalLabels(labels: { readonly [key: string]: string }, where: string): { [key: string]: string } {
  for (const [key, value] of Object.entries(labels)) {
    const fault = qualifiedNameFault(key) ?? labelValueFault(value);
    if (fault) {
      fail({ code: CODES.INVALID_NAME, what: `the label ${key}: ${value}: ${fault}`, where, fix: 'use a label that Kubernetes takes; Istio knows no wildcards here' });
    }
  }
  return { ...labels };
}

import { renderProviders } from './providers';
import { defined, nonEmptyText } from '../networking/field-checks';
import { WorkloadMode } from '../networking/workload-mode';

/**
 * Which requests and connections are logged, and where to. Istio field `spec.accessLogging[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/#AccessLogging
 */
export interface AccessLogging {
  /**
   * Names of extension providers of the mesh configuration, at least one.
   * @default - those of the enclosing level: namespace, then mesh, then the default providers of the mesh configuration
   */
  readonly providers?: string[];
  /**
   * The side on which this entry holds. Istio field `match.mode`.
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;
  /**
   * Whether nothing is logged.
   * @default - as on the enclosing level
   */
  readonly disabled?: boolean;
  /**
   * What is logged, in CEL over Envoy's attributes: `response.code >= 400`. Not empty. Istio's webhook refuses what is no CEL;
   * that is not checked here. Istio field `filter.expression`.
   * @default - everything
   */
  readonly filterExpression?: string;
}

/** Renders and checks an entry. */
export function renderAccessLogging(entry: AccessLogging, where: string): object {
  const expression = nonEmptyText(entry.filterExpression, `${where}.filter.expression`);
  return defined({
    match: entry.mode && { mode: entry.mode },
    providers: renderProviders(entry.providers, `${where}.providers`),
    disabled: entry.disabled,
    filter: expression === undefined ? undefined : { expression },
  });
}

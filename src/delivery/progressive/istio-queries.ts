/**
 * Queries over Istio's standard metrics of the new version alone, as its own proxies report them. To Istio both versions are one workload, so the name of
 * the pod tells them apart: pods of a Rollout are called `<rollout>-<hash>-…`.
 *
 * @see https://istio.io/latest/docs/reference/config/metrics/
 */
function ofCanary(podLabel: string, more: string = ''): string {
  const labels = [
    'reporter="destination"',
    'destination_workload_namespace="{{args.namespace}}"',
    `${podLabel}=~"{{args.rollout}}-{{args.canary-hash}}-.*"`,
  ];
  return `{${labels.join(',')}${more}}`;
}

/** Percentage of answers that are not 5xx. Without requests it yields no data or NaN. */
export function istioErrorFree(podLabel: string, window: string): string {
  const good = `sum(rate(istio_requests_total${ofCanary(podLabel, ',response_code!~"5.."')}[${window}]))`;
  const all = `sum(rate(istio_requests_total${ofCanary(podLabel)}[${window}]))`;
  return `100 * (${good} or vector(0)) / ${all}`;
}

/** The 99th percentile of the time answers take, in milliseconds. */
export function istioLatency(podLabel: string, window: string): string {
  return `histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket${ofCanary(podLabel)}[${window}])))`;
}

/** The new version at a waypoint, in Flagger's words. */
const AT_WAYPOINT = 'reporter="waypoint",destination_workload_namespace="{{ namespace }}",destination_workload="{{ target }}"';
const WAYPOINT_REQUESTS = (more: string) => `sum(rate(istio_requests_total{${AT_WAYPOINT}${more}}[{{ interval }}]))`;

/** Percentage of answers that are not 5xx, as a waypoint reports it. */
export const WAYPOINT_SUCCESS_RATE = `100 * (${WAYPOINT_REQUESTS(',response_code!~"5.."')} or vector(0)) / ${WAYPOINT_REQUESTS('')}`;

/** The 99th percentile of the time answers take, in milliseconds, as a waypoint reports it. */
export const WAYPOINT_DURATION
  = `histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${AT_WAYPOINT}}[{{ interval }}])))`;

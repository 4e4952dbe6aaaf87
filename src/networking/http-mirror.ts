import { IDestination, renderDestination } from './destination';
import { numberBetween } from './field-checks';

/**
 * A copy of requests for another destination, whose answers are dropped. The copy keeps its Host header, unless istiod runs with
 * `DISABLE_SHADOW_HOST_SUFFIX=false`; then it ends in `-shadow`. Istio field `http[].mirrors[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMirrorPolicy
 */
export interface HttpMirror {
  /** Who gets the copies. Istio field `mirrors[].destination`. */
  readonly destination: IDestination;
  /**
   * Share of the requests to copy, 0 to 100; 0 keeps the mirror in the configuration without traffic. Istio field `mirrors[].percentage`.
   * @default 100
   */
  readonly percentage?: number;
}

/** Checks the mirrors of a route: percentages from 0 to 100. */
export function checkHttpMirrors(mirrors: readonly HttpMirror[], where: string): void {
  mirrors.forEach(({ percentage }, i) => numberBetween(percentage, 0, 100, `${where}, mirrors[${i}].percentage`));
}

/** Renders a mirror in Istio's spelling. */
export function renderHttpMirror({ destination, percentage }: HttpMirror): object {
  const rendered: { destination: object; percentage?: object } = { destination: renderDestination(destination) };
  if (percentage !== undefined) {
    rendered.percentage = { value: percentage };
  }
  return rendered;
}

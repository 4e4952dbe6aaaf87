import { defined, nonEmptyList } from './field-checks';
import { L4Match, matchesEveryConnection, renderL4Match } from './l4-match';
import { checkConnectionSplit } from './l4-split';
import { TrafficSplit } from './traffic-split';
import { noteSource, SourceMark } from '../kernel/source';

/**
 * Conditions on a TCP connection. All fields must hold.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#L4MatchAttributes
 */
export interface TcpMatch extends L4Match {}

/**
 * A route of TCP connections. Istio field `tcp[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#TCPRoute
 */
export interface TcpRoute {
  /**
   * Conditions, of which one must hold. Istio field `tcp[].match`.
   * @default - every connection; such a route can only be the last one (MESH0007)
   */
  readonly match?: TcpMatch[];
  /** Where the connections go. Istio field `tcp[].route`. */
  readonly route: TrafficSplit;
}

/** A TCP route that has been checked. Destinations are rendered at synth. */
export class CheckedTcpRoute {
  /** Whether no connection passes this route by. */
  public readonly catchesAll: boolean;
  private readonly fixed: object;

  constructor(private readonly route: TcpRoute, where: string, private readonly mark: SourceMark | undefined) {
    checkConnectionSplit(route.route, where);
    const match = nonEmptyList(route.match, `${where}, match`);
    this.catchesAll = !match || match.some(matchesEveryConnection);
    this.fixed = defined({ match: match?.map((each, i) => renderL4Match(each, `${where}, match[${i}]`)) });
  }

  /** The route in Istio's spelling. */
  public render(): object {
    const rendered = { ...this.fixed, route: this.route.route._render() };
    if (this.mark) {
      noteSource(rendered, this.mark);
    }
    return rendered;
  }
}

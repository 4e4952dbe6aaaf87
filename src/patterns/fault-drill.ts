import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark } from '../kernel/source';
import { requireEach } from '../networking/field-checks';
import { HttpFault } from '../networking/http-fault';
import { StringMatch } from '../networking/string-match';
import { VirtualServiceBase } from '../networking/virtual-service-base';

/** Props of every fault drill. */
export interface FaultDrillProps {
  /**
   * The routes in which the drill takes place, at least one: `release.meshRoutes` for callers inside of the mesh, `release.gatewayRoutes` for
   * those at the gateways, a VirtualService of your own.
   */
  readonly routes: VirtualServiceBase[];
  /**
   * The fault, with its share of the requests: `{ delay: FaultDelay.fixed(Duration.seconds(2), 50) }`. A delay, an abort, or both: the delay
   * comes first.
   */
  readonly fault: HttpFault;
}

/** Props of a fault drill for testers. */
export interface TestersFaultDrillProps extends FaultDrillProps {
  /** Headers by which testers are known, all of which a request must have; at least one (MESH0011). Names in lower case. */
  readonly headers: { [name: string]: StringMatch };
  /**
   * What stands before the names of the routes, for several drills in one VirtualService (MESH0008): `fault-drill-cart` for the route `cart`. Of two
   * drills that a request matches, the one made later holds.
   * @default 'fault-drill'
   */
  readonly routeName?: string;
}

/**
 * Faults on purpose, to see what callers do: requests that wait, or are answered with an error.
 *
 * Emits no object: `forTesters` puts before each route that forwards or delegates the same route with the headers and the fault, `forEverybody`
 * adds the fault to each of them. Leaving the construct out ends the drill. The fault is made in the proxy of the caller (of the
 * gateway, for callers outside), where the timeout and the retries of the same route do not apply to it: what is tested is the caller, not
 * the route. Whoever sends the headers is a tester: at a gateway that is anybody who knows them. They make his own requests slow or fail, and
 * lead nowhere else: paths, rewrites and changes of headers are those of the route.
 *
 * Promise: of the requests with all the headers, the given shares are delayed or aborted; with or without them, every request goes where
 * it went without the drill. A drill for everybody does the same to every request.
 */
export class FaultDrill extends Construct {
  /** A drill that hits requests with certain headers only. */
  public static forTesters(scope: Construct, id: string, props: TestersFaultDrillProps): FaultDrill {
    const { fault, headers } = props;
    const drill = new FaultDrill(scope, id, props.routes);
    if (Object.keys(headers).length === 0) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: 'a drill for testers without headers',
        where: `construct ${drill.node.path}`,
        why: 'no header means every request: all users would be hit',
        fix: "name a header that testers send: { 'x-fault-drill': StringMatch.exact('cart') }; for all users say FaultDrill.forEverybody",
      });
    }
    const mark = SourceMark.here();
    for (const routes of drill.routes) {
      routes._drill({ name: props.routeName ?? 'fault-drill', headers, fault, mark });
    }
    return drill;
  }

  /** A drill that hits everybody whose requests take the routes. Begin with a small share. */
  public static forEverybody(scope: Construct, id: string, props: FaultDrillProps): FaultDrill {
    const drill = new FaultDrill(scope, id, props.routes);
    drill.routes.forEach(routes => routes._injectEverywhere(props.fault));
    return drill;
  }

  private constructor(
    scope: Construct,
    id: string,
    /** The routes in which the drill takes place. */
    public readonly routes: VirtualServiceBase[],
  ) {
    super(scope, id);
    if (routes.length === 0) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: 'a drill without routes',
        where: `construct ${this.node.path}`,
        why: 'nobody would be hit',
        fix: 'name the VirtualServices: routes: [release.meshRoutes]',
      });
    }
    requireEach(routes, `construct ${this.node.path}, routes`);
  }
}

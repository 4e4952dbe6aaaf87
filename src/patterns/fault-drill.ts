import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark } from '../kernel/source';
import { HttpAction } from '../networking/http-action';
import { HttpFault } from '../networking/http-fault';
import { HttpRetry } from '../networking/http-retry';
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
   * Name of the route, for several drills in one VirtualService. Of two drills that a request matches, the one made later holds.
   * @default 'fault-drill'
   */
  readonly routeName?: string;
  /**
   * Where requests of testers go as far as the fault lets them: where they would go without the drill. `HttpAction.route(split)` with the split
   * of a canary release, or `HttpAction.delegate(release.weights)` where a controller moves its weights. Redirects and direct responses take no
   * fault (MESH0002).
   */
  readonly to: HttpAction;
  /**
   * How long a request of a tester may take after the fault; give it the timeout of the normal route.
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * Retries of a tester's request after the fault; give it those of the normal route. Istio never retries a fault that it injected itself.
   * @default - the default of the mesh
   */
  readonly retries?: HttpRetry;
}

/**
 * Faults on purpose, to see what callers do: requests that wait, or are answered with an error.
 *
 * Emits no object: `forTesters` adds a route to each VirtualService, before the routes that are there, `forEverybody` adds the
 * fault to each of its routes that forward or delegate. Leaving the construct out ends the drill. The fault is made in the proxy of the caller (of the
 * gateway, for callers outside), where the timeout and the retries of the same route do not apply to it: what is tested is the caller, not
 * the route. Whoever sends the headers is a tester: at a gateway that is anybody who knows them.
 *
 * Promise: of the requests with all the headers, the given shares are delayed or aborted and the rest go to `to`; all other requests go where
 * they went without the drill. A drill for everybody does the same to every request, and none goes elsewhere than before.
 */
export class FaultDrill extends Construct {
  /** A drill that hits requests with certain headers only. */
  public static forTesters(scope: Construct, id: string, props: TestersFaultDrillProps): FaultDrill {
    const { fault, headers, to, timeout, retries } = props;
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
      routes._prependHttpRoute(props.routeName ?? 'fault-drill', { match: [{ headers }], action: to, fault, timeout, retries }, mark);
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
  }
}

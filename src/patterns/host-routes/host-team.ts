import { checkGrant, HostGrant } from './host-grant';
import { SourceMark } from '../../kernel/source';
import { HttpRoute } from '../../networking/http-route';

/** What the owner of a host lets a team do on it. */
export interface HostTeamProps {
  /**
   * Paths below which the team's routes must stay, each with everything below it: `/payments` is `/payments` and `/payments/…`, never
   * `/payments-old`. At least one (MESH0011). A route that does not provably stay below one of them is refused (MESH0023).
   * @default - every path
   */
  readonly pathPrefixes?: string[];
  /**
   * Namespaces to whose services the team may send and mirror requests; at least one (MESH0011). Other destinations, hosts outside of the
   * cluster and delegates are refused (MESH0023).
   * @default - any destination
   */
  readonly namespaces?: string[];
  /**
   * The highest priority a route of the team may have; a whole number. Routes above the default priority go before those of other teams
   * whatever they match, so it is the owner who allows them (MESH0023).
   * @default 0
   */
  readonly highestPriority?: number;
}

/** A route that a team contributes to a host. */
export interface HostRoute extends HttpRoute {
  /**
   * Routes of a higher priority are tried first, whatever they match; a whole number, also negative, not above the team's
   * `highestPriority`. Among equals the narrower route is tried first.
   * @default 0
   */
  readonly priority?: number;
}

/** A contribution in its raw form, with what the owner needs to know of it. */
export interface Contribution {
  readonly team: string;
  readonly routeName: string;
  readonly route: HostRoute;
  readonly mark: SourceMark;
}

/**
 * The right of one team to contribute routes to a host: what `HostRoutes.addTeam` returns, to be handed to the team's chart.
 */
export class HostTeam {
  /** @internal */
  public static _of(teamName: string, grant: HostGrant, contribute: (contribution: Contribution) => void): HostTeam {
    return new HostTeam(teamName, grant, contribute);
  }

  private constructor(
    /** The team, owner of the routes that are added here. */
    public readonly teamName: string,
    private readonly grant: HostGrant,
    private readonly contribute: (contribution: Contribution) => void,
  ) {}

  /**
   * Contributes a route to the host. Its place among the routes of all teams follows from its priority and from what it matches, never from
   * the order of the calls.
   *
   * Errors: a name the team used already (MESH0008); a route outside of what the owner granted (MESH0023); a gateway that does not use the
   * routes (MESH0006); what `VirtualService.addHttpRoute` refuses. At synth: a route that another one hides (MESH0022).
   *
   * @param name unique among the routes of the team; in access logs and findings it reads `<team>.<name>`. Istio field `http[].name`
   */
  public addHttpRoute(name: string, route: HostRoute): void {
    const mark = SourceMark.here();
    checkGrant(this.grant, route, `team ${this.teamName}, http route "${name}"`);
    this.contribute({ team: this.teamName, routeName: name, route, mark });
  }
}

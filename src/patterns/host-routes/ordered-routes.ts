import { hiddenMatches } from './hidden-routes';
import { Contribution } from './host-team';
import { RequestMatch, requestMatch, specificity } from './request-match';
import { CODES } from '../../kernel/codes';
import { fail, locatedError } from '../../kernel/fail';
import { byCodePoint } from '../../kernel/order';
import { SourceMark } from '../../kernel/source';
import { HttpMatch } from '../../networking/http-match';
import { CheckedHttpRoute, HttpRouteContext } from '../../networking/http-route';

/** Where routes are used: the sidecars of the mesh, some gateways, or both. */
export interface RoutesUse {
  /** References of the gateways; `mesh` for the sidecars. */
  readonly gateways: readonly string[];
  readonly context: HttpRouteContext;
  /** The VirtualService, for messages. */
  readonly where: string;
}

interface OrderedRoute {
  readonly contribution: Contribution;
  readonly matches: readonly RequestMatch[];
  readonly leastSpecific: readonly number[];
  readonly checked: CheckedHttpRoute;
}

/**
 * Routes of many teams for one use, in the order in which proxies try them: higher priority first, then the narrower one, then by the
 * names of team and route. A route is as narrow as the widest of its matches.
 */
export class OrderedRoutes {
  private readonly routes: OrderedRoute[] = [];
  private isChecked = false;

  constructor(private readonly use: RoutesUse) {}

  /** Adds a route as far as it applies here: matches for other gateways are left out, and so is a route that has no others. */
  public add(contribution: Contribution): void {
    const { route, mark } = contribution;
    const match = route.match?.filter(each => this.isUsedHere(each));
    if (route.match?.length && match?.length === 0) {
      return;
    }
    const name = nameOf(contribution);
    const checked = new CheckedHttpRoute(name, { ...route, match }, this.use.context, `${this.use.where}, http route "${name}"`, mark);
    const matches = (match?.length ? match : [{}]).map(each => requestMatch(each, this.use.gateways));
    const leastSpecific = matches.map(specificity).reduce((least, each) => compareNumbers(each, least) < 0 ? each : least);
    this.routes.push({ contribution, matches, leastSpecific, checked });
    this.isChecked = false;
  }

  /** The routes in their order. Fails with MESH0022 where one hides another. */
  public ordered(): readonly CheckedHttpRoute[] {
    if (!this.isChecked) {
      this.routes.sort(inOrder);
      this.refuseHidden();
      this.isChecked = true;
    }
    return this.routes.map(({ checked }) => checked);
  }

  private isUsedHere({ gateways }: HttpMatch): boolean {
    return !gateways?.length || gateways.some(({ gatewayReference }) => this.use.gateways.includes(gatewayReference));
  }

  private refuseHidden(): void {
    const found = hiddenMatches(this.routes.map(({ matches, contribution }) => ({ matches, mayPassOn: contribution.route.action._kind === 'delegate' })));
    if (found.length === 0) {
      return;
    }
    const first = found.filter(({ route }) => route === found[0].route);
    const others = found.filter(({ route }, i) => route !== found[0].route && route !== found[i - 1].route);
    const [hidden, taker] = [this.routes[first[0].route], this.routes[first[0].by].contribution];
    const lost = hidden.contribution;
    const part = first.length === hidden.matches.length ? 'the route' : `match[${first[0].match}] of the route`;
    failAt(lost.mark, () => fail({
      code: CODES.HIDDEN_ROUTE,
      what: `${part} ${nameOf(lost)} of team ${lost.team} is hidden by the route ${nameOf(taker)} of team ${taker.team}`,
      where: [
        `${this.use.where}: ${place(lost)}, hidden by ${place(taker)}`,
        ...others.map(({ route, by }) => `also ${place(this.routes[route].contribution)}, hidden by ${place(this.routes[by].contribution)}`),
      ].join('; '),
      why: `${nameOf(taker)} is tried first and takes every such request, so that none reaches ${nameOf(lost)}`,
      fix: fixFor(lost, taker),
    }));
  }
}

function inOrder(a: OrderedRoute, b: OrderedRoute): number {
  return (b.contribution.route.priority ?? 0) - (a.contribution.route.priority ?? 0)
    || compareNumbers(b.leastSpecific, a.leastSpecific)
    || byCodePoint(a.contribution.team, b.contribution.team)
    || byCodePoint(a.contribution.routeName, b.contribution.routeName);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

function nameOf({ team, routeName }: Contribution): string {
  return `${team}.${routeName}`;
}

function place(contribution: Contribution): string {
  const location = contribution.mark.location;
  return location ? `${nameOf(contribution)} at ${location.file}:${location.line}` : nameOf(contribution);
}

function fixFor(lost: Contribution, taker: Contribution): string {
  const [lostPriority, takersPriority] = [lost.route.priority ?? 0, taker.route.priority ?? 0];
  return lostPriority < takersPriority
    ? `give ${nameOf(lost)} the priority ${takersPriority} as well if it is narrower (the owner of the host grants it), narrow ${nameOf(taker)}, or take ${nameOf(lost)} out`
    : `agree on who takes these requests: narrow ${nameOf(taker)}, or take ${nameOf(lost)} out`;
}

/** Fails at the line where the program said it. */
function failAt(mark: SourceMark, failing: () => never): never {
  try {
    return failing();
  } catch (error) {
    throw locatedError(error, mark.location);
  }
}

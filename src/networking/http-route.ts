import { Duration } from 'cdk8s';
import { CorsPolicy, renderCorsPolicy } from './cors-policy';
import { defined, durationText, nonEmptyList, requireGiven } from './field-checks';
import { authorityChanges, checkHeaderOperations, HeaderOperations, renderHeaderOperations } from './header-operations';
import { HttpAction } from './http-action';
import { HttpFault, renderHttpFault } from './http-fault';
import { HttpMatch, matchesEverything, renderHttpMatch } from './http-match';
import { checkHttpMirrors, HttpMirror, renderHttpMirror } from './http-mirror';
import { HttpRetry, renderHttpRetry } from './http-retry';
import { HttpRewrite } from './http-rewrite';
import { StringMatch } from './string-match';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { noteSource, SourceMark } from '../kernel/source';

/**
 * One HTTP route: conditions, one action, and what else is done to the request.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export interface HttpRoute {
  /**
   * Conditions, of which one must hold. Istio field `http[].match`.
   * @default - every request; such a route can only be the last one (MESH0007)
   */
  readonly match?: HttpMatch[];
  /** What happens to the request. Istio fields `http[].route`, `redirect`, `directResponse`, `delegate`. */
  readonly action: HttpAction;
  /**
   * Longest time until the answer is complete, retries included; whole milliseconds from 1 (MESH0004). Istio field `http[].timeout`.
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * How often and when the request is tried again. Istio field `http[].retries`.
   * @default - the default of the mesh
   */
  readonly retries?: HttpRetry;
  /**
   * Another path or host before forwarding; not with redirect and direct response (MESH0002). Istio field `http[].rewrite`.
   * @default - none
   */
  readonly rewrite?: HttpRewrite;
  /**
   * Faults to inject; not with redirect and direct response (MESH0002). Istio field `http[].fault`.
   * @default - none
   */
  readonly fault?: HttpFault;
  /**
   * Copies of the request. Istio field `http[].mirrors`.
   * @default - none
   */
  readonly mirrors?: HttpMirror[];
  /**
   * Other origins that may call the route from a browser. Istio field `http[].corsPolicy`.
   * @default - no CORS headers, preflights are forwarded
   */
  readonly corsPolicy?: CorsPolicy;
  /**
   * Headers to change, before those of the single destination. Istio field `http[].headers`.
   * @default - none
   */
  readonly headers?: HeaderOperations;
}

/** An HTTP route in a list. */
export interface NamedHttpRoute extends HttpRoute {
  /** Name of the route, unique in the VirtualService (MESH0008): it shows in access logs and findings. Istio field `http[].name`. */
  readonly name: string;
}

/** What a route has to know of the VirtualService it belongs to. */
export interface HttpRouteContext {
  /** Whether the VirtualService is bound to gateways only, so that claims of a JWT can be matched. */
  readonly claims: boolean;
  /** Whether the VirtualService is a delegate, so that it cannot delegate further. */
  readonly delegate: boolean;
}

/** A fault for the requests of some routes that have certain headers. */
export interface HttpDrill {
  /** Stands before the names of the routes. */
  readonly name: string;
  readonly headers: { readonly [name: string]: StringMatch };
  readonly fault: HttpFault;
  readonly mark: SourceMark;
}

/** A route that has been checked. What is fixed is rendered once; destinations are rendered at synth, because ports may come later. */
export class CheckedHttpRoute {
  /** Whether no request passes this route by. */
  public readonly catchesAll: boolean;
  private readonly fixed: object;

  constructor(
    public readonly name: string,
    private readonly route: HttpRoute,
    private readonly context: HttpRouteContext,
    private readonly where: string,
    private readonly mark: SourceMark | undefined,
  ) {
    requireGiven(route.action, `${where}, action`);
    checkCombination(route, context, where);
    checkHeaders(route, where);
    const match = nonEmptyList(route.match, `${where}, match`);
    checkHttpMirrors(route.mirrors ?? [], where);
    this.catchesAll = !match || match.some(matchesEverything);
    this.fixed = defined({
      name,
      match: match?.map((each, i) => renderHttpMatch(each, context.claims, `${where}, match[${i}]`)),
      timeout: durationText(route.timeout, `${where}, timeout`),
      retries: route.retries && renderHttpRetry(route.retries, where),
      rewrite: route.rewrite?._render(),
      fault: route.fault && renderHttpFault(route.fault, where),
      corsPolicy: route.corsPolicy && renderCorsPolicy(route.corsPolicy, where),
      headers: route.headers && renderHeaderOperations(route.headers),
    });
  }

  /**
   * The same route for a part of its requests, with a fault: everything else is as in the original, so that the drill opens no way that was
   * closed. Undefined where nothing is forwarded.
   */
  public drilled(drill: HttpDrill): CheckedHttpRoute | undefined {
    const { action, match, fault } = this.route;
    if (action._kind !== 'route' && action._kind !== 'delegate') {
      return undefined;
    }
    const where = `${this.where}, drill "${drill.name}"`;
    if (fault) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: `the route "${this.name}" has a fault of its own besides that of the drill "${drill.name}"`,
        where,
        why: 'a route has one fault',
        fix: 'leave one of the two out',
      });
    }
    const narrowed = (match ?? [{}]).map(each => ({ ...each, headers: withHeaders(each.headers, drill, where) }));
    return new CheckedHttpRoute(`${drill.name}-${this.name}`, { ...this.route, match: narrowed, fault: drill.fault }, this.context, where, drill.mark);
  }

  /** The route in Istio's spelling. A fault for all routes goes into those that forward or delegate; one of the route's own is then an error. */
  public render(faultForAll?: object): object {
    const { action, mirrors } = this.route;
    const rendered: Record<string, unknown> = { ...this.fixed, [action._kind]: action._render() };
    if (faultForAll && (action._kind === 'route' || action._kind === 'delegate')) {
      if (rendered.fault) {
        fail({
          code: CODES.DUPLICATE_MEMBER,
          what: `the route "${this.name}" has a fault of its own besides the one for every request`,
          where: this.where,
          why: 'a route has one fault',
          fix: 'leave one of the two out',
        });
      }
      rendered.fault = faultForAll;
    }
    if (mirrors !== undefined) {
      rendered.mirrors = mirrors.map(renderHttpMirror);
    }
    if (this.mark) {
      noteSource(rendered, this.mark);
    }
    return rendered;
  }
}

/** The headers of a match and those of a drill, all of which must hold. Of one header a match can say one thing only. */
function withHeaders(headers: HttpMatch['headers'] = {}, drill: HttpDrill, where: string): HttpMatch['headers'] {
  for (const [name, wanted] of Object.entries(drill.headers)) {
    const there = Object.keys(headers).find(each => each.toLowerCase() === name.toLowerCase());
    if (there !== undefined && JSON.stringify(headers[there]._render()) !== JSON.stringify(wanted._render())) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `the route matches the header ${there} already`,
        where,
        why: 'a match says one thing of a header, and both would have to hold',
        fix: 'know testers by another header',
      });
    }
  }
  const own = Object.entries(headers).filter(([name]) => !Object.keys(drill.headers).some(each => each.toLowerCase() === name.toLowerCase()));
  return { ...Object.fromEntries(own), ...drill.headers };
}

function checkCombination({ action, match, rewrite, fault }: HttpRoute, context: HttpRouteContext, where: string): void {
  const field = rewrite ? 'rewrite' : fault ? 'fault' : undefined;
  if (field && (action._kind === 'redirect' || action._kind === 'directResponse')) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${action._kind} and ${field} exclude each other`,
      where,
      why: 'nothing is forwarded, so Istio refuses it',
      fix: `leave ${field} out, or forward with HttpAction.route(…)`,
    });
  }
  if (action._kind === 'delegate' && context.delegate) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a delegate cannot delegate',
      where,
      why: 'Istio follows one level of delegation only',
      fix: 'delegate from the VirtualService with the hosts to both',
    });
  }
  if (action._redirectsPrefix && match?.some(({ uri }) => uri && !uri._isPrefix)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a redirect of a prefix, and a match that is none',
      where,
      why: 'there is no prefix to replace where the path is matched exactly or by a regular expression; Istio refuses it',
      fix: 'match with StringMatch.prefix(…), or redirect with RedirectPath.full(…)',
    });
  }
}

function checkHeaders({ action, headers, rewrite }: HttpRoute, where: string): void {
  if (headers) {
    checkHeaderOperations(headers, where);
  }
  if (action._split?._hasHeaders) {
    action._split.destinations.forEach((each, i) => each.headers && checkHeaderOperations(each.headers, `${where}, route[${i}]`));
  }
  if ((rewrite?._setsAuthority ? 1 : 0) + authorityChanges(headers) > 1) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'the authority of the request is set more than once',
      where,
      why: 'Istio allows one of rewrite.authority and the headers host and :authority',
      fix: 'keep rewrite: HttpRewrite.authority(…) and leave the header out',
    });
  }
}

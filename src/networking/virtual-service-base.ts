import { Construct } from 'constructs';
import { Declarations } from './declarations';
import { ExportTo } from './export-to';
import { HttpFault, renderHttpFault } from './http-fault';
import { CheckedHttpRoute, HttpDrill, HttpRoute, HttpRouteContext, NamedHttpRoute } from './http-route';
import { IstioObject, IstioObjectProps } from './istio-object';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark } from '../kernel/source';

/** What VirtualServices with and without hosts have in common. */
export interface VirtualServiceBaseProps extends IstioObjectProps {
  /**
   * HTTP routes in their order; `addHttpRoute` appends more. Istio field `spec.http`.
   * @default - none
   */
  readonly http?: NamedHttpRoute[];
  /**
   * Namespaces whose sidecars and gateways use the object; not `ExportTo.nowhere()` (MESH0001). Istio field `spec.exportTo`.
   * @default - the default of the mesh: all
   */
  readonly exportTo?: ExportTo;
}

/** Base of `VirtualService` and `DelegateVirtualService`: an ordered list of HTTP routes. */
export abstract class VirtualServiceBase extends IstioObject {
  private readonly httpRoutes: CheckedHttpRoute[] = [];
  private readonly httpRouteNames = new Set<string>();
  private readonly exportTo?: string[];
  private readonly drills: HttpDrill[] = [];
  private faultForAll?: object;

  constructor(scope: Construct, id: string, props: VirtualServiceBaseProps) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' }, props);
    if (props.exportTo?._isNowhere) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'a VirtualService that is exported nowhere',
        where: `${this._where}, exportTo`,
        why: 'Istio takes "~" for a ServiceEntry only',
        fix: 'use ExportTo.sameNamespace()',
      });
    }
    this.exportTo = props.exportTo?._render();
  }

  /**
   * Appends an HTTP route. Order counts: the first route that matches takes the request.
   *
   * Errors: a name that is there already (MESH0008); a route after one that takes every request (MESH0007); combinations that Istio refuses
   * (MESH0002).
   *
   * @param name unique in the VirtualService; it shows in access logs and findings. Istio field `http[].name`
   */
  public addHttpRoute(name: string, route: HttpRoute): void {
    this._appendHttpRoute(name, route, SourceMark.here());
  }

  /** @internal */
  public abstract get _httpContext(): HttpRouteContext;

  /** @internal */
  public get _where(): string {
    return this._subject;
  }

  /**
   * Routes of a list were written where the object was, so they need no mark of their own.
   * @internal
   */
  public _appendHttpRoute(name: string, route: HttpRoute, mark?: SourceMark): void {
    const where = `${this._where}, http route "${name}"`;
    this.requireFreeName(name, where);
    const last = this.httpRoutes.at(-1);
    if (last?.catchesAll) {
      unreachableRoute(`the route "${name}" can never be reached`, `"${last.name}"`, 'request', where);
    }
    this.httpRoutes.push(new CheckedHttpRoute(name, route, this._httpContext, where, mark));
    this.httpRouteNames.add(name);
    Declarations.of(this).revise();
  }

  /**
   * Injects a fault into requests with certain headers, in every route that forwards or delegates, those that come later included. Fails at synth
   * where a route has a fault of its own, or where no route forwards.
   * @internal
   */
  public _drill(drill: HttpDrill): void {
    const where = `${this._where}, drill "${drill.name}"`;
    this.requireFreeName(drill.name, where);
    renderHttpFault(drill.fault, where);
    this.httpRouteNames.add(drill.name);
    this.drills.unshift(drill);
  }

  /**
   * Injects a fault into every route that forwards or delegates, those that come later included. Fails at synth where a route has a fault of its own.
   * @internal
   */
  public _injectEverywhere(fault: HttpFault): void {
    if (this.faultForAll) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: 'two faults for every request',
        where: `${this._where}, fault`,
        why: 'a route has one fault',
        fix: 'give one fault with delay and abort',
      });
    }
    this.faultForAll = renderHttpFault(fault, this._where);
  }

  /** @internal */
  public _baseSpec(): Record<string, unknown> {
    const spec: Record<string, unknown> = {};
    if (this.exportTo) {
      spec.exportTo = this.exportTo;
    }
    const routes = this._httpRoutesInOrder();
    if (routes.length > 0) {
      const drilled = routes.map(route => this.drills.map(drill => route.drilled(drill)).filter(each => each !== undefined));
      if (this.drills.length > 0 && drilled.every(each => each.length === 0)) {
        this.failWithoutForwarding();
      }
      spec.http = routes.flatMap((route, i) => [...drilled[i], route].map(each => each.render(this.faultForAll)));
    }
    return spec;
  }

  /**
   * The routes in the order in which they are written.
   * @internal
   */
  public _httpRoutesInOrder(): readonly CheckedHttpRoute[] {
    return this.httpRoutes;
  }

  private failWithoutForwarding(): never {
    return fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a drill where no route forwards',
      where: this._where,
      why: 'Istio takes no fault beside a redirect or a direct response, so that nobody would be hit',
      fix: 'leave the drill out, or forward with HttpAction.route(…)',
    });
  }

  private requireFreeName(name: string, where: string): void {
    if (name === '' || this.httpRouteNames.has(name)) {
      fail({
        code: name === '' ? CODES.INVALID_NAME : CODES.DUPLICATE_MEMBER,
        what: name === '' ? 'a route without name' : `there is a route "${name}" already`,
        where,
        why: 'access logs and findings tell routes apart by their names',
        fix: 'choose another name',
      });
    }
  }
}

/** Fails with MESH0007. */
export function unreachableRoute(what: string, before: string, thing: 'request' | 'connection', where: string): never {
  return fail({
    code: CODES.UNREACHABLE_ROUTE,
    what,
    where,
    why: `the route ${before} before it takes every ${thing}`,
    fix: `add the route before ${before}, or give ${before} a match`,
  });
}

/** Fails with MESH0001: a VirtualService that says nothing. */
export function requireRoutes(spec: Record<string, unknown>, where: string): void {
  if (!spec.http && !spec.tls && !spec.tcp) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'a VirtualService without routes',
      where,
      why: 'Istio refuses it',
      fix: 'add a route with addHttpRoute(…), or leave the VirtualService out',
    });
  }
}

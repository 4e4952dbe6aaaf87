import { Construct } from 'constructs';
import { Declarations } from './declarations';
import { IDelegateVirtualService } from './http-action';
import { HttpRouteContext } from './http-route';
import { routesOf } from './router';
import { requireRoutes, VirtualServiceBase, VirtualServiceBaseProps } from './virtual-service-base';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../kernel/names';
import { SourceMark } from '../kernel/source';

/** Props of a delegate: HTTP routes, and no hosts, gateways, TLS and TCP routes. */
export interface DelegateVirtualServiceProps extends VirtualServiceBaseProps {}

/**
 * A VirtualService without hosts: routes that take effect where another VirtualService delegates to them with
 * `HttpAction.delegate(…)`, so that a team owns the routes below its path prefix. It must be exported to the namespace of that
 * VirtualService.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export class DelegateVirtualService extends VirtualServiceBase implements IDelegateVirtualService {
  /**
   * A delegate that others own.
   * @param delegateName `namespace/name`, or `name` in the namespace of the VirtualService that delegates
   */
  public static fromName(scope: Construct, id: string, delegateName: string): IDelegateVirtualService {
    return new ForeignDelegate(scope, id, delegateName, SourceMark.here());
  }

  constructor(scope: Construct, id: string, props: DelegateVirtualServiceProps = {}) {
    super(scope, id, props);
    Declarations.of(this).addDelegate(this.name, {
      hosts: [], gatewayNamespaces: [], namespace: this.namespaceName, routes: () => routesOf(this._baseSpec()),
    });
    props.http?.forEach(route => this._appendHttpRoute(route.name, route));
  }

  /** `metadata.name`. */
  public get delegateName(): string {
    return this.name;
  }

  /** Namespace of the delegate. */
  public get delegateNamespace(): string | undefined {
    return this.namespaceName;
  }

  /** @internal */
  public get _httpContext(): HttpRouteContext {
    return DELEGATE;
  }

  /** @internal */
  public _spec(): object {
    const spec = this._baseSpec();
    requireRoutes(spec, this._where);
    return spec;
  }
}

const DELEGATE: HttpRouteContext = { claims: false, delegate: true };

/** A delegate of which only the name is known. */
class ForeignDelegate extends Construct implements IDelegateVirtualService {
  public readonly delegateName: string;
  public readonly delegateNamespace?: string;

  constructor(scope: Construct, id: string, reference: string, public readonly _referenceMark: SourceMark) {
    super(scope, id);
    const [name, namespace, ...rest] = reference.split('/').reverse();
    if (rest.length > 0) {
      fail({ code: CODES.INVALID_NAME, what: `${JSON.stringify(reference)} is no reference to a delegate`, where: `construct ${this.node.path}`, fix: 'write namespace/name' });
    }
    this.delegateName = requireName(name, DNS_SUBDOMAIN, 'name of the delegate');
    this.delegateNamespace = namespace === undefined ? undefined : requireName(namespace, DNS_LABEL, 'namespace of the delegate');
  }
}

import { wholeNumber } from './field-checks';
import { DirectResponseBody } from './http-direct-response';
import { HttpRedirect, renderHttpRedirect } from './http-redirect';
import { TrafficSplit } from './traffic-split';
import { noteSource, SourceMark } from '../kernel/source';

/** A VirtualService without hosts that routes can be delegated to: one of this program, or one that others own. */
export interface IDelegateVirtualService {
  /** `metadata.name` of the delegate. */
  readonly delegateName: string;
  /** Namespace of the delegate. Undefined stands for the namespace of the VirtualService that delegates. */
  readonly delegateNamespace?: string;
}

/**
 * What happens to a request that matches: exactly one of forwarding, redirect, answer and delegation.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export class HttpAction {
  /** Forwards the request. Istio field `http[].route`. */
  public static route(split: TrafficSplit): HttpAction {
    return new HttpAction('route', { split });
  }

  /** Answers with a redirect. Takes no `rewrite` and no `fault` beside it. Istio field `http[].redirect`. */
  public static redirect(redirect: HttpRedirect): HttpAction {
    return new HttpAction('redirect', { rendered: renderHttpRedirect(redirect), prefixRedirect: redirect.path?._isPrefix });
  }

  /**
   * Answers without a workload. Takes no `rewrite` and no `fault` beside it. Istio field `http[].directResponse`.
   * @param status HTTP status, 200 to 600
   * @param body no body by default
   */
  public static directResponse(status: number, body?: DirectResponseBody): HttpAction {
    wholeNumber(status, 200, 600, 'HttpAction.directResponse');
    return new HttpAction('directResponse', { rendered: body ? { status, body: body._render() } : { status } });
  }

  /**
   * Leaves the decision to the routes of another VirtualService; the other fields of the route are defaults for its routes. Istio field
   * `http[].delegate`.
   */
  public static delegate(delegate: IDelegateVirtualService): HttpAction {
    return new HttpAction('delegate', { delegate });
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'route' | 'redirect' | 'directResponse' | 'delegate',
    private readonly detail: ActionDetail,
  ) {}

  /**
   * What is forwarded where; undefined for the other actions.
   * @internal
   */
  public get _split(): TrafficSplit | undefined {
    return this.detail.split;
  }

  /**
   * Whether the action is a redirect that replaces the matched prefix.
   * @internal
   */
  public get _redirectsPrefix(): boolean {
    return this.detail.prefixRedirect === true;
  }

  /**
   * The value of the field that is called like the kind.
   * @internal
   */
  public _render(): object {
    const { split, rendered, delegate } = this.detail;
    return split ? split._render() : rendered ?? renderDelegate(delegate!);
  }
}

interface ActionDetail {
  readonly split?: TrafficSplit;
  readonly rendered?: object;
  readonly prefixRedirect?: boolean;
  readonly delegate?: IDelegateVirtualService;
}

function renderDelegate(delegate: IDelegateVirtualService): object {
  const { delegateName: name, delegateNamespace: namespace } = delegate;
  const rendered = namespace === undefined ? { name } : { name, namespace };
  const mark = (delegate as { _referenceMark?: SourceMark })._referenceMark;
  if (mark) {
    noteSource(rendered, mark);
  }
  return rendered;
}

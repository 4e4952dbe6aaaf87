import { Construct } from 'constructs';
import { AuthorizationOperation } from '../security/authorization-operation';
import { AuthorizationPolicy } from '../security/authorization-policy';
import { AuthorizationProvider } from '../security/authorization-provider';
import { exemptPaths } from '../security/exempt-path';
import { HttpWorkload } from '../security/http-workload';

/** Which requests an authorizer is asked about. */
export class AuthorizerScope {
  /** All requests. */
  public static everything(): AuthorizerScope {
    return new AuthorizerScope({});
  }

  /**
   * All requests but those to these paths, which pass without being asked about: exact paths, or with `/*` at the end (MESH0020). The safe
   * way round: what nobody thought of is asked about.
   */
  public static allBut(paths: string[]): AuthorizerScope {
    return new AuthorizerScope({ notPaths: exemptPaths(paths, 'AuthorizerScope.allBut') });
  }

  /**
   * Requests to these paths only; all others pass without being asked about. `/admin` stands for `/admin/` too, and `/admin/*` for both. Paths are
   * compared with their case, with `;`, and, unless the mesh normalizes more, with `//` and `%2F` as they are: where the application is more lenient,
   * use `allBut`.
   */
  public static only(paths: string[]): AuthorizerScope {
    return new AuthorizerScope({ paths: [...new Set(paths.flatMap(withSlash))] });
  }

  private constructor(private readonly operation: AuthorizationOperation) {}

  /** @internal */
  public get _operation(): AuthorizationOperation {
    return this.operation;
  }
}

/** A path with and without a slash at its end: to most applications it is one. */
function withSlash(path: string): string[] {
  if (path.endsWith('/*')) {
    return path.length > 2 ? [path.slice(0, -2), path] : [path];
  }
  return /^\*|[*}/]$/.test(path) ? [path] : [path, `${path}/`];
}

/** Props of an external authorizer. */
export interface ExternalAuthorizerProps {
  /** Where requests are held until the authorizer has answered: `HttpWorkload.service(cart)` or `HttpWorkload.gateway(ingress)`. */
  readonly workload: HttpWorkload;
  /** The authorizer; `toExtensionProvider()` is what the mesh configuration needs of it. */
  readonly provider: AuthorizationProvider;
  /**
   * The requests that it is asked about.
   * @default AuthorizerScope.everything()
   */
  readonly requests?: AuthorizerScope;
}

/**
 * An external authorizer decides about requests.
 *
 * Emits an AuthorizationPolicy `<service>-authorizer` with the action CUSTOM. A workload has one authorizer: with two, Istio refuses every
 * request. What it lets through still has to pass DENY and ALLOW policies. It is asked before tokens are checked: it must not
 * believe what a token says without checking it.
 *
 * Promise: on the ports that `workload` stands for, a request in scope reaches the service only if the authorizer says so; while it cannot be asked, or
 * while the mesh does not know it, requests in scope are refused, unless `outage` of the provider says otherwise.
 */
export class ExternalAuthorizer extends Construct {
  /** The policy that asks. */
  public readonly policy: AuthorizationPolicy;
  /** The authorizer. */
  public readonly provider: AuthorizationProvider;

  constructor(scope: Construct, id: string, props: ExternalAuthorizerProps) {
    super(scope, id);
    const { workload } = props;
    const { _operation: asked } = props.requests ?? AuthorizerScope.everything();
    this.provider = props.provider;
    this.policy = AuthorizationPolicy.custom(this, 'Policy', {
      name: `${workload.meshService.serviceName}-authorizer`,
      target: workload.target,
      provider: props.provider,
      rules: [{ to: [workload._at(asked)] }],
    });
    workload._checkLaterPorts(this);
    workload._atWaypoint(asked, at => this.policy.addRule({ to: [at] }));
  }
}

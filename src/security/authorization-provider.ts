import { Duration } from 'cdk8s';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';
import { defined, durationText, nonEmptyList, wholeNumber } from '../networking/field-checks';
import type { IMeshService } from '../networking/mesh-service';

/** What becomes of requests while the authorizer cannot be asked: it is down, too slow, or answers with a server error. */
export enum AuthorizerOutage {
  /** They are refused. */
  REFUSE = 'REFUSE',
  /** They pass without having been authorized: who can make the authorizer fail, passes. */
  LET_PASS = 'LET_PASS',
}

/** What all external authorizers take. */
export interface AuthorizationProviderOptions {
  /** The authorizer. It has to admit the workloads that ask it, when its namespace denies by default. */
  readonly service: IMeshService;
  /**
   * Name of the authorizer's port.
   * @default - its only port; a service with several ports needs one (MESH0002)
   */
  readonly port?: string;
  /**
   * How long an answer may take. Istio field `timeout`.
   * @default Duration.seconds(1) - Istio's own is ten minutes
   */
  readonly timeout?: Duration;
  /**
   * What becomes of requests while the authorizer cannot be asked. Istio field `failOpen`.
   * @default AuthorizerOutage.REFUSE
   */
  readonly outage?: AuthorizerOutage;
  /**
   * The status that refused requests get while the authorizer cannot be asked, 400–599. Istio field `statusOnError`.
   * @default 403
   */
  readonly statusOnError?: number;
}

/** What an authorizer that speaks HTTP takes. Names of headers end or start with one `*` at most; `*` alone is not possible. */
export interface HttpAuthorizationProviderOptions extends AuthorizationProviderOptions {
  /**
   * What is put before the path of the request when the authorizer is asked; starts with `/`. Istio field `pathPrefix`.
   * @default - nothing
   */
  readonly pathPrefix?: string;
  /**
   * Headers of the request that the authorizer gets, besides host, method, path and content length. Istio field `includeRequestHeadersInCheck`.
   * @default ['authorization', 'cookie']
   */
  readonly requestHeaders?: string[];
  /**
   * Headers of the authorizer's answer that the workload gets; they replace what the client sent. A header that the answer lacks, or that a request
   * out of the authorizer's scope has, arrives as the client sent it: let the authorizer always answer with it, or remove it at the gateway
   * (`internalHeaders` of `PublicApi`). Istio field `headersToUpstreamOnAllow`.
   * @default - none
   */
  readonly headersToService?: string[];
  /**
   * Headers of the authorizer's refusal that the client gets. Istio field `headersToDownstreamOnDeny`.
   * @default - all
   */
  readonly headersToClient?: string[];
}

/**
 * An external authorizer: the name by which policies ask for it, and the entry of `extensionProviders` in the mesh configuration that says
 * where it is. Both come from here, because a policy whose provider the mesh does not know refuses every request.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider
 */
export class AuthorizationProvider {
  /** An authorizer with Envoy's gRPC interface, such as OPA. @param name lower-case letters, digits and `-` (MESH0003) */
  public static grpc(name: string, options: AuthorizationProviderOptions): AuthorizationProvider {
    return new AuthorizationProvider(name, { envoyExtAuthzGrpc: connection(name, options) }, options.service);
  }

  /** An authorizer that is asked by HTTP and lets pass with the status 200, such as oauth2-proxy. @param name lower-case letters, digits and `-` (MESH0003) */
  public static http(name: string, options: HttpAuthorizationProviderOptions): AuthorizationProvider {
    const where = `authorization provider ${name}`;
    const { pathPrefix } = options;
    if (pathPrefix !== undefined && !pathPrefix.startsWith('/')) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `the path prefix ${JSON.stringify(pathPrefix)}`, where, why: 'paths start with "/"', fix: `write ${JSON.stringify(`/${pathPrefix}`)}` });
    }
    return new AuthorizationProvider(name, {
      envoyExtAuthzHttp: defined({
        ...connection(name, options),
        pathPrefix,
        includeRequestHeadersInCheck: headers(options.requestHeaders ?? ['authorization', 'cookie'], where),
        headersToUpstreamOnAllow: headers(options.headersToService, where),
        headersToDownstreamOnDeny: headers(options.headersToClient, where),
      }),
    }, options.service);
  }

  /**
   * An authorizer that others configure, by its name. A name that the mesh does not know refuses every request.
   * @param name the name in `extensionProviders`
   */
  public static fromName(name: string): AuthorizationProvider {
    return new AuthorizationProvider(name);
  }

  private constructor(
    /** The name by which policies ask for it. */
    public readonly providerName: string,
    private readonly rendered?: object,
    /** The authorizer, for the callers it has to admit. Undefined where others configure it. */
    public readonly service?: IMeshService,
  ) {
    requireName(providerName, DNS_LABEL, 'authorization provider');
  }

  /**
   * The entry of `meshConfig.extensionProviders`, as plain values: for the values of Istio's Helm chart, or an IstioOperator.
   * Not for a provider that others configure (MESH0001).
   */
  public toExtensionProvider(): any {
    if (this.rendered === undefined) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `where the authorizer ${this.providerName} is, is not known here`,
        fix: 'make the provider with AuthorizationProvider.grpc or .http, or leave its configuration to its owner',
      });
    }
    return { name: this.providerName, ...JSON.parse(JSON.stringify(this.rendered)) };
  }
}

function connection(name: string, { service, port, timeout, outage, statusOnError }: AuthorizationProviderOptions): object {
  const where = `authorization provider ${name}`;
  const number = (port === undefined ? service : service.port(port)).toDestinationConfig().port ?? fail({
    code: CODES.ARGUMENTS_CONFLICT,
    what: `the port of ${service.host} is not known`,
    where,
    why: 'the proxies have to know where to ask',
    fix: 'name it with `port`',
  });
  const status = wholeNumber(statusOnError, 400, 599, `${where} statusOnError`);
  return defined({
    service: service.serviceNamespace === undefined ? service.host : `${service.serviceNamespace}/${service.host}`,
    port: number,
    timeout: durationText(timeout ?? Duration.seconds(1), `${where} timeout`),
    failOpen: outage === AuthorizerOutage.LET_PASS,
    statusOnError: status === undefined ? undefined : String(status),
  });
}

function headers(names: string[] | undefined, where: string): string[] | undefined {
  const wrong = names?.find(name => !/^(?:\*?[-_A-Za-z0-9]+|[-_A-Za-z0-9]+\*)$/.test(name));
  if (wrong !== undefined) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(wrong)} is no name of headers`,
      where,
      why: 'Istio then takes the whole provider for unknown, and every request is refused',
      fix: 'write the name of a header, with one "*" at its start or end at most',
    });
  }
  return nonEmptyList(names, where);
}

import { defined, nonEmptyText, portNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Status of a redirect. Istio's webhook takes any 3xx, but its proxies know these five only. */
export enum RedirectCode {
  /** 301: for good; clients may change the method to GET. */
  MOVED_PERMANENTLY = 301,
  /** 302: for now; clients may change the method to GET. */
  FOUND = 302,
  /** 303: the answer is elsewhere; clients change the method to GET. */
  SEE_OTHER = 303,
  /** 307: for now, with the same method. */
  TEMPORARY_REDIRECT = 307,
  /** 308: for good, with the same method. */
  PERMANENT_REDIRECT = 308,
}

/** Scheme of a redirect's target. */
export enum RedirectScheme {
  /** Plain text. */
  HTTP = 'http',
  /** TLS. */
  HTTPS = 'https',
}

/** Path of a redirect's target: the whole path is replaced, or the prefix that was matched. */
export class RedirectPath {
  /** Replaces the whole path. Istio field `redirect.uri`. */
  public static full(uri: string): RedirectPath {
    return new RedirectPath('uri', nonEmptyText(uri, 'RedirectPath.full')!);
  }

  /** Replaces the matched prefix; every `uri` of the route's matches must be a prefix. Istio field `redirect.prefixRewrite`. Since Istio 1.31. */
  public static prefix(prefix: string): RedirectPath {
    return new RedirectPath('prefixRewrite', nonEmptyText(prefix, 'RedirectPath.prefix')!);
  }

  private constructor(private readonly field: 'uri' | 'prefixRewrite', private readonly value: string) {}

  /** @internal */
  public get _isPrefix(): boolean {
    return this.field === 'prefixRewrite';
  }

  /** @internal */
  public _render(): object {
    return { [this.field]: this.value };
  }
}

/** Port of a redirect's target. */
export class RedirectPort {
  /** 80 for http, 443 for https. Istio field `redirect.derivePort`: `FROM_PROTOCOL_DEFAULT`. */
  public static readonly PROTOCOL_DEFAULT = new RedirectPort({ derivePort: 'FROM_PROTOCOL_DEFAULT' });
  /** The port of the request. Istio field `redirect.derivePort`: `FROM_REQUEST_PORT`. */
  public static readonly REQUEST_PORT = new RedirectPort({ derivePort: 'FROM_REQUEST_PORT' });

  /** This port, 1–65535. Istio field `redirect.port`. */
  public static number(port: number): RedirectPort {
    return new RedirectPort({ port: portNumber(port, 'RedirectPort.number') });
  }

  private constructor(private readonly config: object) {}

  /** @internal */
  public _render(): object {
    return this.config;
  }
}

/**
 * Where a redirect leads. At least one of path, authority, port and scheme (MESH0001); what is absent stays as in the request.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect
 */
export interface HttpRedirect {
  /**
   * Path of the target. Istio fields `redirect.uri`, `redirect.prefixRewrite`.
   * @default - the path of the request
   */
  readonly path?: RedirectPath;
  /**
   * Host of the target. Istio field `redirect.authority`.
   * @default - the host of the request
   */
  readonly authority?: string;
  /**
   * Port of the target. Istio fields `redirect.port`, `redirect.derivePort`.
   * @default - the port of the request, or the default of `scheme`
   */
  readonly port?: RedirectPort;
  /**
   * Scheme of the target. Istio field `redirect.scheme`.
   * @default - the scheme of the request
   */
  readonly scheme?: RedirectScheme;
  /**
   * Status of the answer. Istio field `redirect.redirectCode`.
   * @default RedirectCode.MOVED_PERMANENTLY
   */
  readonly redirectCode?: RedirectCode;
}

/** Checks a redirect and renders it in Istio's spelling. */
export function renderHttpRedirect({ path, authority, port, scheme, redirectCode }: HttpRedirect): object {
  if (!path && !port && scheme === undefined && !authority) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'a redirect to nowhere',
      why: 'the target would be the request itself; Istio refuses it',
      fix: 'name at least one of path, authority, port and scheme',
    });
  }
  return defined({
    ...path?._render(),
    authority: nonEmptyText(authority, 'HttpRedirect.authority'),
    ...port?._render(),
    scheme,
    redirectCode,
  });
}

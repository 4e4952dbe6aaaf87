import {
  headerValues, ipBlockValues, namespaceValues, portValues, principalValues, requestPrincipalValues, serverNameValues, serviceAccountValues,
  trustDomainValues, ValueCheck, wildcardValues,
} from './policy-values';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * The attribute that a condition looks at.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export class ConditionKey {
  /** Address of the direct peer; values are addresses or ranges. */
  public static readonly SOURCE_IP = new ConditionKey('source.ip', ipBlockValues);
  /** Address of the original client; values are addresses or ranges. At gateways only: to a sidecar it is what a header of the caller says. */
  public static readonly REMOTE_IP = new ConditionKey('remote.ip', ipBlockValues);
  /** Address of the workload; values are addresses or ranges. */
  public static readonly DESTINATION_IP = new ConditionKey('destination.ip', ipBlockValues);
  /** Port of the workload, not of its Service. */
  public static readonly DESTINATION_PORT = new ConditionKey('destination.port', portValues);
  /** Namespace of the caller. Needs mutual TLS. */
  public static readonly SOURCE_NAMESPACE = new ConditionKey('source.namespace', namespaceValues);
  /** Identity of the caller, `cluster.local/ns/shop/sa/cart`. Needs mutual TLS. */
  public static readonly SOURCE_PRINCIPAL = new ConditionKey('source.principal', principalValues);
  /** Service account of the caller, `name` or `namespace/name`. Needs mutual TLS. */
  public static readonly SOURCE_SERVICE_ACCOUNT = new ConditionKey('source.serviceAccount', serviceAccountValues);
  /** Trust domain of the caller. Needs mutual TLS. Since Istio 1.30. */
  public static readonly SOURCE_TRUST_DOMAIN = new ConditionKey('source.trustDomain', trustDomainValues);
  /** Issuer and subject of the token: `https://issuer.example.com/subject`. Needs a RequestAuthentication. */
  public static readonly REQUEST_PRINCIPAL = new ConditionKey('request.auth.principal', requestPrincipalValues);
  /** Audiences of the token. Needs a RequestAuthentication. */
  public static readonly REQUEST_AUDIENCES = new ConditionKey('request.auth.audiences', wildcardValues);
  /** Authorized presenter (`azp`) of the token. Needs a RequestAuthentication. */
  public static readonly REQUEST_PRESENTER = new ConditionKey('request.auth.presenter', wildcardValues);
  /** Server name of the TLS connection, in lower case. */
  public static readonly SNI = new ConditionKey('connection.sni', serverNameValues);

  /**
   * A header of the request. HTTP only. Clients choose what they send, and one that sends the header twice sends both values with a comma
   * between: a rule that denies a value is got round, so allow values instead, and only where a gateway sets the header.
   */
  public static header(name: string): ConditionKey {
    return new ConditionKey(`request.headers[${inBrackets(name, 'header')}]`, headerValues);
  }

  /** A claim of the token, or one nested in others: `claim('realm_access', 'roles')`. Needs a RequestAuthentication. */
  public static claim(...path: string[]): ConditionKey {
    if (path.length === 0) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a claim without name', fix: 'name the claim' });
    }
    return new ConditionKey(`request.auth.claims${path.map(name => `[${inBrackets(name, 'claim')}]`).join('')}`, wildcardValues);
  }

  /** Metadata that an Envoy filter left: `envoyFilterMetadata('envoy.filters.network.mysql_proxy', 'db.table')`. Experimental in Istio. */
  public static envoyFilterMetadata(filter: string, key: string): ConditionKey {
    const name = inBrackets(filter, 'filter');
    if (!name.startsWith('envoy.filters.')) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(filter)} is no name of an Envoy filter`,
        why: 'Istio takes metadata of envoy.filters.… only',
        fix: 'write the whole name: envoy.filters.network.mysql_proxy',
      });
    }
    return new ConditionKey(`experimental.${name}[${inBrackets(key, 'key')}]`, wildcardValues);
  }

  private constructor(
    /** The key as it is written: `request.headers[x-team]`. */
    public readonly key: string,
    private readonly check: ValueCheck,
  ) {}

  /** @internal */
  public _values(values: readonly string[], where: string): string[] {
    return this.check(values, where);
  }

  /**
   * Whether Istio refuses the key in a policy with the action CUSTOM.
   * @internal
   */
  public get _refusedInCustom(): boolean {
    return /^(?:source\.(?:namespace|principal|serviceAccount|trustDomain)$|request\.auth\.)/.test(this.key);
  }
}

function inBrackets(name: string, what: string): string {
  if (name === '' || /[[\]\s]/.test(name)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(name)} is no name of a ${what}`,
      why: 'the key of the condition would name something else, or nothing',
      fix: 'give the name alone, without brackets and spaces',
    });
  }
  return name;
}

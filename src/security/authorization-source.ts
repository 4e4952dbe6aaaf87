import {
  ipBlockValues, namespaceValues, principalValues, requestPrincipalValues, serviceAccountValues, trustDomainValues, ValueCheck,
} from './policy-values';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import type { IMeshService } from '../networking/mesh-service';

/**
 * Who sends a request. All fields that are set must hold; of the values of one field, one must (of a `not` field, none may).
 * At least one field must be set, and no list may be empty.
 *
 * Identities (services, principals, namespaces, service accounts, trust domains) come from mutual TLS. A caller in plain text
 * has none: it matches none of the positive fields and **all of the `not` fields**.
 *
 * Istio field `spec.rules[].from[].source`.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 */
export interface AuthorizationSource {
  /**
   * Callers, by the service account of their workload. Written as `principals`; cannot be combined with them.
   * A service whose service account is not known is an error (MESH0012).
   * @default - any
   */
  readonly services?: IMeshService[];
  /**
   * Anybody but these callers, by the service account of their workload. Written as `notPrincipals`; cannot be combined with them.
   * @default - none
   */
  readonly notServices?: IMeshService[];
  /**
   * Identities, `cluster.local/ns/shop/sa/cart`, without `spiffe://`. One `*` at the start or the end; `*` alone is any caller with mutual TLS.
   * @default - any
   */
  readonly principals?: string[];
  /**
   * Identities that do not match.
   * @default - none
   */
  readonly notPrincipals?: string[];
  /**
   * Issuer and subject of a valid JWT, `https://issuer.example.com/subject`. `*` is any request with a valid token.
   * @default - any
   */
  readonly requestPrincipals?: string[];
  /**
   * Issuers and subjects that do not match. A request without token matches.
   * @default - none
   */
  readonly notRequestPrincipals?: string[];
  /**
   * Namespaces of the callers. `*` stands for any characters.
   * @default - any
   */
  readonly namespaces?: string[];
  /**
   * Namespaces that do not match.
   * @default - none
   */
  readonly notNamespaces?: string[];
  /**
   * Service accounts, `name` (in the policy's namespace) or `namespace/name`, of any trust domain. At most 16; not with principals or namespaces.
   * @default - any
   */
  readonly serviceAccounts?: string[];
  /**
   * Service accounts that do not match. At most 16.
   * @default - none
   */
  readonly notServiceAccounts?: string[];
  /**
   * Addresses or ranges of the direct peer, which may be a proxy or a gateway.
   * @default - any
   */
  readonly ipBlocks?: string[];
  /**
   * Addresses or ranges of the direct peer that do not match.
   * @default - none
   */
  readonly notIpBlocks?: string[];
  /**
   * Addresses or ranges of the original client: from `X-Forwarded-For` or the PROXY protocol, as the gateway is told to trust them. At a
   * gateway only: to a sidecar they are what the caller's header says, so that every workload of the mesh chooses its address there. With the
   * gateway in `services` beside it, they are what the gateway says.
   * @default - any
   */
  readonly remoteIpBlocks?: string[];
  /**
   * Addresses or ranges of the original client that do not match.
   * @default - none
   */
  readonly notRemoteIpBlocks?: string[];
  /**
   * Trust domains of the callers. Since Istio 1.30.
   * @default - any
   */
  readonly trustDomains?: string[];
  /**
   * Trust domains that do not match. Since Istio 1.30.
   * @default - none
   */
  readonly notTrustDomains?: string[];
}

type WrittenField = Exclude<keyof AuthorizationSource, 'services' | 'notServices'>;

const CHECKS: Readonly<Record<WrittenField, ValueCheck>> = {
  principals: principalValues,
  notPrincipals: principalValues,
  requestPrincipals: requestPrincipalValues,
  notRequestPrincipals: requestPrincipalValues,
  namespaces: namespaceValues,
  notNamespaces: namespaceValues,
  serviceAccounts: serviceAccountValues,
  notServiceAccounts: serviceAccountValues,
  ipBlocks: ipBlockValues,
  notIpBlocks: ipBlockValues,
  remoteIpBlocks: ipBlockValues,
  notRemoteIpBlocks: ipBlockValues,
  trustDomains: trustDomainValues,
  notTrustDomains: trustDomainValues,
};
const FIELDS = Object.keys(CHECKS) as WrittenField[];

/** The fields Istio refuses in a CUSTOM policy: the request goes to the external authorizer before these are known. */
const NOT_IN_CUSTOM = /^(?:not)?(?:principals|requestPrincipals|namespaces|serviceAccounts|trustDomains)$/i;

/** Renders and checks one entry of `from`. */
export function renderSource(source: AuthorizationSource, custom: boolean, where: string): object {
  const rendered: Record<string, string[]> = {};
  const fields: AuthorizationSource = source.services === undefined && source.notServices === undefined ? source : {
    ...source,
    ...withServices(source.services, source.principals, 'principals', where),
    ...withServices(source.notServices, source.notPrincipals, 'notPrincipals', where),
  };
  for (const field of FIELDS) {
    const values = fields[field];
    if (values !== undefined) {
      rendered[field] = CHECKS[field](values, `${where}.${field}`);
    }
  }
  requireConsistent(rendered, custom, where);
  return { source: rendered };
}

function withServices(services: IMeshService[] | undefined, principals: string[] | undefined, field: string, where: string): object {
  if (services === undefined) {
    return {};
  }
  if (principals !== undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `services and ${field} in one source`,
      where,
      why: 'both are written as one list, of which one value must match, while other fields of a source must all hold',
      fix: `use a source of its own for the ${field}`,
    });
  }
  return { [field]: services.map(service => principalOf(service, where)) };
}

/** The identity of a service's workload. Fails with UNKNOWN_WORKLOAD where it is not known, and with INVALID_ARGUMENT on a Gateway, which JavaScript lets pass. */
export function principalOf(service: IMeshService, where: string): string {
  if (typeof service.host !== 'string') {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${service.node.path} is no service`,
      where,
      fix: 'give the MeshService of the caller; for a Gateway that of the workload of the gateway, which runs its proxies',
    });
  }
  return service.principal ?? fail({
    code: CODES.UNKNOWN_WORKLOAD,
    what: `the service account of the workloads behind ${service.host} is not known`,
    where: `${where} (service ${service.node.path})`,
    why: 'a policy admits a caller by its service account, and a guess would admit somebody else or nobody',
    fix: 'declare the service with `serviceAccount`, or pass it to MeshService.fromService',
  });
}

function requireConsistent(source: Record<string, string[]>, custom: boolean, where: string): void {
  const fields = Object.keys(source);
  if (fields.length === 0) {
    fail({
      code: CODES.AMBIGUOUS_POLICY,
      what: 'a source without fields',
      where,
      why: 'it would stand for anybody',
      fix: 'leave `from` out if anybody is meant, or name the callers',
    });
  }
  const accounts = fields.find(field => /serviceAccounts$/i.test(field));
  const other = fields.find(field => /^(?:not)?(?:principals|namespaces)$/i.test(field));
  if (accounts && other) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${accounts} together with ${other}`,
      where,
      why: 'Istio refuses it: a service account already says the namespace',
      fix: 'use one of the two',
    });
  }
  const refused = custom ? fields.find(field => NOT_IN_CUSTOM.test(field)) : undefined;
  if (refused) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${refused} in a policy with the action CUSTOM`,
      where,
      why: 'Istio refuses it: an external authorizer is asked before identities of callers are looked at',
      fix: 'use addresses, operations or conditions on the request',
    });
  }
}

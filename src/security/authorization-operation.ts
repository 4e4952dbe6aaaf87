import { HttpMethod } from './http-method';
import { hostValues, pathValues, plainValues, portValues, ValueCheck } from './policy-values';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * What a request does. All fields that are set must hold; of the values of one field, one must (of a `not` field, none may).
 * At least one field must be set, and no list may be empty.
 *
 * Hosts, methods and paths exist in HTTP only. On a TCP port, an ALLOW rule with such a field never matches, and a DENY rule
 * loses the field and denies more than it says: give a DENY rule `ports` too when the workload has TCP ports.
 *
 * Istio field `spec.rules[].to[].operation`.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export interface AuthorizationOperation {
  /**
   * Hosts as callers send them, ignoring case. A port that is sent belongs to the host: `shop.example.com:*` is any port.
   * One `*` at the start or the end.
   * @default - any
   */
  readonly hosts?: string[];
  /**
   * Hosts that do not match. Name the host with `:*` as well, or callers get past by adding a port.
   * @default - none
   */
  readonly notHosts?: string[];
  /**
   * Ports of the workload (not of its Service), 1–65535. At a waypoint those of the Service; a policy with none of them fails (MESH0030).
   * @default - any
   */
  readonly ports?: number[];
  /**
   * Ports of the workload that do not match.
   * @default - none
   */
  readonly notPorts?: number[];
  /**
   * HTTP methods. gRPC calls are POST.
   * @default - any
   */
  readonly methods?: HttpMethod[];
  /**
   * HTTP methods that do not match.
   * @default - none
   */
  readonly notMethods?: HttpMethod[];
  /**
   * Paths without query: exact, one `*` at the start or the end, or a template: `/users/{*}/orders` (one segment), `/files/{**}` (the rest).
   * `/cart/*` does not match `/cart`. gRPC: `/package.Service/Method`. Paths that no normalized request has are errors (MESH0001).
   *
   * Proxies resolve `.`, `..` and backslashes and write plain characters for their escapes before they compare; case, `;`, escaped blanks and,
   * unless `pathNormalization` of the mesh says more, `//` and `%2F` stay as they are. A service that is more lenient (`/Admin`, `//admin`,
   * `/admin;x`, `/admin%20`) serves what a DENY rule on `/admin` let through: name in ALLOW rules what may be called, and leave out what may not.
   * @default - any
   */
  readonly paths?: string[];
  /**
   * Paths that do not match.
   * @default - none
   */
  readonly notPaths?: string[];
}

const CHECKS: Readonly<Record<keyof AuthorizationOperation, ValueCheck>> = {
  hosts: hostValues,
  notHosts: hostValues,
  ports: portValues,
  notPorts: portValues,
  methods: plainValues,
  notMethods: plainValues,
  paths: pathValues,
  notPaths: pathValues,
};
const FIELDS = Object.keys(CHECKS) as (keyof AuthorizationOperation)[];

/** Renders and checks one entry of `to`. */
export function renderOperation(operation: AuthorizationOperation, where: string): object {
  const rendered: Record<string, string[]> = {};
  for (const field of FIELDS) {
    const values = operation[field] as (string | number)[] | undefined;
    if (values !== undefined) {
      rendered[field] = CHECKS[field](values.map(String), `${where}.${field}`);
    }
  }
  if (Object.keys(rendered).length === 0) {
    fail({
      code: CODES.AMBIGUOUS_POLICY,
      what: 'an operation without fields',
      where,
      why: 'it would stand for every request',
      fix: 'leave `to` out if every request is meant, or name methods, paths, hosts or ports',
    });
  }
  return { operation: rendered };
}

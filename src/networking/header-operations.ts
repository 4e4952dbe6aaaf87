import { headerFormatFault } from './header-format';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What to do with the headers of one direction. Istio type `Headers.HeaderOperations`. */
export interface HeaderChanges {
  /**
   * Headers to overwrite, by name. Values may hold Envoy's `%VARIABLE%`s; a literal percent sign is `%%`. Istio field `set`.
   * @default - none
   */
  readonly set?: { [name: string]: string };
  /**
   * Headers to append a value to, by name. Values as in `set`. Istio field `add`.
   * @default - none
   */
  readonly add?: { [name: string]: string };
  /**
   * Names of headers to remove. Istio field `remove`.
   * @default - none
   */
  readonly remove?: string[];
}

/**
 * Changes of request and response headers, on a route (`http[].headers`) or for one destination of it (`http[].route[].headers`).
 * Route changes are applied before those of the destination.
 *
 * Errors (MESH0003, thrown where the route is added): an empty name, a name starting with `:` and `host`, except that requests may
 * set or add `:authority` and `host`; a value with control characters or an unfinished `%VARIABLE%`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
 */
export interface HeaderOperations {
  /**
   * Changes of the request before it is forwarded. Istio field `headers.request`.
   * @default - none
   */
  readonly request?: HeaderChanges;
  /**
   * Changes of the response before it is returned. Istio field `headers.response`.
   * @default - none
   */
  readonly response?: HeaderChanges;
}

/** Renders header operations in Istio's spelling. */
export function renderHeaderOperations(operations: HeaderOperations): object {
  return {
    ...(operations.request ? { request: renderChanges(operations.request) } : {}),
    ...(operations.response ? { response: renderChanges(operations.response) } : {}),
  };
}

/** Fails with MESH0003 on names and values that Istio's webhook refuses. */
export function checkHeaderOperations(operations: HeaderOperations, where: string): void {
  if (operations.request) {
    checkChanges(operations.request, true, `${where}, headers.request`);
  }
  if (operations.response) {
    checkChanges(operations.response, false, `${where}, headers.response`);
  }
}

/** How often header operations set the authority of the request: Istio allows it once per route. */
export function authorityChanges(operations: HeaderOperations | undefined): number {
  const { set = {}, add = {} } = operations?.request ?? {};
  return [...Object.keys(set), ...Object.keys(add)].filter(isAuthority).length;
}

function renderChanges({ set, add, remove }: HeaderChanges): object {
  return {
    ...(set ? { set: { ...set } } : {}),
    ...(add ? { add: { ...add } } : {}),
    ...(remove ? { remove: [...remove] } : {}),
  };
}

function checkChanges({ set, add, remove }: HeaderChanges, request: boolean, where: string): void {
  for (const [verb, headers] of [['set', set], ['add', add]] as const) {
    for (const [name, value] of Object.entries(headers ?? {})) {
      checkName(name, request && isAuthority(name), `${where}.${verb}`);
      checkValue(name, value, `${where}.${verb}`);
    }
  }
  for (const name of remove ?? []) {
    checkName(name, false, `${where}.remove`);
  }
}

function checkName(name: string, isLegalAuthority: boolean, where: string): void {
  if (!isLegalAuthority && (name === '' || name.startsWith(':') || name.toLowerCase() === 'host')) {
    fail({
      code: CODES.INVALID_NAME,
      what: name === '' ? 'a header without name' : `the header ${JSON.stringify(name)} cannot be changed here`,
      where,
      why: 'Istio lets nobody change pseudo-headers; the authority can be set on requests only',
      fix: name === '' ? 'name the header' : 'to forward under another host name use rewrite: HttpRewrite.authority(...)',
    });
  }
}

function checkValue(name: string, value: string, where: string): void {
  const fault = headerFormatFault(value);
  if (fault) {
    fail({
      code: CODES.INVALID_NAME,
      what: `the value ${JSON.stringify(value)} of header ${name} is not possible: ${fault}`,
      where,
      why: 'Envoy reads the value as a format and Istio refuses one that Envoy cannot read',
      fix: 'write a literal percent sign as %%, a variable as %NAME% or %NAME(argument)%',
    });
  }
}

function isAuthority(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === ':authority' || lower === 'host';
}

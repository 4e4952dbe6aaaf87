import { Fields, listOf, mapOf, textOf, textsOf } from './reading';
import { FieldPath } from '../kernel/field-path';

/**
 * What is left of a DENY rule at ztunnel: it `never` matches, for one of its clauses has nothing left to compare; it is `narrower`, for some
 * of the alternatives of a clause have nothing left; or `wider`, for alternatives lost a part.
 */
export type Remainder = 'never' | 'narrower' | 'wider';

/** What ztunnel does with one rule of an AuthorizationPolicy that it cannot read wholly. */
export interface PartlyRead {
  /** What it does not know, as it is written: `methods`, `request.headers[x-team]`. */
  readonly unread: readonly string[];
  /** The first of them. */
  readonly path: FieldPath;
  readonly remainder: Remainder;
}

const HTTP_OPERATIONS = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'];
const HTTP_SOURCES = ['remoteIpBlocks', 'notRemoteIpBlocks', 'requestPrincipals', 'notRequestPrincipals'];
const READ_OPERATIONS = ['ports', 'notPorts'];
const READ_SOURCES = [
  'ipBlocks', 'notIpBlocks', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'principals', 'notPrincipals',
];
const READ_KEYS = new Set(['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']);

/** An alternative of a clause: what ztunnel does not know of it, and whether it compares anything else. */
interface Alternative {
  readonly unread: readonly { readonly name: string; readonly path: FieldPath }[];
  readonly isCompared: boolean;
}

/**
 * The fields of a rule that ztunnel does not read; undefined where it reads all. A rule of an ALLOW policy with one of them is dropped
 * whole, a rule of a DENY policy loses the fields (`handleRule` of `serviceregistry/ambient/authorization.go`). Of what comes to it,
 * ztunnel passes alternatives with nothing to compare by, and a clause of such alternatives alone matches nothing (`matches` of its
 * `rbac.rs`).
 */
export function unreadByZtunnel(rule: unknown, at: FieldPath): PartlyRead | undefined {
  const clauses = [
    alternatives(rule, at, 'from', 'source', HTTP_SOURCES, READ_SOURCES), alternatives(rule, at, 'to', 'operation', HTTP_OPERATIONS, READ_OPERATIONS),
    ...conditions(rule, at),
  ].filter(clause => clause.length > 0);
  const unread = clauses.flat().flatMap(alternative => alternative.unread);
  return unread.length === 0 ? undefined : {
    unread: [...new Set(unread.map(({ name }) => name))],
    path: unread[0].path,
    remainder: clauses.some(clause => clause.every(({ isCompared }) => !isCompared)) ? 'never'
      : clauses.flat().some(({ isCompared }) => !isCompared) ? 'narrower' : 'wider',
  };
}

function alternatives(
  rule: unknown, at: FieldPath, list: string, inner: string, http: readonly string[], read: readonly string[],
): Alternative[] {
  return listOf(mapOf(rule)?.[list]).map((entry, i) => {
    const fields: Fields = mapOf(mapOf(entry)?.[inner]) ?? {};
    const isThere = (name: string) => listOf(fields[name]).length > 0;
    return { unread: http.filter(isThere).map(name => ({ name, path: [...at, list, i, inner, name] })), isCompared: read.some(isThere) };
  });
}

/** Every condition is a clause of its own. */
function conditions(rule: unknown, at: FieldPath): Alternative[][] {
  return listOf(mapOf(rule)?.when).flatMap((condition, i) => {
    const key = textOf(mapOf(condition)?.key);
    const isCompared = key !== undefined && READ_KEYS.has(key);
    return key === undefined ? [] : [[{ unread: isCompared ? [] : [{ name: key, path: [...at, 'when', i, 'key'] }], isCompared }]];
  });
}

/** A condition on trust domains, which ztunnel forgets without a word. */
export interface ForgottenTrustDomains {
  readonly path: FieldPath;
  /** Whether ztunnel compares something else of the source; without, the source matches nobody. */
  readonly isCompared: boolean;
}

/** The first condition on trust domains in a rule. */
export function trustDomainsIn(rule: unknown, at: FieldPath): ForgottenTrustDomains | undefined {
  const sources = listOf(mapOf(rule)?.from);
  for (let i = 0; i < sources.length; i++) {
    const source = mapOf(mapOf(sources[i])?.source);
    const name = ['trustDomains', 'notTrustDomains'].find(each => listOf(source?.[each]).length > 0);
    if (name !== undefined) {
      return { path: [...at, 'from', i, 'source', name], isCompared: READ_SOURCES.some(each => listOf(source?.[each]).length > 0) };
    }
  }
  return undefined;
}

/** What a rule says of callers, against one caller: it matches, it does not, or it says nothing of callers. */
export type CallerMatch = 'matches' | 'differs' | 'any' | 'unknown';

/** A caller as ztunnel sees it. */
export interface Caller {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Whether a rule is about a caller, of a policy in `namespace`. Addresses of callers are never known. */
export function matchOfCaller(rule: unknown, caller: Caller, namespace: string): CallerMatch {
  const answers: CallerMatch[] = [];
  const from = listOf(mapOf(rule)?.from);
  if (from.length > 0) {
    answers.push(anyOf(from.map(entry => matchOfSource(mapOf(mapOf(entry)?.source) ?? {}, caller, namespace))));
  }
  for (const condition of listOf(mapOf(rule)?.when)) {
    const fields = mapOf(condition) ?? {};
    const field = WHEN_FIELDS[textOf(fields.key) ?? ''];
    if (field) {
      answers.push(matchOfSource({ [field[0]]: fields.values, [field[1]]: fields.notValues }, caller, namespace));
    }
  }
  return allOf(answers);
}

const WHEN_FIELDS: Readonly<Record<string, readonly [string, string]>> = {
  'source.principal': ['principals', 'notPrincipals'],
  'source.namespace': ['namespaces', 'notNamespaces'],
  'source.ip': ['ipBlocks', 'notIpBlocks'],
};

function matchOfSource(source: Fields, caller: Caller, namespace: string): CallerMatch {
  const answers: CallerMatch[] = [];
  const ask = (positive: string, negative: string, test: (value: string) => boolean) => {
    const [wanted, unwanted] = [textsOf(source[positive]), textsOf(source[negative])];
    if (wanted.length > 0) {
      answers.push(wanted.some(test) ? 'matches' : 'differs');
    }
    if (unwanted.length > 0) {
      answers.push(unwanted.some(test) ? 'differs' : 'matches');
    }
  };
  ask('principals', 'notPrincipals', value => fits(value, `/ns/${caller.namespace}/sa/${caller.serviceAccount}`));
  ask('namespaces', 'notNamespaces', value => fits(value, caller.namespace));
  ask('serviceAccounts', 'notServiceAccounts', value => (value.includes('/') ? value : `${namespace}/${value}`) === `${caller.namespace}/${caller.serviceAccount}`);
  if (['ipBlocks', 'notIpBlocks'].some(name => textsOf(source[name]).length > 0)) {
    answers.push('unknown');
  }
  return allOf(answers);
}

/** A value with an optional star at one end, against an identity of which the trust domain (before `/ns/`) is left open. */
function fits(pattern: string, value: string): boolean {
  const isIdentity = value.startsWith('/ns/');
  if (pattern === '*') {
    return true;
  }
  const start = isIdentity ? Math.max(pattern.indexOf('/ns/'), 0) : 0;
  if (pattern.startsWith('*')) {
    return value.endsWith(pattern.slice(1)) || (isIdentity && pattern.slice(1).endsWith(value));
  }
  if (pattern.endsWith('*')) {
    return isIdentity && !pattern.includes('/ns/') || value.startsWith(pattern.slice(start, -1));
  }
  return pattern.slice(start) === value;
}

function anyOf(answers: readonly CallerMatch[]): CallerMatch {
  return (['matches', 'any', 'unknown', 'differs'] as const).find(answer => answers.includes(answer)) ?? 'any';
}

function allOf(answers: readonly CallerMatch[]): CallerMatch {
  return (['differs', 'unknown', 'matches'] as const).find(answer => answers.includes(answer)) ?? 'any';
}

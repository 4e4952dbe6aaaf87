import type { HostRoute, HostTeamProps } from './host-team';
import { impliesPath, requestMatch } from './request-match';
import { CODES } from '../../kernel/codes';
import { parseClusterHost } from '../../kernel/dns';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { INT32, nonEmptyList, wholeNumber } from '../../networking/field-checks';
import { HttpMatch } from '../../networking/http-match';
import { PathPrefix } from '../path-prefix';

/** What a team may do, checked. */
export interface HostGrant {
  readonly prefixes?: readonly PathPrefix[];
  readonly namespaces?: readonly string[];
  readonly highestPriority: number;
  readonly clusterDomain: string;
}

/** Checks what the owner of a host grants to a team. */
export function hostGrant(props: HostTeamProps, clusterDomain: string, where: string): HostGrant {
  const { pathPrefixes, namespaces, highestPriority = 0 } = props;
  return {
    prefixes: nonEmptyList(pathPrefixes, `${where}, pathPrefixes`)?.map(path => PathPrefix.of(path)),
    namespaces: nonEmptyList(namespaces, `${where}, namespaces`)?.map(name => requireName(name, DNS_LABEL, `namespace of ${where}`)),
    highestPriority: wholeNumber(highestPriority, -INT32, INT32, `${where}, highestPriority`)!,
    clusterDomain,
  };
}

/** Fails with MESH0023 where a route is not provably within what was granted. */
export function checkGrant(grant: HostGrant, route: HostRoute, where: string): void {
  const priority = wholeNumber(route.priority, -INT32, INT32, `${where}, priority`) ?? 0;
  if (priority > grant.highestPriority) {
    outside(`the priority ${priority} is above ${grant.highestPriority}`, `${where}, priority`, 'it would be tried before routes of other teams, whatever they match',
      `use a priority up to ${grant.highestPriority}, or let the owner of the host set \`highestPriority\``);
  }
  const { prefixes } = grant;
  if (prefixes && !prefixes.some(({ path }) => path === '/')) {
    (route.match?.length ? route.match : [{}]).forEach((match, i) => checkPath(prefixes, match, `${where}, match[${i}]`));
  }
  if (grant.namespaces) {
    checkDestinations(grant, grant.namespaces, route, where);
  }
}

function checkPath(prefixes: readonly PathPrefix[], match: HttpMatch, where: string): void {
  const { path } = requestMatch(match, []);
  const isWithin = prefixes.some(prefix => prefix.matches.some(each => impliesPath(path, requestMatch(each, []).path)));
  if (!isWithin) {
    const prefix = prefixes.find(each => each.path === path.start) ?? prefixes[0];
    outside(
      match.uri ? `not every path of ${JSON.stringify(match.uri._render())} lies below ${listOf(prefixes.map(each => each.path))}` : 'a match of every path',
      where,
      'the owner of the host granted these paths to the team, and the others belong to others',
      path.ignoresCase ? 'leave ignoreUriCase out: other spellings are other paths' : `match PathPrefix.of(${JSON.stringify(prefix.path)}).matches, or a path below it`,
    );
  }
}

function checkDestinations({ clusterDomain }: HostGrant, namespaces: readonly string[], { action, mirrors }: HostRoute, where: string): void {
  if (action._kind === 'delegate') {
    outside('a delegate', where, 'what it sends where is not known here', 'route to services, or let the owner of the host leave `namespaces` out');
  }
  for (const { destination } of [...action._split?.destinations ?? [], ...mirrors ?? []]) {
    const { host } = destination.toDestinationConfig();
    const namespace = parseClusterHost(host, clusterDomain)?.namespace;
    if (namespace === undefined || !namespaces.includes(namespace)) {
      outside(
        `the destination ${host} is ${namespace === undefined ? 'no service of the cluster' : `in the namespace ${namespace}`}`,
        where,
        `the owner of the host granted services of ${listOf(namespaces)} to the team`,
        `route to a service of ${listOf(namespaces)}, or let the owner of the host grant more namespaces`,
      );
    }
  }
}

function outside(what: string, where: string, why: string, fix: string): never {
  return fail({ code: CODES.OUTSIDE_GRANT, what, where, why, fix });
}

function listOf(values: readonly string[]): string {
  return values.join(' or ');
}

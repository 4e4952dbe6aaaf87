import { isAddress } from './ip-address';
import { CODES } from '../kernel/codes';
import { hostFault } from '../kernel/dns';
import { fail } from '../kernel/fail';

/** Piece by piece what Istio writes as server name between clusters: `outbound_.443_.v1_.api.shop.svc.cluster.local`. */
const OUTBOUND = /^outbound_[^_]*[0-9][^_]*_[^_]*_[^_]*[A-Za-z][^_]*/;

/** What can only be a name: with a dot, and a letter at the end. */
const NAME = /^[a-z][a-z0-9.-]*\.[a-z]+$/;

/** Why a text is no host of a VirtualService (name, wildcard such as `*.example.com` or `*-x.example.com`, address); undefined when it is one. */
export function virtualHostFault(host: string): string | undefined {
  if (NAME.test(host)) {
    return hostFault(host);
  }
  if (isAddress(host) || OUTBOUND.test(host)) {
    return undefined;
  }
  if (/\.[0-9]+$/.test(host)) {
    return `${JSON.stringify(host)} ends in a number and is no address.`;
  }
  return hostFault(host.replace(/^\*-?(?=[A-Za-z0-9])/, ''), true) && hostFault(host, true);
}

/** Fails on hosts that Istio's webhook refuses: malformed ones, `*` for sidecars, and two that overlap. */
export function checkVirtualHosts(hosts: readonly string[], appliesToMesh: boolean, where: string): void {
  if (hosts.length === 0) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'a VirtualService without hosts',
      where,
      why: 'Istio takes it for a delegate, which no proxy uses by itself',
      fix: 'name the hosts, or write new DelegateVirtualService(…)',
    });
  }
  for (const host of hosts) {
    const fault = virtualHostFault(host);
    if (fault) {
      fail({ code: CODES.INVALID_NAME, what: fault, where: `${where}, hosts`, fix: 'name a host, a wildcard such as *.example.com, or an address' });
    }
    if (host === '*' && appliesToMesh) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'the host "*" for sidecars',
        where: `${where}, hosts`,
        why: 'it would take every request of every workload; Istio refuses it',
        fix: 'set `gateways` (without Gateway.MESH), or name the hosts',
      });
    }
  }
  checkOverlap(hosts, where);
}

/** Whether every name of one host or wildcard is a name of the other. Istio: `pkg/config/host/name.go`, `SubsetOf`. */
export function hostWithin(host: string, other: string): boolean {
  if (!other.startsWith('*')) {
    return host === other;
  }
  return host.startsWith('*') ? host.length >= other.length && host.slice(1).endsWith(other.slice(1)) : host.endsWith(other.slice(1));
}

/** Wildcards are compared with every host, plain names only with their equals: linear where there are no wildcards. */
function checkOverlap(hosts: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const host of hosts) {
    if (seen.has(host)) {
      overlap(host, host, where);
    }
    seen.add(host);
  }
  for (const wildcard of hosts) {
    const inside = wildcard.startsWith('*') && hosts.find(host => host !== wildcard && hostWithin(host, wildcard));
    if (inside) {
      overlap(inside, wildcard, where);
    }
  }
}

function overlap(host: string, other: string, where: string): never {
  return fail({
    code: CODES.DUPLICATE_MEMBER,
    what: host === other ? `the host ${host} is named twice` : `the host ${host} lies within ${other}`,
    where: `${where}, hosts`,
    why: 'Istio refuses hosts that overlap in one VirtualService',
    fix: host === other ? `name ${host} once` : `keep ${other}, or write a VirtualService of its own for ${host}`,
  });
}

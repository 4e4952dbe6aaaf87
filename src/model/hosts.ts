import { byCodePoint } from '../kernel/order';

/**
 * Host names as Istio compares them (`pkg/config/host/name.go`). Comparison is by text: case counts, and a wildcard is a `*`
 * in first place with any suffix.
 */
export function hostsOverlap(a: string, b: string): boolean {
  const aWild = isWildcard(a);
  const bWild = isWildcard(b);
  if (aWild && bWild) {
    return a.length >= b.length ? a.endsWith(b.slice(1)) : b.endsWith(a.slice(1));
  }
  if (aWild) {
    return b.endsWith(a.slice(1));
  }
  return bWild ? a.endsWith(b.slice(1)) : a === b;
}

/** True when every name that `inner` stands for is one that `outer` stands for. */
export function isHostSubset(inner: string, outer: string): boolean {
  if (isWildcard(outer)) {
    return isWildcard(inner)
      ? inner.length >= outer.length && inner.endsWith(outer.slice(1))
      : inner.endsWith(outer.slice(1));
  }
  return inner === outer;
}

/** Order of precedence: plain before wildcard, longer before shorter, then by text. An empty host comes last. */
export function compareSpecificity(a: string, b: string): number {
  if (a === '' || b === '') {
    return b.length - a.length;
  }
  const aWild = isWildcard(a);
  return aWild === isWildcard(b) ? b.length - a.length || byCodePoint(a, b) : aWild ? 1 : -1;
}

/** The names that both lists stand for: of each overlapping pair the narrower one. */
export function intersectHosts(left: readonly string[], right: readonly string[]): string[] {
  const common = new Set<string>();
  for (const a of left) {
    for (const b of right) {
      if (isHostSubset(a, b)) {
        common.add(a);
      } else if (isHostSubset(b, a)) {
        common.add(b);
      }
    }
  }
  return [...common];
}

/** The hosts of a list with optional namespace parts (`ns/host`, `*` for any namespace) that hold for one namespace. */
export function hostsForNamespace(hosts: readonly string[], namespace: string): string[] {
  const visible: string[] = [];
  for (const host of hosts) {
    const slash = host.indexOf('/');
    const scope = slash < 0 ? '*' : host.slice(0, slash);
    if (scope === '*' || scope === namespace) {
      visible.push(host.slice(slash + 1));
    }
  }
  return visible;
}

/** True for `*`, `*.example.com` and `*-api.example.com`. */
export function isWildcard(host: string): boolean {
  return host.charCodeAt(0) === ASTERISK;
}

/**
 * The full form of a host as written in an object of `namespace`: a name without a dot is a service of that namespace,
 * a name with a dot is taken as it is (`model/virtualservice.go`).
 */
export function completeHost(host: string, namespace: string, clusterDomain: string): string {
  return host === '' || host.includes('.') || isWildcard(host) ? host : serviceHost(host, namespace, clusterDomain);
}

/** The host of a Service: `name.namespace.svc.cluster.local`. */
export function serviceHost(name: string, namespace: string, clusterDomain: string): string {
  return `${name}.${namespace}.svc.${clusterDomain}`;
}

/** A host taken apart: what a Service of that host would be called. */
export interface InClusterHost {
  readonly name: string;
  readonly namespace: string;
}

/** Service and namespace of `name.namespace.svc.<domain>`, or undefined for any other host. */
export function parseInClusterHost(host: string, clusterDomain: string): InClusterHost | undefined {
  const tail = `.svc.${clusterDomain}`;
  if (!host.endsWith(tail)) {
    return undefined;
  }
  const head = host.slice(0, -tail.length);
  const dot = head.indexOf('.');
  if (dot <= 0 || dot === head.length - 1 || head.indexOf('.', dot + 1) >= 0) {
    return undefined;
  }
  return { name: head.slice(0, dot), namespace: head.slice(dot + 1) };
}

/** The host of a value that policies compare with the authority of a request: in lower case, without port (`:8443`, `:*`). */
export function hostOfAuthority(value: string): string {
  return value.toLowerCase().replace(/:(\*|\d+)$/, '');
}

const ASTERISK = 0x2a;

import { kindFacts } from './facts';
import { IstioMinor, ISTIO_MINORS, LATEST_MINOR } from './istio-version';

/** A kind of Istio. All of them are namespaced. */
export interface IstioKind {
  readonly kind: string;
  /** API group, `networking.istio.io`. */
  readonly group: string;
  /** Name in URLs and RBAC, `virtualservices`. */
  readonly plural: string;
  /** The `apiVersion` to write: v1 where the kind has it, else v1beta1, else what the cluster stores. */
  readonly apiVersion: string;
  /** The first minor that serves it; the oldest known one means itself or earlier. */
  readonly since: IstioMinor;
}

/** The 15 kinds, in code point order. */
export const ISTIO_KINDS: readonly IstioKind[] = [...kindFacts(LATEST_MINOR).values()].map(({ kind, group, plural, versions }) => ({
  kind,
  group,
  plural,
  apiVersion: `${group}/${versions[0]}`,
  since: ISTIO_MINORS.find(minor => kindFacts(minor).has(kind))!,
}));

/** API groups of Istio's CRDs, and the three whose kinds are gone: their objects are looked at, to be refused. */
const ISTIO_GROUPS: ReadonlySet<string> = new Set([
  ...ISTIO_KINDS.map(kind => kind.group), 'authentication.istio.io', 'config.istio.io', 'rbac.istio.io',
]);

/** The group of an `apiVersion`; empty for core. */
export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/**
 * Whether Istio's CRDs judge the objects of this `apiVersion` and kind: one of the 15 kinds in any version, a misspelt
 * or removed kind of a group of Istio. `checkObject` is the judge.
 */
export function isIstioKind(apiVersion: string, _kind: string): boolean {
  return ISTIO_GROUPS.has(apiGroup(apiVersion));
}

/** The versions of a kind that a minor serves, the preferred one first; empty where it serves none. */
export function servedVersions(minor: IstioMinor, kind: string): readonly string[] {
  return kindFacts(minor).get(kind)?.versions ?? [];
}

import type { IMeshService } from './mesh-service';
import { CODES } from '../kernel/codes';
import { isFullyQualified, isWildcard } from '../kernel/dns';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';
import { noteSource, SourceMark } from '../kernel/source';

/**
 * Hosts that a workload may know of: a host or a wildcard, and the namespace whose objects are looked at. Istio writes `namespace/host`.
 *
 * A host is fully qualified, or a wildcard such as `*.example.com`, or `*` (MESH0003).
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export class EgressHost {
  /** Hosts of the namespace of the Sidecar, all by default: `./*`. */
  public static sameNamespace(host: string = '*'): EgressHost {
    return new EgressHost('.', host, SourceMark.here());
  }

  /** Hosts of one namespace, all by default: `shop/*`. */
  public static namespace(namespace: string, host: string = '*'): EgressHost {
    return new EgressHost(requireName(namespace, DNS_LABEL, 'namespace of an egress host'), host, SourceMark.here());
  }

  /** Hosts of whatever namespace, all by default: `*` before the slash. */
  public static anyNamespace(host: string = '*'): EgressHost {
    return new EgressHost('*', host, SourceMark.here());
  }

  /** The host of a service, of its namespace. A host that is not in the cluster may come from any namespace. */
  public static service(service: IMeshService): EgressHost {
    return new EgressHost(service.serviceNamespace ?? '*', service.host, SourceMark.here());
  }

  /** No host: nothing is sent through the listener. It stands alone: `~` before the slash. */
  public static none(): EgressHost {
    return new EgressHost('~', '*', SourceMark.here());
  }

  private constructor(private readonly namespace: string, private readonly host: string, private readonly mark: SourceMark) {
    if (!isFullyQualified(host) && !isWildcard(host)) {
      fail({
        code: CODES.INVALID_NAME,
        what: `${JSON.stringify(host)} is neither a fully qualified host nor a wildcard`,
        where: `egress host ${namespace}/${host}`,
        why: 'Istio refuses it',
        fix: 'write cart.shop.svc.cluster.local, *.example.com, or * for all',
      });
    }
  }

  /** @internal */
  public get _namespace(): string {
    return this.namespace;
  }

  /** @internal */
  public get _host(): string {
    return this.host;
  }

  /** @internal */
  public get _mark(): SourceMark {
    return this.mark;
  }
}

/** Renders the hosts of one listener; `own` is the namespace of the Sidecar, where it is known. */
export function renderEgressHosts(hosts: readonly EgressHost[], own: string | undefined, where: string): string[] {
  const fault = hosts.length === 0 ? 'a listener without hosts' : redundancy(hosts, own);
  if (fault) {
    fail({
      code: hosts.length === 0 ? CODES.AMBIGUOUS_POLICY : CODES.DUPLICATE_MEMBER,
      what: fault,
      where,
      why: hosts.length === 0 ? 'Istio refuses it' : 'what is named twice hides which of the two counts, and Istio warns of it',
      fix: hosts.length === 0 ? 'name at least one host, or say EgressHost.none()' : 'leave one of them out',
    });
  }
  const rendered = hosts.map(({ _namespace, _host }) => `${_namespace}/${_host}`);
  hosts.forEach(({ _mark }, i) => noteSource(rendered, _mark, i));
  return rendered;
}

/** Why a host of the list says nothing that another one does not say, in words; undefined where each of them counts. */
function redundancy(hosts: readonly EgressHost[], own: string | undefined): string | undefined {
  const known = new Map<string, Set<string>>();
  for (const { _namespace, _host } of hosts) {
    const namespace = _namespace === '.' ? own ?? '.' : _namespace;
    const names = known.get(namespace) ?? new Set<string>();
    if (names.has(_host)) {
      return `the host ${_namespace}/${_host} is there twice`;
    }
    if (names.has('*') || (_host === '*' && names.size > 0)) {
      return `${namespace}/* beside other hosts of the namespace`;
    }
    known.set(namespace, names.add(_host));
  }
  if (known.size > 1 && known.has('~')) {
    return 'no host at all (~/*) beside others';
  }
  return known.size > 1 && known.get('*')?.has('*') ? 'all hosts of all namespaces (*/*) beside others' : undefined;
}

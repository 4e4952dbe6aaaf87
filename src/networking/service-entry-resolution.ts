import { nonEmptyList } from './field-checks';
import { AddressForm, renderEndpoint, WorkloadEndpoint } from './workload-endpoint';
import { WorkloadSelector } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * How the addresses behind the hosts are found: Istio fields `spec.resolution`, `spec.endpoints` and `spec.workloadSelector`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
 */
export class ServiceEntryResolution {
  /** Not at all: requests go to the address that the caller looked up. */
  public static none(): ServiceEntryResolution {
    return new ServiceEntryResolution('NONE');
  }

  /** These endpoints, by IP address or socket. At least one. */
  public static staticEndpoints(endpoints: WorkloadEndpoint[]): ServiceEntryResolution {
    return new ServiceEntryResolution('STATIC', nonEmptyList(endpoints, 'endpoints'));
  }

  /** Pods and WorkloadEntries of the namespace with these labels. */
  public static staticWorkloads(selector: WorkloadSelector): ServiceEntryResolution {
    return new ServiceEntryResolution('STATIC', undefined, selector);
  }

  /**
   * By DNS, again and again; all answers get requests.
   * @param endpoints addresses or names that are looked up; by default the hosts themselves, which then have no wildcard
   */
  public static dns(endpoints?: WorkloadEndpoint[]): ServiceEntryResolution {
    return new ServiceEntryResolution('DNS', nonEmptyList(endpoints, 'endpoints'));
  }

  /** WorkloadEntries of the namespace with these labels, whose addresses are looked up by DNS. */
  public static dnsWorkloads(selector: WorkloadSelector): ServiceEntryResolution {
    return new ServiceEntryResolution('DNS', undefined, selector);
  }

  /**
   * By DNS; a new connection goes to the first answer. For hosts whose answers change with each look-up.
   * @param endpoint the name that is looked up; by default the host itself, which then has no wildcard
   */
  public static dnsRoundRobin(endpoint?: WorkloadEndpoint): ServiceEntryResolution {
    return new ServiceEntryResolution('DNS_ROUND_ROBIN', endpoint && [endpoint]);
  }

  /** By DNS, for each host that a caller asks for: hosts are wildcards, ports HTTP or TLS. Since Istio 1.28. */
  public static dynamicDns(): ServiceEntryResolution {
    return new ServiceEntryResolution('DYNAMIC_DNS');
  }

  private constructor(
    private readonly mode: string,
    private readonly endpoints?: readonly WorkloadEndpoint[],
    private readonly selector?: WorkloadSelector,
  ) {
    if (endpoints && endpoints.length > 4096) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `${endpoints.length} endpoints`, why: 'Istio takes 4096', fix: 'use several entries, or staticWorkloads' });
    }
  }

  /** @internal */
  public get _mode(): string {
    return this.mode;
  }

  /**
   * Whether Istio takes no wildcard as a host: endpoints count only if the entry itself names them.
   * @internal
   */
  public get _refusesWildcards(): boolean {
    return /^DNS/.test(this.mode) && !this.endpoints;
  }

  /** @internal */
  public get _workloadNamespace(): string | undefined {
    return this.selector?._namespace;
  }

  /** @internal */
  public _render(ports: readonly string[], where: string): object {
    const form = this.mode === 'STATIC' ? AddressForm.IP : AddressForm.IP_OR_NAME;
    return {
      resolution: this.mode,
      ...(this.endpoints ? { endpoints: this.endpoints.map((each, i) => renderEndpoint(each, form, ports, `${where} spec.endpoints[${i}]`)) } : {}),
      ...(this.selector ? { workloadSelector: { labels: this.selector._render() } } : {}),
    };
  }
}

import { defined, portNumber, UINT32, wholeNumber } from './field-checks';
import { isAddress } from './ip-address';
import { PORT_NAME } from './service-entry-port';
import { legalLabels } from './workload-selector';
import { CODES } from '../kernel/codes';
import { isHostName } from '../kernel/dns';
import { fail } from '../kernel/fail';
import { requireName } from '../kernel/names';

/**
 * One endpoint behind the hosts of a ServiceEntry (Istio field `spec.endpoints[]`), or a workload by itself (the spec of a WorkloadEntry).
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-entry/#WorkloadEntry
 */
export interface WorkloadEndpoint {
  /**
   * IP address; with DNS resolution and in a WorkloadEntry also a host name; `unix:///path` or `unix://@name` for a socket.
   * @default - reached through the gateway of `network`, which is then needed
   */
  readonly address?: string;
  /**
   * Ports by the name of the port of the ServiceEntry or Service, where they differ. Not with a socket.
   * @default - the same numbers
   */
  readonly ports?: { [name: string]: number };
  /**
   * Labels, for subsets and for what selects a WorkloadEntry.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Network of the endpoint.
   * @default - the network of the control plane
   */
  readonly network?: string;
  /**
   * Locality, `region/zone/subzone`.
   * @default - that of the client
   */
  readonly locality?: string;
  /**
   * Share of the requests, in proportion to the other endpoints; 0 gets none.
   * @default - 1
   */
  readonly weight?: number;
  /**
   * Service account of the workload, where it has a sidecar.
   * @default - none
   */
  readonly serviceAccount?: string;
}

/** Such a name is an address that went wrong: `10.1.2.300`. */
const ENDS_IN_A_NUMBER = /(?:^|\.)[0-9]+$/;

/** How the addresses of endpoints are read. */
export enum AddressForm {
  IP,
  IP_OR_NAME,
  /** What a WorkloadEntry takes: the resolution of the ServiceEntry that selects it decides. */
  ANY,
}

/** Renders and checks an endpoint. `ports` are the names of the entry's ports; undefined where others have them, as for a WorkloadEntry. */
export function renderEndpoint(endpoint: WorkloadEndpoint, form: AddressForm, ports: readonly string[] | undefined, where: string): object {
  const fault = addressFault(endpoint, form);
  if (fault) {
    fail({ code: CODES.INVALID_ARGUMENT, what: fault, where: `${where}.address`, why: 'Istio refuses it', fix: addressFix(form) });
  }
  const socket = endpoint.address?.startsWith('unix://');
  if (socket && (endpoint.ports || (ports && ports.length !== 1))) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: endpoint.ports ? 'a socket with ports' : `a socket for ${ports!.length} ports`,
      where,
      why: 'Istio refuses it: a socket stands for one port',
      fix: 'leave the ports of the endpoint out, and give the entry exactly one port',
    });
  }
  const numbers = endpointPorts(endpoint.ports, `${where}.ports`);
  const stranger = ports && Object.keys(numbers ?? {}).find(name => !ports.includes(name));
  if (stranger !== undefined) {
    fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the entry has no port "${stranger}"`,
      where: `${where}.ports`,
      why: 'Istio refuses it',
      fix: `use one of ${ports!.join(', ') || 'the ports of the entry, which has none'}`,
    });
  }
  return defined({
    ...endpoint,
    labels: endpoint.labels && legalLabels(endpoint.labels, `${where}.labels`),
    ports: numbers,
    weight: wholeNumber(endpoint.weight, 0, UINT32, `${where}.weight`),
  });
}

/** A copy of the ports of a workload by name, checked; undefined stays undefined. */
export function endpointPorts(ports: { readonly [name: string]: number } | undefined, where: string): { [name: string]: number } | undefined {
  for (const [name, number] of Object.entries(ports ?? {})) {
    requireName(name, PORT_NAME, 'port of an endpoint');
    portNumber(number, `${where}.${name}`);
  }
  return ports && { ...ports };
}

function addressFault({ address, network }: WorkloadEndpoint, form: AddressForm): string | undefined {
  if (!address) {
    return network ? undefined : 'an endpoint without address and network';
  }
  if (address.startsWith('unix://')) {
    const path = address.slice('unix://'.length);
    const legal = form !== AddressForm.IP_OR_NAME && (path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/')));
    return legal ? undefined : `${JSON.stringify(address)} is no socket for this resolution`;
  }
  if (isAddress(address)) {
    return undefined;
  }
  return form !== AddressForm.IP && isHostName(address) && !ENDS_IN_A_NUMBER.test(address) ? undefined : `${JSON.stringify(address)} is no address for this resolution`;
}

function addressFix(form: AddressForm): string {
  return {
    [AddressForm.IP]: 'use an IP address, or unix:///path; for host names use DNS resolution',
    [AddressForm.IP_OR_NAME]: 'use an IP address or a host name',
    [AddressForm.ANY]: 'use an IP address, a host name, or unix:///path',
  }[form];
}

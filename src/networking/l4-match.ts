import { defined, nonEmptyList, portNumber } from './field-checks';
import { IGateway, renderGateways } from './gateway-reference';
import { isAddressOrRange } from './ip-address';
import { legalLabels } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';

/** Conditions on a connection that TCP and TLS routes share. All fields must hold. */
export interface L4Match {
  /**
   * Addresses or CIDR blocks of the destination, of which one must hold: `10.1.0.0/16`. Istio field `match[].destinationSubnets`.
   * @default - any address
   */
  readonly destinationSubnets?: string[];
  /**
   * The port of the listener (of the service or gateway the client addressed), 1–65535. Istio field `match[].port`.
   * @default - any port
   */
  readonly port?: number;
  /**
   * Labels of the calling workload. Istio field `match[].sourceLabels`.
   * @default - any caller
   */
  readonly sourceLabels?: { [key: string]: string };
  /**
   * Namespace of the calling workload. Istio field `match[].sourceNamespace`.
   * @default - any namespace
   */
  readonly sourceNamespace?: string;
  /**
   * Gateways this match is for; `Gateway.MESH` for sidecars. They must be among the gateways of the VirtualService. Istio field `match[].gateways`.
   * @default - all gateways of the VirtualService
   */
  readonly gateways?: IGateway[];
}

/** Checks the conditions of a connection and renders them in Istio's spelling. */
export function renderL4Match(match: L4Match, where: string): Record<string, unknown> {
  const { destinationSubnets, port, sourceLabels, sourceNamespace, gateways } = match;
  destinationSubnets?.forEach((subnet, i) => isAddressOrRange(subnet) || fail({
    code: CODES.INVALID_ARGUMENT,
    what: `${JSON.stringify(subnet)} is neither an address nor a CIDR block`,
    where: `${where}, destinationSubnets[${i}]`,
    fix: 'write 10.1.2.3, 10.1.0.0/16, or the same of IPv6',
  }));
  return defined({
    destinationSubnets: nonEmptyList(destinationSubnets, `${where}, destinationSubnets`),
    port: port === undefined ? undefined : portNumber(port, `${where}, port`),
    sourceLabels: sourceLabels && legalLabels(sourceLabels, `${where}, sourceLabels`),
    sourceNamespace: sourceNamespace === undefined ? undefined : requireName(sourceNamespace, DNS_LABEL, `sourceNamespace of ${where}`),
    gateways: gateways && renderGateways(gateways),
  });
}

/** Whether every connection that reaches the VirtualService matches. */
export function matchesEveryConnection(match: L4Match): boolean {
  return !match.destinationSubnets && match.port === undefined && !match.gateways?.length
    && Object.keys(match.sourceLabels ?? {}).length === 0 && match.sourceNamespace === undefined;
}

import { ServiceRoutingProps } from './release-props';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IDestination } from '../networking/destination';
import { Subset } from '../networking/subset';

/** Hosts and gateways come together or not at all. */
export function checkEdge(pattern: string, props: ServiceRoutingProps): void {
  const hosts = props.hosts?.length ?? 0;
  const gateways = props.gateways?.length ?? 0;
  if ((hosts > 0) !== (gateways > 0)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: hosts > 0 ? `${pattern} has hosts but no gateway that serves them` : `${pattern} has gateways but no hosts`,
      where: `service ${props.service.serviceName}`,
      why: 'a host without a gateway is reachable by nobody outside of the mesh',
      fix: hosts > 0 ? 'add `gateways`' : 'add `hosts`',
    });
  }
}

/** A subset at the port of the release. */
export function atPort(subset: Subset, props: ServiceRoutingProps): IDestination {
  return props.port === undefined ? subset : subset.port(props.port);
}

import { ReleaseProps, ReleaseVersion, ServiceRoutingProps } from './release-props';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IDestination } from '../networking/destination';
import { HttpAction } from '../networking/http-action';
import { HttpMatch } from '../networking/http-match';
import { Subset } from '../networking/subset';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

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

/** Two versions of which one has all labels of the other would share pods, so that requests for one reach the other. */
export function checkVersionsDiffer(props: ServiceRoutingProps, one: string, first: ReleaseVersion, other: string, second: ReleaseVersion): void {
  const inside = within(first, second) ? [second, first] : within(second, first) ? [first, second] : undefined;
  if (inside) {
    const same = within(inside[0], inside[1]);
    const [narrow, wide] = inside[0] === first ? [one, other] : [other, one];
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: same ? `${one} and ${other} have the same labels` : `the pods of ${narrow} carry the labels of ${wide} too`,
      where: `service ${props.service.serviceName}`,
      why: same ? 'both subsets would select the same pods' : `requests for ${wide} would reach pods of ${narrow}`,
      fix: 'give each version a label value of its own',
    });
  }
}

/** A subset at the port of the release. */
export function atPort(subset: Subset, props: ServiceRoutingProps): IDestination {
  return props.port === undefined ? subset : subset.port(props.port);
}

/** Adds a route to one destination, with the timeout and the retries of the release. */
export function addRoute(routes: VirtualService, name: string, to: IDestination, props: ReleaseProps, match?: HttpMatch[]): void {
  routes.addHttpRoute(name, { match, action: HttpAction.route(TrafficSplit.to(to)), timeout: props.timeout, retries: props.retries });
}

/** Whether every pod with the labels of `narrow` has those of `wide`. */
function within(wide: ReleaseVersion, narrow: ReleaseVersion): boolean {
  return Object.entries(wide.labels).every(([key, value]) => narrow.labels[key] === value);
}

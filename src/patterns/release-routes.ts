import { Construct } from 'constructs';
import { ReleaseProps, ReleaseVersion, ServiceRoutingProps } from './release-props';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IDestination } from '../networking/destination';
import { requireGiven } from '../networking/field-checks';
import { HttpAction } from '../networking/http-action';
import { HttpMatch } from '../networking/http-match';
import { requireSameEnvironment } from '../networking/mesh-context';
import { HTTP_LIKE, PortProtocol } from '../networking/service-entry-port';
import { Subset } from '../networking/subset';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

/** Checks where a pattern routes to, and from where: the service and its port, hosts and gateways. */
export function checkRouting(pattern: Construct, title: string, props: ServiceRoutingProps): void {
  requireGiven(props.service, `construct ${pattern.node.path}, service`);
  requireSameEnvironment(pattern, props.service, `construct ${pattern.node.path}, service`);
  checkPort(title, props);
  checkEdge(title, props);
}

/** A service with several ports is asked for one, and the port must be one that routes of HTTP apply to, as far as it is known. */
function checkPort(title: string, { service, port }: ServiceRoutingProps): void {
  const { ports, serviceName } = service;
  const where = `service ${serviceName}`;
  if (port === undefined && ports.length > 1) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${title} for a service with ${ports.length} ports does not say which`,
      where,
      why: 'requests at a gateway come in at a port of the gateway, so that Istio cannot tell which one of the service is meant',
      fix: `name one: ${ports.flatMap(({ name }) => name === undefined ? [] : `port: '${name}'`).join(' or ')}`,
    });
  }
  const protocol = service.portProtocol(port);
  if (protocol !== undefined && !HTTP_LIKE.includes(protocol) && protocol !== PortProtocol.HTTPS) {
    const { name, number } = ports.find(each => port === undefined || each.name === port)!;
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${title} at the port ${name ?? number}, which is ${protocol}`,
      where,
      why: 'Istio reads the protocol of a port from its name and applies no route of HTTP there: splits, timeouts and retries would do nothing',
      fix: `name a port of HTTP or gRPC, or call it so if it is one: 'http-${name ?? number}', appProtocol: 'http'`,
    });
  }
}

/** Hosts and gateways come together or not at all. */
function checkEdge(title: string, props: ServiceRoutingProps): void {
  const hosts = props.hosts?.length ?? 0;
  const gateways = props.gateways?.length ?? 0;
  if ((hosts > 0) !== (gateways > 0)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: hosts > 0 ? `${title} has hosts but no gateway that serves them` : `${title} has gateways but no hosts`,
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

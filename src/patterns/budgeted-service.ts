import { Construct } from 'constructs';
import { ServiceRoutingProps } from './release-props';
import { checkRouting } from './release-routes';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IDestination } from '../networking/destination';
import { DestinationRule } from '../networking/destination-rule';
import { HttpAction } from '../networking/http-action';
import { HttpMatch } from '../networking/http-match';
import { RequestBudget } from '../networking/request-budget';
import { TrafficPolicy } from '../networking/traffic-policy';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

/** Requests with a budget of their own. */
export interface BudgetedRoute {
  /** Name of the route, unique in the service. Istio field `http[].name`. */
  readonly name: string;
  /** Which requests: by path, method or header; at least one condition. The first route that matches takes the request. */
  readonly match: HttpMatch[];
  /** What they may cost. */
  readonly budget: RequestBudget;
}

/** Props of a service with budgets. */
export interface BudgetedServiceProps extends ServiceRoutingProps {
  /** What a request may cost that no route names. */
  readonly budget: RequestBudget;
  /**
   * Requests with a budget of their own, in their order.
   * @default - none
   */
  readonly routes?: BudgetedRoute[];
  /**
   * Retries in flight, in percent of the requests in flight from one client, 0–100; three are always possible. When more would be needed,
   * the service is down and not one request of it, and retries would keep it down. Istio field `trafficPolicy.retryBudget.percent`.
   * @default 20
   */
  readonly retryPercent?: number;
  /**
   * Further connection settings: `CircuitBreaker.policy()`. Not with `retryBudget` (MESH0002).
   * @default - Istio's defaults
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/**
 * An HTTP service whose requests have one budget per route: how long they may take, and how many tries they may cost.
 *
 * Emits a DestinationRule that limits retries in flight, a VirtualService for callers inside of the mesh and, with `hosts`, one for callers
 * at the gateways; both with the routes in their order and the route `default` at last.
 *
 * Promise: every request from inside of the mesh and every request to one of the hosts reaches the service; it is answered within the total
 * of its budget, with 504 if need be, and tried no more often than the budget says.
 */
export class BudgetedService extends Construct {
  /** Connection settings of the service, with the limit of retries in flight. */
  public readonly rule: DestinationRule;
  /** Routes of callers inside of the mesh. */
  public readonly meshRoutes: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;

  constructor(scope: Construct, id: string, props: BudgetedServiceProps) {
    super(scope, id);
    checkRouting(this, 'a service with budgets', props);
    checkRetryBudget(props);
    const { service } = props;
    const name = service.serviceName;
    const namespace = service.serviceNamespace;
    this.rule = new DestinationRule(this, 'Rule', {
      name,
      namespace,
      service,
      trafficPolicy: { ...props.trafficPolicy, retryBudget: { percent: props.retryPercent ?? 20, minRetryConcurrency: 3 } },
    });
    this.meshRoutes = new VirtualService(this, 'MeshRoutes', { name, namespace, hosts: [service.host] });
    this.addRoutes(this.meshRoutes, props);
    if (props.hosts?.length) {
      this.gatewayRoutes = new VirtualService(this, 'GatewayRoutes', { name: `${name}-gateway`, namespace, hosts: props.hosts, gateways: props.gateways });
      this.addRoutes(this.gatewayRoutes, props);
    }
  }

  private addRoutes(routes: VirtualService, props: BudgetedServiceProps): void {
    props.routes?.forEach(({ name, match, budget }) => this.addRoute(routes, name, budget, props, match));
    this.addRoute(routes, 'default', props.budget, props);
  }

  private addRoute(routes: VirtualService, name: string, budget: RequestBudget, props: BudgetedServiceProps, match?: HttpMatch[]): void {
    const destination: IDestination = props.port === undefined ? props.service : props.service.port(props.port);
    const { timeout, retries } = budget;
    routes.addHttpRoute(name, { match, action: HttpAction.route(TrafficSplit.to(destination)), timeout, retries });
  }
}

function checkRetryBudget({ service, trafficPolicy }: BudgetedServiceProps): void {
  if (trafficPolicy?.retryBudget) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'trafficPolicy.retryBudget in a service with budgets',
      where: `service ${service.serviceName}`,
      why: 'the limit of retries in flight has one place',
      fix: 'say `retryPercent`',
    });
  }
}

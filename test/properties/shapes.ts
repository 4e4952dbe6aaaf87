import { Construct } from 'constructs';
import { Plan } from './plan';
import { AuthorizationPolicy, DestinationRule, HttpAction, HttpRoute, Sidecar, VirtualService } from '../../src';

/** Which props of a struct belong together, beyond what its type says: without it most random combinations would be refused. */
export interface Shape {
  /** Optional props that one of the others would miss. */
  readonly needs?: readonly string[];
  /** Of a class: at least so many calls on what was made. */
  readonly calls?: number;
  /** Props of which at most one is given. */
  readonly oneOf?: readonly (readonly string[])[];
  /** Props that are all given or none. */
  readonly together?: readonly (readonly string[])[];
  /** Changes the props that were chosen; the number is random. */
  readonly adjust?: (props: Record<string, Plan>, dice: number) => unknown;
  /** Uses a value in the smallest construct that takes it: what is refused there is generated anew, before it spoils a larger one. */
  readonly tryIn?: (scope: Construct, id: string, value: any) => void;
}

const EDGE: Shape = { together: [['hosts', 'gateways']] };

/** By name of the struct. */
export const SHAPES: { readonly [type: string]: Shape } = {
  HttpServiceProps: EDGE,
  CanaryReleaseProps: { ...EDGE, needs: ['stable', 'canary', 'canaryPercent'], adjust: ownedWeights },
  HostRoutes: { calls: 1 },
  VirtualService: { tryIn: rendered },
  DelegateVirtualService: { tryIn: rendered },
  HostTeamProps: { needs: ['highestPriority'], adjust: (props, dice) => dice % 4 > 0 && ['namespaces', 'pathPrefixes'].forEach((name, i) => Math.floor(dice / 4) % 3 !== i && delete props[name]) },
  HostRoute: { needs: ['match'], adjust: ({ match }) => eachStruct(match, props => delete props.gateways), tryIn: (scope, id, { priority: _, ...route }: any) => tryRoute(scope, id, route) },
  BlueGreenReleaseProps: { together: [['hosts', 'gateways', 'previewHosts']] },
  MirroredReleaseProps: EDGE,
  AbTestProps: { together: [['hosts', 'gateways', 'gatewayAudience']], needs: ['audience'], adjust: ({ gateways }) => withoutMesh(gateways) },
  BudgetedServiceProps: EDGE,
  HostRoutesProps: { together: [['hosts', 'gateways']], needs: ['service'], adjust: nowhere },
  DeclaredCallsScopeProps: { needs: ['callers', 'callees'] },
  FaultDrillProps: { adjust: withoutFaults },
  TestersFaultDrillProps: { adjust: withoutFaults },
  CircuitBreakerProps: { together: [['replicas', 'keepReplicas']] },
  VirtualServiceProps: { needs: ['http'], adjust: virtualService },
  HttpRoute: { needs: ['match'], tryIn: (scope, id, value: HttpRoute) => tryRoute(scope, id, value) },
  NamedHttpRoute: { needs: ['match'], tryIn: (scope, id, value: HttpRoute) => tryRoute(scope, id, value) },
  TrafficPolicy: { tryIn: (scope, id, trafficPolicy) => new DestinationRule(scope, id, { host: 'a.example.com', trafficPolicy }).toJson() },
  EgressListener: { tryIn: (scope, id, listener) => new Sidecar(scope, id, { egress: [listener] }).toJson() },
  IngressListener: { tryIn: (scope, id, listener) => new Sidecar(scope, id, { ingress: [listener] }).toJson() },
  DelegateVirtualServiceProps: { needs: ['http'], adjust: nowhere },
  GatewayProps: { needs: ['servers'] },
  DestinationRuleProps: { needs: ['service', 'host'], oneOf: [['service', 'host']], adjust: nowhere },
  SidecarProps: { needs: ['egress'] },
  JwtRule: { needs: ['issuer', 'keys'] },
  AuthorizationRule: {
    tryIn: (scope, id, rule) => AuthorizationPolicy.allow(scope, id, { rules: [rule] }).toJson(),
    needs: ['to'],
    oneOf: [['everyRequest', 'to'], ['everyRequest', 'from'], ['everyRequest', 'when']],
  },
  AuthorizationSource: { oneOf: [['services', 'principals', 'serviceAccounts', 'namespaces'], ['notServiceAccounts', 'principals', 'namespaces']] },
  AuthorizationOperation: { needs: ['paths'] },
  ConditionValues: { needs: ['values'] },
  WorkloadEndpoint: { needs: ['address'] },
  PeerAuthenticationProps: { together: [['selector', 'portLevelMutualTls']] },
  HttpFault: { needs: ['delay', 'abort'], adjust: (props, dice) => dice % 3 > 0 && delete props[['', 'delay', 'abort'][dice % 3]] },
  HttpMatch: {
    needs: ['uri'],
    tryIn: (scope, id, match) => tryRoute(scope, id, { match: [match], action: HttpAction.directResponse(200) }),
  },
  TcpRoute: { needs: ['match'], tryIn: (scope, id, route) => new VirtualService(scope, id, { hosts: ['a.example.com'], tcp: [route] }).toJson() },
  TlsRoute: { needs: ['match'], tryIn: (scope, id, route) => new VirtualService(scope, id, { hosts: HOSTS, tls: [route] }).toJson() },
  PassthroughRoute: { needs: ['port'], adjust: props => (props.service = { kind: 'service', index: 2 }) },
  LocalRateLimitProps: { oneOf: [['burst', 'name']] },
  ServiceEntryProps: { adjust: props => !props.waypoint && delete props.ingressUsesWaypoint },
  ServiceEntryPort: { needs: ['protocol'] },
  ExternalServiceProps: {
    needs: ['egressGateway'],
    adjust: (props, dice) => !(props.port.kind === 'call' && props.port.method === 'mutualTlsOrigination') && dice % 2 > 0 && delete props.egressGateway,
  },
  EgressGatewayOptions: { needs: ['port'] },
  ConnectionPool: { needs: ['tcp'] },
  ConnectionPoolTcp: { needs: ['maxConnections'] },
};

/** What holds for the whole mesh stands in the root namespace and selects nothing. */
export function adjustEvery(props: Record<string, Plan>, dice: number): void {
  if (!props.meshWide) {
    return;
  }
  const selection = SELECTIONS.filter(name => name in props);
  if (selection.length > 0 && dice % 4 > 0 || !isTrue(props.meshWide)) {
    delete props.meshWide;
  } else {
    selection.forEach(name => delete props[name]);
    props.namespace = { kind: 'literal', value: 'istio-system' };
  }
}

const HOSTS = ['shop.example.com', 'api.example.com', 'a.b.example.org', 'payments.example'];

/** Server names of TLS routes lie in the hosts. */
function virtualService(props: Record<string, Plan>): void {
  nowhere(props);
  if (props.tls) {
    props.hosts = { kind: 'list', items: HOSTS.map(value => ({ kind: 'literal', value })) };
  }
}

/** Who moves the weights says which there are. */
function ownedWeights(props: Record<string, Plan>): void {
  if (props.owner?.kind === 'call' && props.owner.method === 'flagger') {
    ['stable', 'canary', 'canaryPercent', 'alwaysCanary', 'trafficPolicy'].forEach(name => delete props[name]);
  }
  if (props.owner?.kind === 'call' && props.owner.method === 'argoRollouts') {
    ['stable', 'canary', 'canaryPercent'].forEach(name => delete props[name]);
  }
}

function rendered(_scope: Construct, _id: string, object: any): void {
  object.toJson?.();
}

/** Routes of which none has a fault of its own besides that of a drill. */
function withoutFaults({ routes }: Record<string, Plan>): void {
  if (routes.kind === 'list') {
    routes.items.forEach(each => each.kind === 'new' && [...each.args, ...each.then.flatMap(({ args }) => args)].forEach(argument => {
      if (argument.kind === 'struct') {
        delete argument.props.fault;
        eachStruct(argument.props.http, props => delete props.fault);
      }
    }));
  }
}

function eachStruct(list: Plan | undefined, change: (props: Record<string, Plan>) => unknown): void {
  if (list?.kind === 'list') {
    list.items.forEach(each => each.kind === 'struct' && change(each.props));
  }
}

/** Only ServiceEntries can be exported nowhere. */
function nowhere(props: Record<string, Plan>): void {
  if (props.exportTo?.kind === 'call' && props.exportTo.method === 'nowhere') {
    delete props.exportTo;
  }
}

/** Leaves the gateway out that stands for the sidecars. */
function withoutMesh(gateways: Plan | undefined): void {
  if (gateways?.kind === 'list') {
    (gateways.items as Plan[]).forEach((each, i, items) => each.kind === 'gateway' && each.index === 2 && (items[i] = { kind: 'gateway', index: i % 2 }));
  }
}

const SELECTIONS = ['target', 'selector', 'workloadSelector', 'portLevelMutualTls'];

function isTrue(plan: Plan): boolean {
  return plan.kind === 'literal' && plan.value === true;
}

/** A route is legal in a VirtualService of the mesh or in one of gateways: what a claim can match differs. */
function tryRoute(scope: Construct, id: string, route: HttpRoute): void {
  new VirtualService(scope, id, { hosts: ['a.example.com'], http: [{ ...route, name: 'route' }] }).toJson();
}

/** The budget around a budget: a type that holds itself ends here. */
export const WITHIN: Plan = {
  kind: 'call',
  type: 'RequestBudget',
  method: 'once',
  args: [{
    kind: 'struct', type: 'RequestBudgetOptions', props: { total: { kind: 'duration', millis: 4 * 3_600_000 } },
  }],
};

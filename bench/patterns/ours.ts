/**
 * Services with every pattern that one service can have. A unit is a service with its client, chart and external host; its release is one of
 * `RELEASES` in turn, because a service has one. The gateways, the namespace that trusts nobody, the telemetry and the scope are there once.
 */

import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AbTest, Audience, AuthorizationProvider, AuthorizerScope, BlueGreenRelease, BudgetedService, CanaryRelease, CircuitBreaker, ClientAddress,
  DeclaredCallsScope, EgressGateway, EgressHost, EgressPort, Environment, ExternalAuthorizer, ExternalService, FaultAbort, FaultDrill, Fleet,
  GlobalRateLimit, HttpMethod, HttpsGateway, HttpService, HttpWorkload, IGateway, IMeshService, IpDenyList, IstioVersion, JwtLogin,
  LocalityAwareService, LocalRateLimit, MeshService, MirroredRelease, MirrorTarget, PinnedImage, PinnedWasmPlugin, PolicyTarget,
  RateLimitFailure, RateLimitKey, RateLimitPoint, RateLimitUnit, RefusedAddresses, ReleaseColor, RequestBudget, ServerCertificates, SessionKey,
  StringMatch, TelemetryDefaults, ZeroTrustNamespace,
} from '../../src';
import { NAMESPACE, serviceName } from '../workload';

/** Adds what releases a service, at its host of the gateway. */
type Release = (chart: Chart, name: string, service: MeshService, gateway: IGateway) => void;

/** What a service can be released with: how many kinds of units there are. */
export const RELEASES: readonly Release[] = [http, budgeted, canary, blueGreen, abTest, mirrored];

/** Synthesizes the workload with this library as a user does. */
export function synthesize(services: number, outdir: string): void {
  const fleet = new Fleet({ outdir });
  addUnits(fleet.addEnvironment('bench', { istioVersion: IstioVersion.V1_30 }), services);
  fleet.synth();
}

/** Adds so many units to an environment, and what they share. */
export function addUnits(environment: Environment, services: number): void {
  const platform = new Platform(environment, 'platform');
  const units = Array.from({ length: services }, (_, i) => new Unit(environment, serviceName(i), platform, RELEASES[i % RELEASES.length]));
  new DeclaredCallsScope(platform, 'Scope', {
    callers: units.flatMap(({ client, service }) => [client, service]),
    callees: units.flatMap(({ service, external }) => [service, external]),
    alsoReachable: [EgressHost.service(platform.rateLimit)],
  });
}

/** What all units share. */
class Platform extends Chart {
  public readonly ingress: MeshService;
  public readonly gateway: IGateway;
  public readonly egress: EgressGateway;
  public readonly rateLimit: MeshService;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'platform' });
    const declare = (name: string, port: string, number: number) => new MeshService(this, name, {
      name, ports: [{ name: port, number }], selector: { app: name }, serviceAccount: name,
    });
    this.ingress = declare('ingress', 'https', 443);
    this.egress = EgressGateway.fromGateway(declare('egress', 'https', 443));
    this.rateLimit = declare('ratelimit', 'grpc', 8081);
    this.gateway = new HttpsGateway(this, 'Public', {
      selector: { app: 'ingress' }, certificates: [{ hosts: ['*.example.com'], certificate: ServerCertificates.secret('example-com') }],
    }).gateway;
    new IpDenyList(this, 'Abuse', {
      gateway: HttpWorkload.gateway(this.ingress), clientAddress: ClientAddress.ofConnection(), refused: RefusedAddresses.these(['203.0.113.0/24']),
    });
    TelemetryDefaults.mesh(this, 'Telemetry', { accessLog: {}, tracing: { provider: 'opentelemetry', samplingPercent: 1 } });
    new ZeroTrustNamespace(this, 'Namespace', { name: NAMESPACE });
  }
}

/** A service, its client and the host outside that it calls. */
class Unit extends Chart {
  public readonly client: MeshService;
  public readonly service: MeshService;
  public readonly external: ExternalService;

  constructor(scope: Construct, name: string, platform: Platform, release: Release) {
    super(scope, name, { namespace: NAMESPACE });
    const ports = [{ name: 'http', number: 8080 }];
    const client = `client-of-${name}`;
    this.client = new MeshService(this, 'Client', { name: client, ports, selector: { app: client }, serviceAccount: client });
    this.service = new MeshService(this, 'Service', {
      name, ports, selector: { app: name }, serviceAccount: name, versions: [{ version: 'v1' }, { version: 'v2' }],
    });
    release(this, name, this.service, platform.gateway);
    this.external = new ExternalService(this, 'External', { host: `${name}.example.org`, port: EgressPort.tls(), egressGateway: platform.egress });
    this.admit(platform.ingress);
    this.limit(platform.rateLimit);
    this.guard(name);
  }

  private admit(ingress: IMeshService): void {
    this.service.connections.allowFrom(this.client, { to: [{ methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/api/*'] }] });
    this.service.connections.allowFromGateway(ingress);
    this.external.connections.allowFrom(this.service);
  }

  private limit(rateLimit: MeshService): void {
    const at = RateLimitPoint.inbound(this.service, 'http');
    new LocalRateLimit(this, 'LocalLimit', { at, requests: 100, burst: 200 });
    new GlobalRateLimit(this, 'GlobalLimit', {
      at,
      rateLimitService: rateLimit.port('grpc'),
      onFailure: RateLimitFailure.ALLOW,
      rules: [{ name: 'per-partner', keys: [RateLimitKey.header('x-partner')], requests: 600, per: RateLimitUnit.MINUTE }],
    });
  }

  private guard(name: string): void {
    const workload = HttpWorkload.service(this.service);
    new JwtLogin(this, 'Login', {
      workload, issuers: [{ issuer: 'https://login.example.com', audiences: [name] }], claims: [{ claim: 'groups', values: ['customers'] }], publicPaths: ['/health'],
    });
    new ExternalAuthorizer(this, 'Authorizer', { workload, provider: AuthorizationProvider.fromName('authorizer'), requests: AuthorizerScope.only(['/admin/*']) });
    new PinnedWasmPlugin(this, 'Plugin', {
      name, image: PinnedImage.of('registry.example.com/plugins/headers', `sha256:${'0123456789abcdef'.repeat(4)}`), target: PolicyTarget.service(this.service),
    });
  }
}

const V1 = { labels: { version: 'v1' } };
const V2 = { labels: { version: 'v2' } };

function edge(name: string, service: MeshService, gateway: IGateway) {
  return { service, hosts: [`${name}.example.com`], gateways: [gateway] };
}

function http(chart: Chart, name: string, service: MeshService, gateway: IGateway): void {
  const routing = new HttpService(chart, 'Release', { ...edge(name, service, gateway), trafficPolicy: LocalityAwareService.policy() });
  FaultDrill.forTesters(chart, 'Drill', {
    routes: [routing.meshRoutes],
    headers: { 'x-fault-drill': StringMatch.exact('down') },
    fault: { abort: FaultAbort.httpStatus(503, 100) },
  });
}

function budgeted(chart: Chart, name: string, service: MeshService, gateway: IGateway): void {
  new BudgetedService(chart, 'Release', {
    ...edge(name, service, gateway),
    budget: RequestBudget.retryUnsent({ total: Duration.seconds(5) }),
    routes: [{
      name: 'read', match: [{ method: StringMatch.exact('GET') }], budget: RequestBudget.retryIdempotent({ total: Duration.seconds(3), tries: 2 }),
    }],
    trafficPolicy: CircuitBreaker.policy({ replicas: 3 }),
  });
}

function canary(chart: Chart, name: string, service: MeshService, gateway: IGateway): void {
  new CanaryRelease(chart, 'Release', {
    ...edge(name, service, gateway),
    stable: V1,
    canary: V2,
    canaryPercent: 5,
    alwaysCanary: [{ headers: { 'x-canary': StringMatch.exact('true') } }],
    timeout: Duration.seconds(10),
    trafficPolicy: CircuitBreaker.policy(),
  });
}

function blueGreen(chart: Chart, name: string, service: MeshService, gateway: IGateway): void {
  new BlueGreenRelease(chart, 'Release', {
    ...edge(name, service, gateway),
    blue: V1,
    green: V2,
    active: ReleaseColor.BLUE,
    previewMatch: [{ headers: { 'x-preview': StringMatch.exact('true') } }],
    timeout: Duration.seconds(10),
    trafficPolicy: { loadBalancer: SessionKey.cookie({ name: 'session', ttl: Duration.hours(1) }).toLoadBalancer() },
  });
}

function abTest(chart: Chart, name: string, service: MeshService, gateway: IGateway): void {
  new AbTest(chart, 'Release', {
    ...edge(name, service, gateway), original: V1, variant: V2, audience: [Audience.cookie('experiment', name)], timeout: Duration.seconds(10),
  });
}

function mirrored(chart: Chart, name: string, service: MeshService, gateway: IGateway): void {
  new MirroredRelease(chart, 'Release', {
    ...edge(name, service, gateway), mirror: MirrorTarget.version({ live: V1, shadow: V2 }), percentage: 10, timeout: Duration.seconds(10),
  });
}

import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CorsPolicy, UnmatchedPreflights } from '../../../src/networking/cors-policy';
import { DelegateVirtualService } from '../../../src/networking/delegate-virtual-service';
import { Destination } from '../../../src/networking/destination';
import { ExportTo } from '../../../src/networking/export-to';
import { Gateway } from '../../../src/networking/gateway';
import { HeaderOperations } from '../../../src/networking/header-operations';
import { HttpAction } from '../../../src/networking/http-action';
import { DirectResponseBody } from '../../../src/networking/http-direct-response';
import { FaultAbort, FaultDelay, GrpcStatus } from '../../../src/networking/http-fault';
import { HttpMatch } from '../../../src/networking/http-match';
import { RedirectCode, RedirectPath, RedirectPort, RedirectScheme } from '../../../src/networking/http-redirect';
import { HttpRewrite } from '../../../src/networking/http-rewrite';
import { NamedHttpRoute } from '../../../src/networking/http-route';
import { IstioObject } from '../../../src/networking/istio-object';
import { RetryOn } from '../../../src/networking/retry-on';
import { StringMatch } from '../../../src/networking/string-match';
import { TrafficSplit } from '../../../src/networking/traffic-split';
import { VirtualService } from '../../../src/networking/virtual-service';
import { HttpMethod } from '../../../src/security/http-method';

/** Schema paths of VirtualService (`spec.` left out, `[]` for list items, `{}` for map values) that no prop reaches, and why. */
export const EXCEPTIONS: Record<string, string> = {
  'http[].corsPolicy.allowOrigin': 'deprecated: allowOrigins',
  'http[].corsPolicy.unmatchedPreflights=UNSPECIFIED': 'the same as FORWARD and as leaving it out',
  'http[].fault.abort.http2Error': 'not implemented: the webhook refuses it',
  'http[].fault.delay.exponentialDelay': 'not implemented: the webhook refuses it',
  'http[].fault.delay.percent': 'deprecated: percentage',
  'http[].mirror': 'mirrors holds it',
  'http[].mirror.host': 'mirrors holds it',
  'http[].mirror.port': 'mirrors holds it',
  'http[].mirror.port.number': 'mirrors holds it',
  'http[].mirror.subset': 'mirrors holds it',
  'http[].mirrorPercent': 'deprecated: mirrors[].percentage',
  'http[].mirrorPercentage': 'mirrors[].percentage holds it',
  'http[].mirrorPercentage.value': 'mirrors[].percentage holds it',
  'http[].mirror_percent': 'deprecated spelling of mirrorPercent',
  'tcp[].match[].sourceSubnet': 'not implemented: no proxy configuration depends on it',
};

/** VirtualServices that together reach every schema path but the exceptions. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const gateway = new Gateway(scope, 'SinkGateway', { namespace: 'istio-ingress' });
  const delegate = DelegateVirtualService.fromName(scope, 'Delegate', 'other/delegate');
  const edge = new VirtualService(scope, 'Edge', {
    hosts: ['shop.example.com', '*.api.example.com'],
    gateways: [gateway, Gateway.MESH],
    exportTo: ExportTo.namespaces('.', 'shop'),
    http: [
      { name: 'all-matches', match: MATCHES, action: SPLIT, ...OPTIONS },
      ...redirects(),
      { name: 'text', match: [{ uri: StringMatch.exact('/text') }], action: HttpAction.directResponse(503, DirectResponseBody.string('closed')) },
      { name: 'bytes', match: [{ uri: StringMatch.exact('/bytes') }], action: HttpAction.directResponse(200, DirectResponseBody.bytes('aGFsbG8=')) },
      { name: 'delegate', match: [{ uri: StringMatch.prefix('/delegate') }], action: HttpAction.delegate(delegate) },
      { name: 'cors', match: [{ uri: StringMatch.exact('/cors') }], action: SPLIT, corsPolicy: { ...CORS, unmatchedPreflights: UnmatchedPreflights.FORWARD } },
      { name: 'rest', action: SPLIT, rewrite: HttpRewrite.uriRegex('^/v1/(.*)$', '/v2/\\1'), fault: { abort: FaultAbort.grpcStatus(GrpcStatus.UNAVAILABLE, 0.5) } },
    ],
    tls: [{ match: [{ ...L4, sniHosts: ['eu.api.example.com'], gateways: [gateway] }], route: PLAIN }],
    tcp: [{ match: [{ ...L4, gateways: [gateway] }], route: PLAIN }],
  });
  return [edge];
}

const TARGET = Destination.host('cart.shop.svc.cluster.local', { port: 8080, subset: 'v1' });
const OTHER = Destination.host('cart.shop.svc.cluster.local', { port: 8080, subset: 'v2' });
const PLAIN = TrafficSplit.canary(TARGET, OTHER, 10);

const HEADERS: HeaderOperations = {
  request: { set: { 'x-a': '%DOWNSTREAM_REMOTE_ADDRESS%' }, add: { 'x-b': '100 %%' }, remove: ['x-c'] },
  response: { set: { 'x-d': 'd' }, add: { 'x-e': 'e' }, remove: ['x-f'] },
};

const SPLIT = HttpAction.route(TrafficSplit.relative([
  { destination: TARGET, weight: 3, headers: HEADERS },
  { destination: OTHER, weight: 0 },
]));

const each = (match: (text: StringMatch) => HttpMatch): HttpMatch[] => [StringMatch.exact('a'), StringMatch.prefix('b'), StringMatch.regex('c.*')].map(match);

const MATCHES: HttpMatch[] = [
  ...each(uri => ({ uri })),
  ...each(scheme => ({ scheme })),
  ...each(method => ({ method })),
  ...each(authority => ({ authority })),
  ...each(text => ({ headers: { 'x-a': text } })),
  ...each(text => ({ withoutHeaders: { 'x-a': text } })),
  ...each(text => ({ queryParams: { page: text } })),
  {
    name: 'statics',
    uri: StringMatch.prefix('/cart'),
    ignoreUriCase: true,
    headers: { 'x-there': StringMatch.present() },
    port: 8080,
    sourceLabels: { app: 'web' },
    sourceNamespace: 'web',
    gateways: [Gateway.MESH],
    statPrefix: 'cart',
  },
];

const CORS: CorsPolicy = {
  allowOrigins: [StringMatch.exact('https://a.example'), StringMatch.prefix('https://b.'), StringMatch.regex('https://.*')],
  allowMethods: [HttpMethod.GET],
  allowHeaders: ['*'],
  exposeHeaders: ['x-d'],
  maxAge: Duration.hours(1),
  allowCredentials: false,
  unmatchedPreflights: UnmatchedPreflights.IGNORE,
};

const OPTIONS: Omit<NamedHttpRoute, 'name' | 'action'> = {
  timeout: Duration.seconds(3),
  retries: {
    attempts: 2,
    perTryTimeout: Duration.millis(500),
    retryOn: [RetryOn.GATEWAY_ERROR, RetryOn.status(503), RetryOn.of('connect-failure')],
    retryRemoteLocalities: true,
    retryIgnorePreviousHosts: false,
    backoff: Duration.millis(25),
  },
  rewrite: HttpRewrite.uri('/', { authority: 'cart.internal' }),
  fault: { delay: FaultDelay.fixed(Duration.seconds(1), 0.1), abort: FaultAbort.httpStatus(500, 1) },
  mirrors: [{ destination: OTHER, percentage: 12.5 }, { destination: TARGET }],
  corsPolicy: CORS,
  headers: HEADERS,
};

const L4 = {
  destinationSubnets: ['10.1.0.0/16', '2001:db8::1'],
  port: 443,
  sourceLabels: { app: 'web' },
  sourceNamespace: 'web',
};

function redirects(): NamedHttpRoute[] {
  return [
    {
      name: 'redirect',
      match: [{ uri: StringMatch.prefix('/old') }],
      action: HttpAction.redirect({
        path: RedirectPath.full('/new'),
        authority: 'new.example.com',
        port: RedirectPort.number(8443),
        scheme: RedirectScheme.HTTPS,
        redirectCode: RedirectCode.PERMANENT_REDIRECT,
      }),
    },
    { name: 'redirect-prefix', match: [{ uri: StringMatch.prefix('/gone') }], action: HttpAction.redirect({ path: RedirectPath.prefix('/new'), port: RedirectPort.REQUEST_PORT }) },
    { name: 'redirect-port', match: [{ uri: StringMatch.prefix('/port') }], action: HttpAction.redirect({ path: RedirectPath.full('/'), port: RedirectPort.PROTOCOL_DEFAULT }) },
  ];
}

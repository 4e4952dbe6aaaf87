import * as fc from 'fast-check';

/** Texts that readers of YAML like to take for something else; legal wherever any text is. */
const HOSTILE = ['yes', 'n', 'on', '~', '0x1f', '1e3', '08', '1_000', '12:30:45', '2026-01-01', ' space', 'a: b', '# no', '- x', '"quoted"', '\'', 'é', '日本', '😀', '&a', '*a', '!t', '{a}', '[b]', '%', '@'];

const LABEL = fc.constantFrom('shop', 'cart', 'checkout', 'a', 'team-1', 'x0');
const NAMESPACE = LABEL;
const DNS = fc.constantFrom('shop.example.com', 'api.example.com', 'a.b.example.org', 'payments.example');
const SERVICE_HOST = fc.constantFrom('cart.shop.svc.cluster.local', 'ratings.bookinfo.svc.cluster.local', 'api.example.com');
const HEADER = fc.constantFrom('x-canary', 'x-user', 'x-request-tier', 'accept-language');
const VARIED = fc.oneof(fc.nat({ max: 999 }).map(i => `/p${i}`), fc.constantFrom('/', '/cart', '/api/v1', 'v1', 'a b', 'yes', '日本'));
const PATH = fc.constantFrom('/', '/cart', '/api/v1', '/a/b/c');
const FILE = fc.constantFrom('/etc/certs/cert.pem', '/etc/certs/key.pem', '/etc/certs/ca.pem');
const IP = fc.constantFrom('192.0.2.9', '198.51.100.7', '10.0.0.0/8', '192.0.2.1', '198.51.100.0/24', '2001:db8::/32');
const ADDRESS = fc.constantFrom('10.1.2.3', '192.0.2.7', '2001:db8::1');
const TEXT = fc.oneof(fc.constantFrom('v1', 'true', 'some text', 'jason'), fc.constantFrom(...HOSTILE));
const LABEL_VALUE = fc.constantFrom('v1', 'v2', 'cart', 'yes', '1', 'true', '1.20', 'a_b');
const REGEX = fc.constantFrom('.*', '/a/[0-9]+', '^(a|b)c?$', '[a-z]{2,3}', 'x\\.y');
const WORD = fc.constantFrom('alpha', 'beta', 'gamma');
const PRINCIPAL = fc.constantFrom('cluster.local/ns/shop/sa/cart', 'cluster.local/ns/a/sa/b', '*', '*/sa/cart');

/** What a text is by the name of its prop or parameter; the first that fits, with `Type.name` before the plain name. */
const TEXTS: readonly (readonly [RegExp, fc.Arbitrary<string>])[] = [
  [/PathPrefix\.of\.path$|\.(pathPrefix|rewriteTo)$/, fc.constantFrom('/', '/cart', '/shop/v1')],
  [/PinnedImage\.of\.digest$/, fc.constant('sha256:1f2e3d4c5b6a79880123456789abcdef0123456789abcdef0123456789abcdef')],
  [/PinnedImage\.of\.repository$/, fc.constantFrom('registry.example.com/filters/auth:1.2', 'registry.example.com/filters/auth')],
  [/WasmModule\.\w+\.(url|image|reference)$|\.url$/, fc.constantFrom('oci://registry.example.com/filters/auth:1.2', 'https://assets.example.com/f.wasm')],
  [/ConditionValues\.(values|notValues)$/, fc.constantFrom('10.0.0.0/8', '192.0.2.1', '8080', '443', 'team', 'shop', 'team/cart', 'cluster.local', 'cluster.local/ns/shop/sa/cart', 'a.example.com')],
  [/Condition\.sourceNamespace\.values$/, NAMESPACE],
  [/ApiCors\.origins\.origins$/, fc.constantFrom('https://shop.example.com', 'http://localhost:3000', 'https://a.b.example.org')],
  [/RateLimitKey\.method\.method$/, fc.constantFrom('GET', 'POST', 'PURGE')],
  [/RateLimitKey\.path\.exact$/, PATH],
  [/envoyFilterMetadata\.filter$/, fc.constant('envoy.filters.network.mysql_proxy')],
  [/HostTeamProps\.pathPrefixes$/, fc.constantFrom('/', '/', '/', '/cart')],
  [/(HttpWorkloadOptions\.ports|MutualTls\w*\.port|PlaintextPort\.port)$/, fc.constantFrom('http', 'http', '8080')],
  [/CipherSuite\.of/, fc.constantFrom('ECDHE-RSA-AES128-GCM-SHA256', 'AES256-GCM-SHA384')],
  [/AccessLogFilter\.\w+\.\w+$/, fc.constantFrom('response.code >= 400', 'request.host')],
  [/GlobalRateLimitProps\.domain$/, LABEL],
  [/PassthroughRoute\.port$/, fc.constant('tls')],
  [/(Props|Options)\.port$/, fc.constant('http')],
  [/StringMatch\.(exact|prefix)\.value$/, VARIED],
  [/JwtKeys\.inline\.jwks/, fc.constant('{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}')],
  [/(JwtKeys\.uri\.uri|jwksUri|issuerUri)$/, fc.constantFrom('https://login.example.com/.well-known/jwks.json')],
  [/\.issuer$/, fc.constantFrom('https://login.example.com', 'issuer@example.com')],
  [/\.(sha256|digest)$/, fc.constantFrom('1f2e3d4c5b6a79880123456789abcdef0123456789abcdef0123456789abcdef')],
  [/\.(verifyCertificateHash)$/, fc.constant('1f2e3d4c5b6a79880123456789abcdef0123456789abcdef0123456789abcdef')],
  [/\.(verifyCertificateSpki)$/, fc.constant('NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A=')],
  [/(caCertificates|privateKey|[cC]ertificate|caCrl)$/, FILE],
  [/EgressHost\.\w+\.host$/, fc.constantFrom('*', '*.example.com', 'cart.shop.svc.cluster.local')],
  [/\.atSocket\.path$|\.socket\.path$/, fc.constantFrom('/var/run/app.sock', '@app')],
  [/(pattern|HttpRewrite\.uriRegex\.match)$/, REGEX],
  [/HttpRewrite\.uriRegex\.rewrite$/, fc.constantFrom('/x', '/\\1')],
  [/(DestinationRuleProps|Destination|DestinationConfig|Tunnel)\.\w*\.?(host|targetHost)$/i, SERVICE_HOST],
  [/(VirtualService\w*|ServiceEntry\w*|Server\w*|HostRoutes\w*)\.\w*\.?hosts?$/, fc.oneof({ weight: 4, arbitrary: DNS }, { weight: 1, arbitrary: fc.constant('*.example.net') })],
  [/(^|\.)(previewH|h|sniH|notH)osts?$|\.domain$/, DNS],
  [/(principals|notPrincipals)$/i, PRINCIPAL],
  [/[pP]rovider$/, WORD],
  [/(ipBlocks|notIpBlocks|remoteIpBlocks|notRemoteIpBlocks|destinationSubnets|Ip\.values|ranges|cidrs|blocks|addresses)$/i, IP],
  [/(\.bind|\.address|exactBalance)$/, ADDRESS],
  [/(paths|notPaths)$/i, fc.constantFrom('/a', '/a/*', '*', '/v1/{*}/x', '/v1/{**}')],
  [/(allowHeaders|exposeHeaders|remove|[hH]eader|HttpHeader|httpHeader\.name|header\.name|outputPayloadToHeader)$/, HEADER],
  [/(Condition|ConditionKey)\.header\.name$/, HEADER],
  [/\.locality$|LocalityDistribution\.from$/, fc.constantFrom('region1/zone1', 'region2', 'region1/zone1/a')],
  [/LocalityFailover\.(from|to)$/, fc.constantFrom('region1', 'region2', 'region3')],
  [/LocalityLoadBalancing\.failoverPriority\.labels$|\.failoverPriority$/, fc.constantFrom('example.com/rack', 'network')],
  [/(DelegateVirtualService|Gateway)\.fromName\.\w+$|\.reference$/, fc.constantFrom('istio-ingress/public', 'team/routes')],
  [/\.(uri|path|prefix|location)$/, PATH],
  [/\.(namespace|namespaces|notNamespaces|sourceNamespace)$|ExportTo\.namespaces\.names$/, NAMESPACE],
  [/serviceAccounts?$/i, LABEL],
  [/(revision|network|subset|\.name|portName|credentialName|caCertCredentialName|imagePullSecret|pluginName|names|claim|user|owner|team|group|\.port|[tT]rustDomains?|\.project)$/, LABEL],
  [/\.condition$/, fc.constantFrom('retriable-4xx', 'envoy-ratelimited')],
  [/sni$|subjectAltNames$|authority$|HttpRewrite\.authority\.value$/i, DNS],
  [/proxyVersion$/, fc.constantFrom('^1\\.3.*', '.*')],
  [/base64$/, fc.constantFrom('aGVsbG8=', 'AA==')],
  [/appProtocol$|applicationProtocols$/, fc.constantFrom('http', 'grpc')],
  [/transportProtocol$/, fc.constantFrom('tls', 'raw_buffer')],
  [/inlineCode$/, fc.constantFrom('function envoy_on_request(handle) end')],
  [/(expression|Expression)$/, fc.constantFrom('response.code >= 400', 'request.host')],
  [/reason$|description$/, fc.constantFrom('because of the audit')],
  [/allowMethods$/, fc.constantFrom('GET', 'POST')],
];

const KEYS: readonly (readonly [RegExp, fc.Arbitrary<string>])[] = [
  [/[lL]abels$|selector$|versions$/, fc.constantFrom('app', 'version', 'example.com/tier')],
  [/[aA]nnotations$/, fc.constantFrom('example.com/note', 'note')],
  [/environmentVariables$|proxyMetadata$/, fc.constantFrom('LOG_LEVEL', 'FEATURE_X')],
  [/TestersFaultDrillProps\.headers$/, fc.constant('x-fault-drill')],
  [/[hH]eaders$|\.(set|add|headers|withoutHeaders)$/, HEADER],
  [/LocalityDistribution\.to$/, fc.constantFrom('region1/zone1/*', 'region2/zone2/*')],
  [/portLevelMutualTls$/, fc.constantFrom('8080', '9090')],
  [/ports$/, fc.constantFrom('http', 'grpc')],
];

const NUMBERS: readonly (readonly [RegExp, fc.Arbitrary<number>])[] = [
  [/(httpStatus|directResponse)\.(status|code)$|RetryOn\.status\.code$|outlierDetectionHttpErrorCodes$|[sS]tatus(Code)?$|statusOnError$/, fc.constantFrom(400, 429, 500, 503, 599)],
  [/(^|\.)\w*[pP]orts?$|\.number$|portNumber$/, fc.constantFrom(80, 443, 8080, 9090, 15443, 1, 65535)],
  [/[pP]ercent(age)?$/, fc.oneof(fc.constantFrom(0, 1, 50, 100), fc.integer({ min: 0, max: 100 }))],
  [/weight$/i, fc.integer({ min: 1, max: 100 })],
  [/LocalityDistribution\.to$/, fc.constantFrom(100, 50)],
  [/LocalRateLimitProps\.requests$/, fc.constantFrom(1, 10, 500)],
  [/LocalRateLimitProps\.burst$/, fc.constantFrom(500, 1000)],
  [/tableSize$/, fc.constantFrom(11, 101, 65537)],
  [/\.tries$/, fc.constantFrom(2, 3, 5)],
  [/HostRoute\.priority$/, fc.constantFrom(0, 0, 0, 1)],
  [/highestPriority$/, fc.constantFrom(1, 10)],
  [/aggression$/, fc.constantFrom(1, 1.5, 2)],
  [/numTrustedProxies|[hH]ops$/, fc.constantFrom(0, 1, 2)],
];

/** A text for a prop or parameter, `Type.name` or `Type.method.name`. */
export function textFor(place: string): fc.Arbitrary<string> {
  return TEXTS.find(([pattern]) => pattern.test(place))?.[1] ?? TEXT;
}

/** A key of a map, and a text as its value. */
export function keyFor(place: string): fc.Arbitrary<string> {
  return KEYS.find(([pattern]) => pattern.test(place))?.[1] ?? WORD;
}

/** Values of maps of texts: labels are restricted, the rest is any text. */
export function mapTextFor(place: string): fc.Arbitrary<string> {
  return /[lL]abels$|selector$|versions$/.test(place) ? LABEL_VALUE : /headers$|\.(set|add)$/i.test(place) ? fc.constantFrom('v1', 'true', 'a b') : TEXT;
}

/** A number for a prop or parameter. */
export function numberFor(place: string): fc.Arbitrary<number> {
  return NUMBERS.find(([pattern]) => pattern.test(place))?.[1] ?? fc.oneof(fc.constantFrom(0, 1, 2, 10, 100), fc.integer({ min: 0, max: 1000 }));
}

/** Milliseconds of a duration. */
export const MILLIS: fc.Arbitrary<number> = fc.constantFrom(1, 10, 500, 1000, 1500, 2000, 5000, 10_000, 60_000, 3_600_000);

/** Anything that JSON can say. */
export const ANY: fc.Arbitrary<unknown> = fc.constantFrom<unknown>({}, { a: 1 }, { deep: { list: ['yes', 1.5, true, null] } });

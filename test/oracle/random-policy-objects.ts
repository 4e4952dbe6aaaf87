/** Random objects that Istio's schema takes, made of the parts that the rules look at, so that many of them break a rule and many do not. */

import * as fc from 'fast-check';

/** Any of some values; one that is there twice is twice as likely. */
const oneOf = (...values: any[]): fc.Arbitrary<any> => fc.constantFrom(...values);

/** A map of some of these fields. */
const someOf = (fields: Record<string, fc.Arbitrary<any>>): fc.Arbitrary<any> => fc.record(fields, { requiredKeys: [] });

const lists = (values: string[]): fc.Arbitrary<string[]> => fc.uniqueArray(oneOf(...values), { maxLength: 2 });

const seldom = (value: fc.Arbitrary<any>): fc.Arbitrary<any> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: value, weight: 1 });

const rule = someOf({
  from: fc.array(fc.record({
    source: someOf({
      principals: lists(['*', 'cluster.local/ns/shop/sa/web']),
      namespaces: lists(['*', 'shop']),
      ipBlocks: lists(['0.0.0.0/0', '::/0', '10.0.0.0/8']),
      notPrincipals: seldom(lists(['cluster.local/ns/shop/sa/web'])),
      requestPrincipals: seldom(lists(['*'])),
    }),
  }, { requiredKeys: [] }), { maxLength: 2 }),
  to: fc.array(fc.record({
    operation: someOf({
      paths: lists(['*', '/*', '/a']), methods: lists(['*', 'GET']), hosts: seldom(lists(['*', 'a.example.com'])), notPaths: seldom(lists(['/admin'])),
    }),
  }, { requiredKeys: [] }), { maxLength: 2 }),
  when: seldom(fc.constant([{ key: 'request.headers[x-team]', values: ['shop'] }])),
});

const tls = someOf({ mode: oneOf('DISABLE', 'SIMPLE', 'ISTIO_MUTUAL'), insecureSkipVerify: fc.boolean(), sni: seldom(fc.constant('a.example.com')) });

const outlierDetection = someOf({
  consecutive5xxErrors: oneOf(0, 0, 5), consecutiveGatewayErrors: oneOf(0, 5), splitExternalLocalOriginErrors: fc.boolean(),
});

const trafficPolicy = someOf({
  tls,
  outlierDetection,
  portLevelSettings: fc.array(someOf({ tls, outlierDetection }), { maxLength: 2 })
    .map(levels => levels.map((level, index) => ({ port: { number: 80 + index }, ...level }))),
});

const headers = someOf({
  request: someOf({ set: oneOf({}, { 'x-team': 'shop' }, { 'X-Envoy-RateLimited': '1' }), add: oneOf({}, { 'x-envoy-ratelimited': '1' }) }),
  response: someOf({ remove: fc.constant(['x-envoy-ratelimited']), set: seldom(fc.constant({ 'x-envoy-ratelimited': '1' })) }),
});

const destination = { destination: { host: 'cart' } };

const forwarding = fc.record({
  route: seldom(headers).map(each => [each ? { ...destination, headers: each } : destination]),
  timeout: oneOf('3s'),
  retries: someOf({ attempts: oneOf(0, 2), retryOn: fc.constant('5xx') }),
  headers,
}, { requiredKeys: ['route'] });

const route = fc.oneof(
  { arbitrary: forwarding, weight: 4 },
  { arbitrary: oneOf({ redirect: { uri: '/shop' } }, { directResponse: { status: 503 } }, { delegate: { name: 'cart-weights' } }), weight: 1 },
);

/** Random objects by kind. */
export const RANDOM_OBJECTS: Readonly<Record<string, fc.Arbitrary<any>>> = {
  AuthorizationPolicy: objectsOf('security.istio.io/v1', 'AuthorizationPolicy', someOf({
    action: oneOf('ALLOW', 'ALLOW', 'DENY'),
    rules: fc.array(rule, { maxLength: 3 }),
  })),
  DestinationRule: objectsOf('networking.istio.io/v1', 'DestinationRule', fc.record({
    host: oneOf('api.example.com', '*.example.com', 'cart', 'cart.shop.svc.cluster.local', 'a.svc', '*.local'),
    trafficPolicy,
    subsets: fc.array(fc.record({ trafficPolicy }, { requiredKeys: [] }), { maxLength: 2 })
      .map(subsets => subsets.map((subset, index) => ({ name: `s${index}`, labels: { version: `${index}` }, ...subset }))),
  }, { requiredKeys: ['host'] })),
  VirtualService: objectsOf('networking.istio.io/v1', 'VirtualService', someOf({
    hosts: fc.constant(['cart']),
    http: fc.array(route, { maxLength: 3 }),
  })),
};

function objectsOf(apiVersion: string, kind: string, specs: fc.Arbitrary<any>): fc.Arbitrary<any> {
  // JSON and back: no field that is there without a value.
  return specs.map(spec => JSON.parse(JSON.stringify({ apiVersion, kind, metadata: { name: 'sample', namespace: 'shop' }, spec })));
}

import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { sourceAt } from '../../src/kernel/source';
import { MeshService, WorkloadSelector } from '../../src/networking';
import {
  AuthorizationPolicy, AuthorizationProvider, AuthorizationRule, Condition, ConditionKey, HttpMethod, PolicyTarget, TargetKind, TargetReference,
} from '../../src/security';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

function allowed(rule: AuthorizationRule): any {
  return AuthorizationPolicy.allow(shop(), 'Policy', { rules: [rule] }).toJson().spec;
}

function service(chart: Chart, name: string, more: object = {}): MeshService {
  return new MeshService(chart, name, { name, ports: [{ number: 80 }], selector: { app: name }, serviceAccount: `${name}-account`, ...more });
}

describe('the three forms that look alike', () => {
  test('denyAll is a spec without rules, which no request matches', () => {
    expect(AuthorizationPolicy.denyAll(shop(), 'Nothing').toJson()).toEqual({
      apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'nothing', namespace: 'shop' }, spec: {},
    });
  });

  test('denyAll for a workload says which workload and still has no rules', () => {
    const target = PolicyTarget.labels({ app: 'cart' });
    expect(AuthorizationPolicy.denyAll(shop(), 'Nothing', { target }).toJson().spec).toEqual({ selector: { matchLabels: { app: 'cart' } } });
  });

  test('allowAll is one empty rule, which every request matches', () => {
    expect(AuthorizationPolicy.allowAll(shop(), 'Everything').toJson().spec).toEqual({ rules: [{}] });
  });

  test('a rule for every request has to say so', () => {
    expect(AuthorizationPolicy.deny(shop(), 'Closed', { rules: [{ everyRequest: true }] }).toJson().spec).toEqual({ action: 'DENY', rules: [{}] });
  });

  test.each(['allow', 'deny', 'audit'] as const)('%s without rules is refused', action => {
    expect(() => AuthorizationPolicy[action](shop(), 'Policy', { rules: [] })).toThrow(/MESH0011.*empty list of rules/);
  });

  test('custom without rules is refused', () => {
    expect(() => AuthorizationPolicy.custom(shop(), 'Policy', { provider: AuthorizationProvider.fromName('x'), rules: [] })).toThrow(/MESH0011/);
  });

  test.each(['denyAll', 'allowAll'] as const)('%s takes no further rules, because it would become something else', factory => {
    expect(() => AuthorizationPolicy[factory](shop(), 'Policy').addRule({ everyRequest: true })).toThrow(/MESH0011/);
  });
});

describe('what would widen or void a rule', () => {
  test.each<[string, AuthorizationRule, RegExp]>([
    ['no field', {}, /MESH0011.*without from, to and when/],
    ['undefined fields', { from: undefined, to: undefined }, /MESH0011/],
    ['everyRequest: false', { everyRequest: false }, /MESH0011/],
    ['everyRequest with a restriction', { everyRequest: true, to: [{ ports: [80] }] }, /MESH0002/],
    ['empty from', { from: [] }, /MESH0011[^]*spec\.rules\[0\]\.from/],
    ['empty to', { from: [{ namespaces: ['shop'] }], to: [] }, /MESH0011[^]*spec\.rules\[0\]\.to/],
    ['empty when', { from: [{ namespaces: ['shop'] }], when: [] }, /MESH0011[^]*spec\.rules\[0\]\.when/],
    ['empty source', { from: [{}] }, /MESH0011.*source without fields/],
    ['empty operation', { to: [{}] }, /MESH0011.*operation without fields/],
    ['empty second source', { from: [{ namespaces: ['shop'] }, {}] }, /MESH0011[^]*from\[1\]/],
    ['empty services', { from: [{ services: [] }] }, /MESH0011[^]*principals/],
    ['empty principals', { from: [{ principals: [] }] }, /MESH0011/],
    ['empty notPrincipals', { from: [{ notPrincipals: [] }] }, /MESH0011/],
    ['empty paths beside methods', { to: [{ methods: [HttpMethod.GET], paths: [] }] }, /MESH0011/],
    ['empty principal', { from: [{ principals: [''] }] }, /MESH0001.*empty value/],
    ['principal with spiffe://', { from: [{ principals: ['spiffe://cluster.local/ns/shop/sa/cart'] }] }, /matches no caller[^]*"cluster.local\/ns\/shop\/sa\/cart"/],
    ['star inside a principal', { from: [{ principals: ['cluster.local/ns/*/sa/cart'] }] }, /taken literally/],
    ['two stars', { from: [{ principals: ['*cart*'] }] }, /taken literally/],
    ['namespace in capitals', { from: [{ namespaces: ['Shop'] }] }, /no name of a namespace/],
    ['service account with star', { from: [{ serviceAccounts: ['shop/*'] }] }, /no service account/],
    ['service account with two slashes', { from: [{ serviceAccounts: ['a/b/c'] }] }, /no service account/],
    ['17 service accounts', { from: [{ serviceAccounts: Array.from({ length: 17 }, (_, i) => `a${i}`) }] }, /16 at most/],
    ['service accounts with namespaces', { from: [{ serviceAccounts: ['cart'], notNamespaces: ['shop'] }] }, /MESH0002/],
    ['trust domain with a path', { from: [{ trustDomains: ['cluster.local/ns/shop'] }] }, /no trust domain/],
    ['address out of range', { from: [{ ipBlocks: ['10.0.0.256'] }] }, /neither an address/],
    ['range too long', { from: [{ ipBlocks: ['10.0.0.0/33'] }] }, /neither an address/],
    ['address with leading zero', { from: [{ remoteIpBlocks: ['010.0.0.1'] }] }, /neither an address/],
    ['port 0', { to: [{ ports: [0] }] }, /no port number/],
    ['port 65536', { to: [{ notPorts: [65536] }] }, /no port number/],
    ['path without slash', { to: [{ paths: ['cart'] }] }, /matches no request[^]*"\/cart"/],
    ['path with query', { to: [{ notPaths: ['/cart?admin=1'] }] }, /without query[^]*"\/cart"/],
    ['star inside a path', { to: [{ paths: ['/users/*/orders'] }] }, /taken literally[^]*"\/users\/\{\*\}\/orders"/],
    ['star at both ends of a path', { to: [{ paths: ['*admin*'] }] }, /taken literally/],
    ['named template', { to: [{ paths: ['/users/{id}'] }] }, /path template/],
    ['template and star', { to: [{ paths: ['/users/{*}/*'] }] }, /path template/],
    ['placeholder after the rest', { to: [{ paths: ['/{**}/a/{*}'] }] }, /path template/],
    ['a name as principal', { from: [{ principals: ['frontend'] }] }, /no identity[^]*deny nobody[^]*services/],
    ['namespace and name as principal', { from: [{ notPrincipals: ['shop/frontend'] }] }, /no identity/],
    ['a blank in a principal', { from: [{ principals: ['cluster.local/ns/shop/sa/cart '] }] }, /no identity/],
    ['a subject alone as request principal', { from: [{ requestPrincipals: ['alice'] }] }, /no issuer and subject/],
    ['capitals in a service account', { from: [{ serviceAccounts: ['shop/Cart'] }] }, /no service account/],
    ['capitals in a trust domain', { from: [{ trustDomains: ['Cluster.local'] }] }, /no trust domain/],
    ['a path to climb', { to: [{ paths: ['/a/../admin'] }] }, /resolve/],
    ['a path with "."', { to: [{ notPaths: ['/a/./b'] }] }, /resolve/],
    ['a path with needless escapes', { to: [{ paths: ['/%61dmin'] }] }, /write "a" for %61/],
    ['a path with a backslash', { to: [{ paths: ['/a\\b'] }] }, /"\/a\/b"/],
    ['a path with letters that are escaped', { to: [{ paths: ['/käse'] }] }, /"\/k%C3%A4se"/],
    ['URL as host', { to: [{ hosts: ['https://shop.example.com'] }] }, /no host/],
    ['star inside a host', { to: [{ notHosts: ['*.example.*'] }] }, /taken literally/],
  ])('%s is refused', (_, rule, message) => {
    expect(() => allowed(rule)).toThrow(message);
  });

  test.each<[string, AuthorizationRule]>([
    ['identities of Kubernetes, of others, and with a wildcard', {
      from: [{ principals: ['cluster.local/ns/shop/sa/cart', 'td/ns/a/sa/b', 'example.org/backend', 'cluster.local/ns/shop/*', '*/sa/cart', '*'] }],
    }],
    ['subjects of an issuer, and with a wildcard', { from: [{ requestPrincipals: ['https://login.example.com/*', 'issuer/alice', '*/alice', '*'] }] }],
    ['escapes that mean something, points in names, and doubled slashes', { to: [{ paths: ['/a%2Fb', '/..a/b..', '/.well-known/*', '/a//b', '/k%C3%A4se'] }] }],
  ])('%s are taken', (_, rule) => {
    expect(() => allowed(rule)).not.toThrow();
  });

  test.each<[string, () => Condition, RegExp]>([
    ['capitals in a server name', () => Condition.sni('API.example.com'), /"api\.example\.com"/],
    ['a port in a server name', () => Condition.sni('api.example.com:443'), /no server name/],
    ['a blank at the end of a header', () => Condition.header('x-team', 'a '), /"a"/],
    ['a subject alone', () => Condition.of(ConditionKey.REQUEST_PRINCIPAL, { values: ['alice'] }), /no issuer and subject/],
    ['claim without values', () => Condition.claim('groups'), /MESH0011/],
    ['neither values nor notValues', () => Condition.of(ConditionKey.SNI, {}), /MESH0011/],
    ['empty notValues', () => Condition.of(ConditionKey.SNI, { values: ['a'], notValues: [] }), /MESH0011/],
    ['no address', () => Condition.sourceIp('shop'), /neither an address/],
    ['no port', () => Condition.of(ConditionKey.DESTINATION_PORT, { values: ['http'] }), /no port number/],
    ['empty header', () => Condition.header('', 'x'), /MESH0003/],
    ['header in brackets', () => Condition.header('[x]', 'x'), /MESH0003/],
    ['claim path without name', () => Condition.of(ConditionKey.claim(), { values: ['x'] }), /MESH0001/],
    ['foreign filter', () => Condition.of(ConditionKey.envoyFilterMetadata('lua', 'x'), { values: ['x'] }), /envoy\.filters/],
  ])('a condition with %s is refused', (_, condition, message) => {
    expect(condition).toThrow(message);
  });

  test('whatever lists a rule is made of, it is refused or written without empty lists and objects', () => {
    const list = <T>(of: fc.Arbitrary<T>) => fc.oneof(
      { weight: 1, arbitrary: fc.constant([] as T[]) },
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 8, arbitrary: fc.array(of, { minLength: 1, maxLength: 2 }) },
    );
    const texts = list(fc.constantFrom('a', 'b'));
    const rule = fc.record({
      from: list(fc.record({ ipBlocks: list(fc.constantFrom('10.0.0.1', '10.0.0.2')), notNamespaces: texts, requestPrincipals: list(fc.constantFrom('a/b', '*')) })),
      to: list(fc.record({ hosts: texts, notHosts: texts })),
    });
    let written = 0;
    fc.assert(fc.property(rule, generated => {
      let spec: any;
      try {
        spec = allowed(generated);
      } catch (error) {
        expect((error as Error).message).toMatch(/^MESH0011/);
        return;
      }
      written++;
      const empty = (value: any): boolean => typeof value === 'object' && (Object.keys(value).length === 0 || Object.values(value).some(empty));
      expect(empty(spec)).toBe(false);
      expect(Object.keys(spec.rules[0])).toEqual(Object.keys(generated).filter(key => (generated as any)[key] !== undefined));
    }), { numRuns: 300 });
    expect(written).toBeGreaterThan(30);
    expect(written).toBeLessThan(270);
  });
});

test('a rule is written field by field as it is said', () => {
  expect(allowed({
    from: [{ namespaces: ['shop'], notIpBlocks: ['10.0.0.0/8'] }, { requestPrincipals: ['*'] }],
    to: [{ methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/cart', '/cart/*', '/users/{*}/orders/{**}'], ports: [8080] }],
    when: [Condition.claim('groups', 'customers'), Condition.of(ConditionKey.header('x-team'), { notValues: ['test*'] })],
  })).toEqual({
    action: 'ALLOW',
    rules: [{
      from: [{ source: { namespaces: ['shop'], notIpBlocks: ['10.0.0.0/8'] } }, { source: { requestPrincipals: ['*'] } }],
      to: [{ operation: { methods: ['GET', 'POST'], paths: ['/cart', '/cart/*', '/users/{*}/orders/{**}'], ports: ['8080'] } }],
      when: [{ key: 'request.auth.claims[groups]', values: ['customers'] }, { key: 'request.headers[x-team]', notValues: ['test*'] }],
    }],
  });
});

test('services are written as the identities of their workloads', () => {
  const chart = shop();
  const spec = AuthorizationPolicy.deny(chart, 'Policy', { rules: [{ from: [{ services: [service(chart, 'cart')] }, { notServices: [service(chart, 'batch')] }] }] }).toJson().spec;
  expect(spec.rules[0].from).toEqual([
    { source: { principals: ['cluster.local/ns/shop/sa/cart-account'] } }, { source: { notPrincipals: ['cluster.local/ns/shop/sa/batch-account'] } },
  ]);
});

test('services and principals are not mixed in one source, because the reader could take them for two conditions', () => {
  const cart = service(shop(), 'cart');
  expect(() => allowed({ from: [{ services: [cart], principals: ['x'] }] })).toThrow(/MESH0002/);
});

test('a service whose service account is not known is refused as a caller', () => {
  const cart = service(shop(), 'cart', { serviceAccount: undefined });
  expect(() => allowed({ from: [{ services: [cart] }] })).toThrow(/MESH0012[^]*serviceAccount/);
});

describe('CUSTOM', () => {
  test('names its provider', () => {
    const policy = AuthorizationPolicy.custom(shop(), 'Policy', { provider: AuthorizationProvider.fromName('oauth2-proxy'), rules: [{ everyRequest: true }] });
    expect(policy.toJson().spec).toEqual({ action: 'CUSTOM', provider: { name: 'oauth2-proxy' }, rules: [{}] });
  });

  test.each<[string, AuthorizationRule]>([
    ['principals', { from: [{ principals: ['*'] }] }],
    ['notRequestPrincipals', { from: [{ notRequestPrincipals: ['*'] }] }],
    ['namespaces', { from: [{ namespaces: ['shop'] }] }],
    ['serviceAccounts', { from: [{ serviceAccounts: ['cart'] }] }],
    ['trustDomains', { from: [{ trustDomains: ['x'] }] }],
    ['a claim', { when: [Condition.claim('groups', 'x')] }],
    ['source.namespace', { when: [Condition.sourceNamespace('shop')] }],
  ])('cannot look at %s', (_, rule) => {
    expect(() => AuthorizationPolicy.custom(shop(), 'Policy', { provider: AuthorizationProvider.fromName('x'), rules: [rule] })).toThrow(/MESH0002.*CUSTOM/);
  });
});

describe('the target', () => {
  test('of a service is its labels, in its namespace', () => {
    const chart = new Chart(new App(), 'other', { namespace: 'other' });
    const cart = service(chart, 'cart', { namespace: 'shop' });
    const policy = AuthorizationPolicy.allowAll(chart, 'Policy', { target: PolicyTarget.service(cart) });
    expect(policy.toJson()).toMatchObject({ metadata: { namespace: 'shop' }, spec: { selector: { matchLabels: { app: 'cart' } } } });
  });

  test('in another namespace than the policy is refused, because it would protect nothing', () => {
    const chart = shop();
    const target = PolicyTarget.service(service(chart, 'cart'));
    expect(() => AuthorizationPolicy.denyAll(chart, 'Policy', { namespace: 'billing', target })).toThrow(/MESH0002/);
  });

  test('of a service without known labels is refused, because it would be the whole namespace', () => {
    const chart = shop();
    expect(() => PolicyTarget.service(service(chart, 'cart', { selector: undefined }))).toThrow(/MESH0012/);
    expect(() => PolicyTarget.service(service(chart, 'web', { selector: {} }))).toThrow(/MESH0011/);
    expect(() => PolicyTarget.service(MeshService.fromHost(chart, 'Foreign', 'payments.billing.svc.cluster.local') as MeshService)).toThrow(/MESH0012/);
  });

  test('without labels or references is refused', () => {
    expect(() => PolicyTarget.labels({})).toThrow(/MESH0011/);
    expect(() => PolicyTarget.references()).toThrow(/MESH0011/);
  });

  test.each(['app*', ''])('with the label key %j is refused', key => {
    expect(() => WorkloadSelector.labels({ [key]: 'cart' })).toThrow(/MESH0003/);
  });

  test('by reference says group and kind, and notes where a name was written by hand', () => {
    const target = PolicyTarget.references(TargetReference.service(service(shop(), 'cart')), TargetReference.fromName(TargetKind.GATEWAY, 'waypoint'));
    const spec = AuthorizationPolicy.allowAll(shop(), 'Policy', { target }).toJson().spec;
    expect(spec.targetRefs).toEqual([
      { group: '', kind: 'Service', name: 'cart' }, { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' },
    ]);
    expect(sourceAt(spec, ['targetRefs', 1, 'name'])?.location?.file).toBe(__filename);
  });
});

test('rules that are added come last, and remember where', () => {
  const policy = AuthorizationPolicy.allow(shop(), 'Policy', { rules: [{ to: [{ ports: [1] }] }] });
  policy.addRule({ to: [{ ports: [2] }] });
  const spec = policy.toJson().spec;
  expect(spec.rules.map((rule: any) => rule.to[0].operation.ports)).toEqual([['1'], ['2']]);
  expect(sourceAt(spec, ['rules', 1, 'to'])?.location?.file).toBe(__filename);
});

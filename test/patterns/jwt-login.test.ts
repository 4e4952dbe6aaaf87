import { App, Chart } from 'cdk8s';
import { HttpWorkload, JwtKeys, JwtLogin, JwtLoginProps, MeshService, ServicePort } from '../../src';

const ISSUER = { issuer: 'https://login.example.com', audiences: ['shop'] };
const HTTP: ServicePort = { name: 'http', number: 80, targetPort: 8080 };

/** At every port but that of Istio's agent. */
const ELSEWHERE = [{ operation: { notPorts: ['15020'] } }];

function login(props: Partial<JwtLoginProps> = {}, ports: ServicePort[] = [HTTP]): JwtLogin {
  const chart = new Chart(new App(), 'chart', { namespace: 'other' });
  const account = new MeshService(chart, 'Account', { name: 'account', namespace: 'shop', ports, selector: { app: 'account' } });
  return new JwtLogin(chart, 'Login', { workload: HttpWorkload.service(account), issuers: [ISSUER], ...props });
}

const rulesOf = (props: Partial<JwtLoginProps>, ports?: ServicePort[]): any[] => login(props, ports).demand.toJson().spec.rules;

test('both objects are in the namespace of the service, for its workload', () => {
  const { authentication, demand } = login();
  for (const { metadata, spec } of [authentication.toJson(), demand.toJson()]) {
    expect(metadata).toMatchObject({ name: 'account-login', namespace: 'shop' });
    expect(spec.selector).toEqual({ matchLabels: { app: 'account' } });
  }
});

test('the policy denies, so that no ALLOW policy can admit a request without token', () => {
  expect(login().demand.toJson().spec).toMatchObject({
    action: 'DENY',
    rules: [
      { from: [{ source: { notRequestPrincipals: ['https://login.example.com/*'] } }] },
      { from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }], when: [{ key: 'request.auth.audiences', notValues: ['shop'] }] },
    ],
  });
});

test('tokens in the query of the address are not taken, and the token is not passed on', () => {
  expect(login().authentication.toJson().spec.jwtRules).toEqual([{
    issuer: 'https://login.example.com', audiences: ['shop'], fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }], forwardOriginalToken: false,
  }]);
});

test('every issuer has its own keys and places, and a token of any of them is one', () => {
  const staff = { issuer: 'https://staff.example.com', audiences: ['a', 'b'], keys: JwtKeys.uri('https://staff.example.com/keys'), fromCookies: ['session'] };
  const { authentication, demand } = login({ issuers: [ISSUER, staff], forwardToken: true, claimHeaders: [{ header: 'x-user', claim: 'sub' }] });
  expect(authentication.toJson().spec.jwtRules[1]).toEqual({
    issuer: 'https://staff.example.com',
    audiences: ['a', 'b'],
    jwksUri: 'https://staff.example.com/keys',
    fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }],
    fromCookies: ['session'],
    forwardOriginalToken: true,
    outputClaimToHeaders: [{ header: 'x-user', claim: 'sub' }],
  });
  expect((demand.toJson().spec as any).rules[0].from[0].source.notRequestPrincipals).toEqual(['https://login.example.com/*', 'https://staff.example.com/*']);
});

test('audiences are demanded once more, because other objects may accept the issuer for any; an issuer that is named twice has them all', () => {
  const rules = rulesOf({ issuers: [ISSUER, { ...ISSUER, audiences: ['office'] }, { issuer: 'https://staff.example.com', audiences: ['a', 'b'] }] });
  expect(rules.map(({ from, when }) => [from[0].source.notRequestPrincipals ?? from[0].source.requestPrincipals, when?.[0].notValues])).toEqual([
    [['https://login.example.com/*', 'https://staff.example.com/*'], undefined],
    [['https://login.example.com/*'], ['shop', 'office']],
    [['https://staff.example.com/*'], ['a', 'b']],
  ]);
});

test('every required claim is a rule of its own: one that does not hold is enough', () => {
  const rules = rulesOf({ claims: [{ claim: 'groups', values: ['a', 'b'] }, { claim: 'roles', within: ['realm_access'], values: ['*'] }] });
  expect(rules.slice(2)).toEqual([
    { to: ELSEWHERE, when: [{ key: 'request.auth.claims[groups]', notValues: ['a', 'b'] }] },
    { to: ELSEWHERE, when: [{ key: 'request.auth.claims[realm_access][roles]', notValues: ['*'] }] },
  ]);
});

test('exceptions hold for the token and for the claims', () => {
  const rules = rulesOf({ claims: [{ claim: 'groups', values: ['a'] }], publicPaths: ['/health', '/assets/*'], allowPreflights: true });
  for (const rule of rules) {
    expect(rule.to).toEqual([{ operation: { notPaths: ['/health', '/assets/*'], notMethods: ['OPTIONS'], notPorts: ['15020'] } }]);
  }
});

test('ports of TCP are left alone: a DENY rule with HTTP fields would close them', () => {
  expect(rulesOf({}, [HTTP, { name: 'tcp-replica', number: 7000 }, { name: 'grpc', number: 9000 }])[0].to).toEqual([{ operation: { notPorts: ['7000'] } }]);
});

test.each(['/', '/health', '/a/b.css', '/assets/*', '/a/b/*', '/.well-known/*', '/a..b'])('%s can be public', path => {
  expect(rulesOf({ publicPaths: [path] })[0].to[0].operation.notPaths).toEqual([path]);
});

test.each(['*', '/*', '*.css', '/assets*', '/a/*/b', '/a/{*}', '/a/{**}', '/a/../b', '/a/..', '/./a', '//a', '/a//b', '/a%2Fb', '/a\\b', 'health', '', '/a?b', '/a#b'])(
  '%s cannot be public', path => {
    expect(() => login({ publicPaths: [path] })).toThrow(/MESH0020[\s\S]*publicPaths\[0\]/);
  });

test.each<[string, Partial<JwtLoginProps>, RegExp]>([
  ['no issuers', { issuers: [] }, /MESH0011/],
  ['an empty claim', { claims: [{ claim: '', values: ['a'] }] }, /MESH0003/],
  ['a claim without values', { claims: [{ claim: 'groups', values: [] }] }, /MESH0011/],
  ['a star inside of a value', { claims: [{ claim: 'groups', values: ['a*b'] }] }, /MESH0001/],
  ['an empty audience', { issuers: [{ issuer: 'https://login.example.com', audiences: [''] }] }, /MESH0001/],
  ['no issuer', { issuers: [{ issuer: '', audiences: ['a'] }] }, /MESH0002|MESH0001/],
])('refuses %s', (_, props, error) => {
  expect(() => login(props)).toThrow(error);
});

test('no public paths is what an empty list says', () => {
  expect(rulesOf({ publicPaths: [], claims: [] })).toEqual(rulesOf({}));
});

import { App, Chart } from 'cdk8s';
import { AuthorizationProvider, AuthorizerScope, ExternalAuthorizer, HttpWorkload, MeshService } from '../../src';

function authorizer(requests?: AuthorizerScope): ExternalAuthorizer {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const orders = new MeshService(chart, 'Orders', {
    name: 'orders', ports: [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'tcp', number: 7000 }], selector: { app: 'orders' },
  });
  return new ExternalAuthorizer(chart, 'Authorizer', { workload: HttpWorkload.service(orders), provider: AuthorizationProvider.fromName('opa'), requests });
}

test.each<[string, AuthorizerScope | undefined, object]>([
  ['everything by default', undefined, {}],
  ['everything', AuthorizerScope.everything(), {}],
  ['all but some', AuthorizerScope.allBut(['/health', '/assets/*']), { notPaths: ['/health', '/assets/*'] }],
  ['some, with and without a slash at the end', AuthorizerScope.only(['/admin/*', '/admin', '/x', '/y/']), { paths: ['/admin', '/admin/*', '/admin/', '/x', '/x/', '/y/'] }],
  ['everything below the root', AuthorizerScope.only(['/*']), { paths: ['/*'] }],
  ['templates as they are', AuthorizerScope.only(['/a/{**}', '*.php']), { paths: ['/a/{**}', '*.php'] }],
])('asks about %s, but on ports of TCP', (_, requests, operation) => {
  expect(authorizer(requests).policy.toJson()).toMatchObject({
    metadata: { name: 'orders-authorizer', namespace: 'shop' },
    spec: { action: 'CUSTOM', provider: { name: 'opa' }, selector: { matchLabels: { app: 'orders' } }, rules: [{ to: [{ operation: { ...operation, notPorts: ['7000'] } }] }] },
  });
});

test.each<[string, () => unknown, RegExp]>([
  ['no paths in scope', () => authorizer(AuthorizerScope.only([])), /MESH0011/],
  ['no paths out of scope', () => authorizer(AuthorizerScope.allBut([])), /MESH0011/],
  ['everything out of scope', () => authorizer(AuthorizerScope.allBut(['/*'])), /MESH0020/],
  ['a star in the middle', () => authorizer(AuthorizerScope.only(['/a/*/b'])), /MESH0001/],
  ['a path without slash', () => authorizer(AuthorizerScope.only(['admin'])), /MESH0001/],
])('refuses %s', (_, make, error) => {
  expect(make).toThrow(error);
});

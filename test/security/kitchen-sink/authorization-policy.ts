import { Construct } from 'constructs';
import { IstioObject } from '../../../src/networking/istio-object';
import { MeshService } from '../../../src/networking/mesh-service';
import {
  AuthorizationPolicy, AuthorizationProvider, AuthorizationRule, Condition, ConditionKey, HttpMethod, PolicyTarget, TargetKind, TargetReference,
} from '../../../src/security';

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {
  '**targetRef': 'deprecated: PolicyTarget.references writes targetRefs',
  '**targetRef.group': 'deprecated: as targetRef',
  '**targetRef.kind': 'deprecated: as targetRef',
  '**targetRef.name': 'deprecated: as targetRef',
  '**targetRef.namespace': 'deprecated: as targetRef',
  '**targetRefs[].namespace': 'has to be empty: references stay in the namespace of the policy',
};

/** AuthorizationPolicies that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const cart = new MeshService(scope, 'Cart', { name: 'cart', namespace: 'shop', ports: [{ number: 80 }], selector: { app: 'cart' }, serviceAccount: 'cart' });
  const rule: AuthorizationRule = {
    from: [
      {
        principals: ['cluster.local/ns/shop/sa/*'],
        notPrincipals: ['cluster.local/ns/shop/sa/batch'],
        requestPrincipals: ['*'],
        notRequestPrincipals: ['https://issuer.example.com/mallory'],
        namespaces: ['shop', 'shop-*'],
        notNamespaces: ['shop-test'],
        ipBlocks: ['10.0.0.0/8', 'fd00::1'],
        notIpBlocks: ['10.1.2.3'],
        remoteIpBlocks: ['192.0.2.0/24'],
        notRemoteIpBlocks: ['192.0.2.1'],
        trustDomains: ['cluster.local'],
        notTrustDomains: ['old*'],
      },
      { serviceAccounts: ['cart', 'billing/payments'], notServiceAccounts: ['shop/batch'] },
      { services: [cart] },
    ],
    to: [{
      hosts: ['*.example.com', 'shop.example.com:*'],
      notHosts: ['admin.example.com'],
      ports: [8080],
      notPorts: [9090],
      methods: Object.values(HttpMethod),
      notMethods: [HttpMethod.TRACE],
      paths: ['/cart', '/cart/*', '*/info', '/users/{*}/orders/{**}'],
      notPaths: ['/cart/admin'],
    }],
    when: [
      Condition.of(ConditionKey.claim('realm', 'roles'), { values: ['admin'], notValues: ['banned'] }),
      Condition.claim('groups', 'customers'),
      Condition.header('x-team', 'shop*'),
      Condition.sourceIp('10.0.0.0/8'), Condition.remoteIp('192.0.2.1'), Condition.sourceNamespace('shop'), Condition.audience('cart'), Condition.sni('*.example.com'),
      Condition.of(ConditionKey.DESTINATION_IP, { values: ['10.1.2.3'] }),
      Condition.of(ConditionKey.DESTINATION_PORT, { notValues: ['9090'] }),
      Condition.of(ConditionKey.SOURCE_PRINCIPAL, { values: ['*'] }),
      Condition.of(ConditionKey.SOURCE_SERVICE_ACCOUNT, { values: ['shop/cart'] }),
      Condition.of(ConditionKey.SOURCE_TRUST_DOMAIN, { values: ['cluster.local'] }),
      Condition.of(ConditionKey.REQUEST_PRINCIPAL, { values: ['*'] }),
      Condition.of(ConditionKey.REQUEST_PRESENTER, { values: ['app'] }),
      Condition.of(ConditionKey.envoyFilterMetadata('envoy.filters.network.mysql_proxy', 'db.table'), { values: ['[update]'] }),
    ],
  };
  const namespace = 'shop';
  AuthorizationPolicy.allow(scope, 'Allow', { target: PolicyTarget.service(cart), rules: [rule] });
  AuthorizationPolicy.deny(scope, 'Deny', { namespace, target: PolicyTarget.labels({ app: 'cart' }), rules: [rule] });
  AuthorizationPolicy.audit(scope, 'Audit', { namespace, rules: [rule, { everyRequest: true }] });
  AuthorizationPolicy.custom(scope, 'Custom', { namespace, provider: AuthorizationProvider.fromName('oauth2-proxy'), rules: [{ to: [{ notPaths: ['/public/*'] }] }] });
  AuthorizationPolicy.allow(scope, 'Waypoint', {
    namespace,
    target: PolicyTarget.references(
      TargetReference.service(cart), TargetReference.fromName(TargetKind.SERVICE_ENTRY, 'api'),
      TargetReference.fromName(TargetKind.GATEWAY, 'waypoint'), TargetReference.fromName(TargetKind.GATEWAY_CLASS, 'istio-waypoint'),
    ),
    rules: [{ everyRequest: true }],
  });
  AuthorizationPolicy.denyAll(scope, 'Nothing', { namespace });
  AuthorizationPolicy.allowAll(scope, 'Everything', { namespace });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}

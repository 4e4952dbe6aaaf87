import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioObject } from '../../../src/networking/istio-object';
import { JwtKeys, PolicyTarget, RequestAuthentication, TargetKind, TargetReference } from '../../../src/security';

const PUBLIC_KEYS = '{"keys":[{"kty":"RSA","kid":"1","n":"sXchTw","e":"AQAB"}]}';

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {
  '**targetRef': 'deprecated: PolicyTarget.references writes targetRefs',
  '**targetRef.group': 'deprecated: as targetRef',
  '**targetRef.kind': 'deprecated: as targetRef',
  '**targetRef.name': 'deprecated: as targetRef',
  '**targetRef.namespace': 'deprecated: as targetRef',
  '**targetRefs[].namespace': 'has to be empty: references stay in the namespace of the policy',
  '**jwtRules[].jwks_uri': 'second spelling of jwksUri',
};

/** RequestAuthentications that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  new RequestAuthentication(scope, 'Workloads', {
    namespace: 'shop',
    target: PolicyTarget.labels({ app: 'cart' }),
    jwtRules: [
      { issuer: 'https://discovered.example.com' },
      {
        issuer: 'https://issuer.example.com',
        audiences: ['cart'],
        keys: JwtKeys.uri('https://issuer.example.com/jwks.json'),
        fromHeaders: [{ name: 'x-token', prefix: 'Token ' }, { name: 'x-plain' }],
        fromParams: ['token'],
        fromCookies: ['token'],
        outputPayloadToHeader: 'x-payload',
        outputClaimToHeaders: [{ header: 'x-groups', claim: 'groups' }],
        forwardOriginalToken: true,
        spaceDelimitedClaims: ['roles'],
        timeout: Duration.seconds(2),
      },
      { keys: JwtKeys.inline(PUBLIC_KEYS), forwardOriginalToken: false },
    ],
  });
  new RequestAuthentication(scope, 'Waypoint', {
    namespace: 'shop',
    target: PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint')),
    jwtRules: [{ issuer: 'https://issuer.example.com' }],
  });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}

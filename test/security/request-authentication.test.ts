import { App, Chart, Duration } from 'cdk8s';
import { JwtKeys, JwtRule, PolicyTarget, RequestAuthentication } from '../../src/security';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

test('a rule is written in Istio’s words', () => {
  const authentication = new RequestAuthentication(shop(), 'Tokens', {
    target: PolicyTarget.labels({ app: 'cart' }),
    jwtRules: [{
      issuer: 'https://issuer.example.com',
      keys: JwtKeys.uri('https://issuer.example.com/jwks.json'),
      audiences: ['cart'],
      fromHeaders: [{ name: 'x-token' }],
      forwardOriginalToken: false,
      timeout: Duration.millis(500),
    }],
  });
  expect(authentication.toJson().spec).toEqual({
    selector: { matchLabels: { app: 'cart' } },
    jwtRules: [{
      issuer: 'https://issuer.example.com',
      jwksUri: 'https://issuer.example.com/jwks.json',
      audiences: ['cart'],
      fromHeaders: [{ name: 'x-token' }],
      forwardOriginalToken: false,
      timeout: '0.5s',
    }],
  });
});

test.each<[string, () => JwtRule, RegExp]>([
  ['neither issuer nor keys', () => ({}), /MESH0002/],
  ['an empty issuer', () => ({ issuer: '', keys: JwtKeys.uri('https://x') }), /MESH0001/],
  ['no audience in the list', () => ({ issuer: 'x', audiences: [] }), /MESH0011/],
  ['an empty audience', () => ({ issuer: 'x', audiences: [''] }), /MESH0001/],
  ['an empty header', () => ({ issuer: 'x', fromHeaders: [{ name: '' }] }), /MESH0001/],
  ['an empty cookie', () => ({ issuer: 'x', fromCookies: [''] }), /MESH0001/],
  ['a header for claims with other characters', () => ({ issuer: 'x', outputClaimToHeaders: [{ header: 'a%b', claim: 'sub' }] }), /MESH0003/],
  ['65 claims with spaces', () => ({ issuer: 'x', spaceDelimitedClaims: Array.from({ length: 65 }, (_, i) => `c${i}`) }), /64/],
  ['a timeout below a millisecond', () => ({ issuer: 'x', timeout: Duration.millis(0) }), /MESH0004/],
  ['an address without scheme', () => ({ keys: JwtKeys.uri('issuer.example.com/jwks') }), /MESH0001/],
  ['an address with another scheme', () => ({ keys: JwtKeys.uri('file:///jwks.json') }), /MESH0001/],
  ['an address with a port that is no number', () => ({ keys: JwtKeys.uri('http://issuer.example.com:abc') }), /MESH0001/],
  ['a key set that is no JSON', () => ({ keys: JwtKeys.inline('foo') }), /Key Set/],
  ['a key set without keys', () => ({ keys: JwtKeys.inline('{"keys":[]}') }), /Key Set/],
  ['a key without type', () => ({ keys: JwtKeys.inline('{"keys":[{"n":"x"}]}') }), /Key Set/],
  ['a private key', () => ({ keys: JwtKeys.inline('{"keys":[{"kty":"RSA","n":"x","e":"AQAB","d":"secret"}]}') }), /secret material/],
  ['a symmetric key', () => ({ keys: JwtKeys.inline('{"keys":[{"kty":"oct","k":"secret"}]}') }), /secret material/],
])('%s is refused', (_, rule, message) => {
  expect(() => new RequestAuthentication(shop(), 'Tokens', { jwtRules: [rule()] })).toThrow(message);
});

test('without rules it would check no token, so it is refused', () => {
  expect(() => new RequestAuthentication(shop(), 'Tokens', { jwtRules: [] })).toThrow(/MESH0011/);
});

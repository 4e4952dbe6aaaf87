import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Where the public keys come from that tokens are checked with.
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/#JWTRule
 */
export class JwtKeys {
  /**
   * Keys that the control plane fetches. Istio field `jwksUri`.
   * @param uri `https://…`, at most 2048 characters; `http://` only where nobody between can answer in the place of the issuer: whoever does signs
   * tokens that are accepted
   */
  public static uri(uri: string): JwtKeys {
    if (!/^https?:\/\/[^/\s]/i.test(uri) || uri.length > 2048 || !URL.canParse(uri)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(uri)} is no address of a key set`,
        why: 'Istio takes URLs with http:// or https:// of at most 2048 characters',
        fix: 'write the whole URL: https://issuer.example.com/.well-known/jwks.json',
      });
    }
    return new JwtKeys({ jwksUri: uri });
  }

  /**
   * Keys in the object itself. Istio field `jwks`.
   * @param jwks a JSON Web Key Set as JSON text, `{"keys": […]}`, with public keys only: private and symmetric keys are refused,
   * because manifests are no place for secrets
   */
  public static inline(jwks: string): JwtKeys {
    for (const key of keysOf(jwks)) {
      const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].find(member => member in key);
      if (secret !== undefined) {
        fail({
          code: CODES.INVALID_ARGUMENT,
          what: `a key of the key set holds secret material (member "${secret}")`,
          why: 'everybody who reads the manifests could sign tokens that the mesh accepts',
          fix: 'give the public keys only, and replace the key pair if this one was ever committed',
        });
      }
    }
    return new JwtKeys({ jwks });
  }

  private constructor(private readonly rendered: object) {}

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}

function keysOf(jwks: string): Record<string, unknown>[] {
  const keys = parsed(jwks)?.keys;
  const wrong = Array.isArray(keys) ? keys.find(key => key === null || typeof key !== 'object' || typeof key.kty !== 'string') : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || wrong !== undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'the text is no JSON Web Key Set',
      why: 'Istio refuses it, or every token',
      fix: 'write JSON of the form {"keys": [{"kty": "RSA", "n": "…", "e": "AQAB"}]}',
    });
  }
  return keys;
}

function parsed(text: string): { keys?: any } | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

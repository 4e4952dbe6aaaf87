import { requireCiphertext } from './ciphertext';
import { ExternalOptions, renderExternal } from './external-source';
import { SealingScope, scopeAnnotations } from './sealing-scope';
import { RenderedSecret, requireKeys, SecretFrame } from './secret-frame';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { memberOf } from '../../networking/field-checks';

/** What kubeseal has made of a Secret. */
export interface SealedOptions {
  /**
   * Ciphertext by key, as in `spec.encryptedData` of kubeseal's output (MESH0817). It is made per cluster and, in the strict scope, per name and
   * namespace, so that each environment has its own.
   */
  readonly encryptedData: { [key: string]: string };
  /**
   * The scope it was sealed with.
   *
   * @default SealingScope.STRICT
   */
  readonly scope?: SealingScope;
}

/** Where the content of a Secret comes from: never from the code, and never in plain text. */
export class SecretSource {
  /**
   * From a SealedSecret (`bitnami.com/v1alpha1`): the ciphertext lies in Git, and the controller of the cluster opens it.
   *
   * @see https://github.com/bitnami-labs/sealed-secrets
   */
  public static sealed(options: SealedOptions): SecretSource {
    return new SecretSource(frame => renderSealed(frame, options));
  }

  /**
   * From an ExternalSecret (`external-secrets.io/v1`): Git names a place in a store, and the External Secrets Operator fetches it.
   *
   * @see https://external-secrets.io/latest/api/externalsecret/
   */
  public static external(options: ExternalOptions): SecretSource {
    return new SecretSource(frame => renderExternal(frame, options));
  }

  private constructor(private readonly renderer: (frame: SecretFrame) => RenderedSecret) {}

  /** @internal */
  public _render(frame: SecretFrame): RenderedSecret {
    return this.renderer(frame);
  }
}

function renderSealed(frame: SecretFrame, { encryptedData, scope = SealingScope.STRICT }: SealedOptions): RenderedSecret {
  const { name, namespace, type, where } = frame;
  memberOf(scope, SealingScope, 'SealingScope', `${where}, scope`);
  requireKeys(Object.keys(encryptedData ?? {}), frame, 'encryptedData');
  const sealed = Object.entries(encryptedData).map(([key, value]) => [key, requireCiphertext(key, value, `${where}, encryptedData`)] as const);
  requireDistinct(sealed, where);
  const annotations = scopeAnnotations(scope);
  const metadata = { name, namespace, ...Object.keys(annotations).length === 0 ? {} : { annotations } };
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata,
    spec: { encryptedData: Object.fromEntries(sealed), template: { metadata: { ...metadata }, type } },
  };
}

/** Sealing the same text twice gives different ciphertexts, so that equal ones are a slip. */
function requireDistinct(sealed: readonly (readonly [key: string, value: string])[], where: string): void {
  const seen = new Map<string, string>();
  for (const [key, value] of sealed) {
    const twin = seen.get(value);
    if (twin !== undefined) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: `${twin} and ${key} have the same ciphertext`,
        where: `${where}, encryptedData`,
        why: 'kubeseal never makes one twice, so that one of them was copied to the wrong key',
        fix: `copy the entry of ${key} again`,
      });
    }
    seen.set(value, key);
  }
}

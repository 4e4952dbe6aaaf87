import { OidcIdentity } from './oidc-identity';
import { requireSecretName } from './secret-name';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/**
 * Whose signature Flux demands on an artifact before it applies it (`spec.verify` of an OCIRepository).
 *
 * @see https://fluxcd.io/flux/components/source/ocirepositories/#verification
 */
export class OciVerification {
  /**
   * Signed with Cosign and without a key, by one of these identities.
   *
   * @param identities at least one (MESH0806): without any, everybody's signature would do
   * @param trustedRootSecretRef name of the Secret with the `trusted_root.json` of a Sigstore of your own; without it, the public one
   */
  public static cosignKeyless(identities: OidcIdentity[], trustedRootSecretRef?: string): OciVerification {
    if (identities.length === 0) {
      fail({
        code: CODES.OPEN_IDENTITY,
        what: 'No identity is named.',
        where: 'flux.OciVerification.cosignKeyless',
        why: 'Sigstore signs for everybody, so that any signature would do.',
        fix: "Name who signs, for example flux.OidcIdentity.gitHubActions({ repository: 'acme/mesh', workflow: '.github/workflows/publish.yaml' }).",
      });
    }
    const root = trustedRootSecretRef === undefined ? {} : { trustedRootSecretRef: { name: secretName(trustedRootSecretRef) } };
    return new OciVerification({ provider: 'cosign', matchOIDCIdentity: identities.map(identity => identity._spec), ...root });
  }

  /**
   * Signed with Cosign and one of the keys in a Secret (`*.pub`).
   *
   * @param secretRef name of the Secret, in the namespace of the Kustomizations
   */
  public static cosignKeys(secretRef: string): OciVerification {
    return new OciVerification({ provider: 'cosign', secretRef: { name: secretName(secretRef) } });
  }

  /**
   * Signed with Notation, by the `trustpolicy.json` and the certificates in a Secret.
   *
   * @param secretRef name of the Secret, in the namespace of the Kustomizations
   */
  public static notation(secretRef: string): OciVerification {
    return new OciVerification({ provider: 'notation', secretRef: { name: secretName(secretRef) } });
  }

  private constructor(private readonly spec: object) {}

  /** @internal */
  public get _spec(): object {
    return this.spec;
  }
}

function secretName(name: string): string {
  return requireSecretName(name, 'flux.OciVerification');
}

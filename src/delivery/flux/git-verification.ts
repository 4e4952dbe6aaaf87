import { requireSecretName } from './secret-name';

/**
 * Whose signatures Flux demands on what it fetches from Git (`spec.verify` of a GitRepository): OpenPGP, and SSH since Flux 2.9.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#verification
 */
export class GitVerification {
  /**
   * The commit is signed. Flux field `mode: HEAD`.
   *
   * @param secretRef name of the Secret with the public keys, in the namespace of the Kustomizations
   */
  public static commit(secretRef: string): GitVerification {
    return new GitVerification('HEAD', secretRef);
  }

  /**
   * The tag is signed. The source needs a reference to a tag (MESH0002). Flux field `mode: Tag`.
   *
   * @param secretRef name of the Secret with the public keys, in the namespace of the Kustomizations
   */
  public static tag(secretRef: string): GitVerification {
    return new GitVerification('Tag', secretRef);
  }

  /**
   * Both are signed. The source needs a reference to a tag (MESH0002). Flux field `mode: TagAndHEAD`.
   *
   * @param secretRef name of the Secret with the public keys, in the namespace of the Kustomizations
   */
  public static tagAndCommit(secretRef: string): GitVerification {
    return new GitVerification('TagAndHEAD', secretRef);
  }

  private constructor(private readonly mode: 'HEAD' | 'Tag' | 'TagAndHEAD', private readonly secretRef: string) {
    requireSecretName(secretRef, 'verification of a flux.Source');
  }

  /**
   * Whether only a tag has what it asks for.
   * @internal
   */
  public get _needsTag(): boolean {
    return this.mode !== 'HEAD';
  }

  /** @internal */
  public get _spec(): object {
    return { mode: this.mode, secretRef: { name: this.secretRef } };
  }
}

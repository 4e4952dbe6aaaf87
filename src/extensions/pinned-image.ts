import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * An OCI image by its digest: what runs is what was reviewed, whatever becomes of the tag.
 */
export class PinnedImage {
  /**
   * An image at its digest.
   * @param repository registry and repository, and possibly the tag that people know it by: `registry.example.com/plugins/auth:1.4.2`. The
   * tag is for readers: the digest decides. Without scheme (MESH0001)
   * @param digest digest of the manifest, `sha256:` and 64 lower-case hexadecimal digits (MESH0001): what `crane digest` prints
   */
  public static of(repository: string, digest: string): PinnedImage {
    if (!DIGEST.test(digest)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(digest)} is no digest`,
        where: `image ${repository}`,
        why: 'only a digest names one image for ever; whoever may push can move a tag',
        fix: `write ${DIGEST.test(`sha256:${digest}`) ? `sha256:${digest}` : `sha256: and 64 hexadecimal digits, as \`crane digest ${repository}\` prints it`}`,
      });
    }
    if (!REPOSITORY.test(repository)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(repository)} is no repository of a registry`,
        why: 'the registry and the repository are named, without scheme and without digest',
        fix: 'write registry.example.com/plugins/auth, or with a tag registry.example.com/plugins/auth:1.4.2',
      });
    }
    return new PinnedImage(`oci://${repository}@${digest}`);
  }

  private constructor(
    /** The URL for Istio: `oci://registry.example.com/plugins/auth:1.4.2@sha256:…`. */
    public readonly url: string,
  ) {}
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Registry with a dot, a port or `localhost`, path in lower case, tag. */
const REPOSITORY = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|localhost)(?::[0-9]+)?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/;

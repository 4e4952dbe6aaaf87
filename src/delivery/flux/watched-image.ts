import { Duration } from 'cdk8s';
import { fluxDuration } from './flux-duration';
import { OciProvider } from './oci-source';
import { requireSecretName } from './secret-name';
import { DigestReflection, TagPolicy } from './tag-policy';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';

/** An image whose newest tag is written to the input files: an `ImageRepository` and an `ImagePolicy` (`image.toolkit.fluxcd.io/v1`). */
export interface WatchedImage {
  /** What markers call it: a DNS label, once per `ImageUpdates`. Its objects are called `<namePrefix>-<name>`. */
  readonly name: string;
  /**
   * The image without tag and digest: `registry.example.com/acme/cart` (MESH0001). Not one of Istio's own: the version of the proxies is
   * that of the control plane that injects them.
   */
  readonly image: string;
  /** Which tag is the newest. */
  readonly tags: TagPolicy;
  /**
   * Whether the digest is written too.
   *
   * @default DigestReflection.ifNotPresent()
   */
  readonly digest?: DigestReflection;
  /**
   * How often the registry is asked.
   *
   * @default Duration.minutes(5)
   */
  readonly interval?: Duration;
  /**
   * How Flux signs in to the registry.
   *
   * @default OciProvider.GENERIC
   */
  readonly provider?: OciProvider;
  /**
   * Name of the Secret with the credentials (`kubernetes.io/dockerconfigjson`).
   *
   * @default - a registry anyone can read, or the workload identity of the provider
   */
  readonly secretRef?: string;
}

/**
 * Specs of the two objects of an image, checked.
 * @internal
 */
export interface CheckedImage {
  readonly name: string;
  readonly repository: object;
  /** `spec` of the policy, but for the name of the repository. */
  readonly policy: object;
  readonly hasDigest: boolean;
}

/**
 * Checks an image and fills in the defaults.
 * @internal
 */
export function checkedImage(image: WatchedImage, where: string): CheckedImage {
  const { name, tags, digest = DigestReflection.ifNotPresent(), interval, provider, secretRef } = image;
  requireName(name, DNS_LABEL, `name of an image of ${where}`);
  const place = `${where}: image ${name}`;
  checkReference(image.image, place);
  return {
    name,
    hasDigest: digest._reflects,
    repository: {
      image: image.image,
      interval: fluxDuration(interval ?? Duration.minutes(5), `${place}: interval`),
      ...provider === undefined ? {} : { provider },
      ...secretRef === undefined ? {} : { secretRef: { name: requireSecretName(secretRef, `${place}: secretRef`) } },
    },
    policy: { ...tags._fields, ...digest._fields },
  };
}

function checkReference(image: string, where: string): void {
  if (!/^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(image)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(image)} is not an image without tag and digest.`,
      where,
      fix: "Write it as 'registry.example.com/acme/cart'; the tag is what Flux looks for.",
    });
  }
  if (/(?:^|\/)(?:proxyv2|pilot|ztunnel|install-cni)$/.test(image)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${image} is an image of Istio itself.`,
      where,
      why: 'Nothing in the mesh configuration names it; istiod puts the proxy of its own version into the pods, and one ahead of it is not supported.',
      fix: "Update Istio by its charts or its operator, and set the environment's istioVersion with it.",
    });
  }
}

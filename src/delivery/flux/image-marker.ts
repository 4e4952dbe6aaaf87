import { CheckedImage } from './watched-image';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { nearestName } from '../../kernel/nearest';

/** What of an image a marker stands for. */
export enum ImagePart {
  /** Image, tag, and the digest where it is known: `registry.example.com/acme/cart:1.4.2@sha256:…`. */
  WHOLE = '',
  /** The image without tag. */
  NAME = 'name',
  /** The tag. */
  TAG = 'tag',
  /** The digest. */
  DIGEST = 'digest',
}

/**
 * The policies that markers can name.
 * @internal
 */
export interface MarkerScope {
  readonly namespace: string;
  /** By the name of the policy. */
  readonly images: ReadonlyMap<string, CheckedImage>;
}

/**
 * The comment that marks a value, as Flux reads it.
 * @internal
 */
export function markerText(namespace: string, policy: string, part: ImagePart): string {
  return `# {"$imagepolicy": "${namespace}:${policy}${part === ImagePart.WHOLE ? '' : `:${part}`}"}`;
}

/**
 * Fails with MESH0808 at the first marker of a file that Flux would pass over in silence.
 * @internal
 */
export function checkMarkers(file: string, text: string, scope: MarkerScope): void {
  text.split('\n').forEach((line, i) => {
    if (line.includes('$imagepolicy')) {
      checkMarker(line, `${file}:${i + 1}`, scope);
    }
  });
}

function checkMarker(line: string, where: string, { namespace, images }: MarkerScope): void {
  const [, value, comment] = /^(.*?)#\s*(\{.*\})\s*$/.exec(line) ?? [];
  const setter = comment === undefined ? undefined : setterIn(comment);
  const [, inNamespace, policy, part] = /^([^:]+):([^:]+)(?::(name|tag|digest))?$/.exec(setter ?? '') ?? [];
  if (policy === undefined || value.trim() === '') {
    failMarker(`${line.trim()} is no marker behind a value.`, where, `Write it at the end of the line with the value: 1.4.2 ${markerText(namespace, 'mesh-cart', ImagePart.TAG)}`);
  }
  const image = images.get(policy);
  if (inNamespace !== namespace || image === undefined) {
    const nearest = nearestName(policy, images.keys());
    const known = nearest ?? [...images.keys()].join(', ');
    failMarker(`No policy is called ${inNamespace}:${policy}.`, where, `Policies are in the namespace ${namespace}: ${known || 'none'}.`);
  }
  if (part === 'digest' && !image.hasDigest) {
    failMarker(`The policy ${policy} finds no digest.`, where, 'Leave out its digest: DigestReflection.never(), or mark the tag.');
  }
}

function setterIn(comment: string): string | undefined {
  try {
    const setter = JSON.parse(comment)?.$imagepolicy;
    return typeof setter === 'string' ? setter : undefined;
  } catch {
    return undefined;
  }
}

function failMarker(what: string, where: string, fix: string): never {
  return fail({ code: CODES.IMAGE_MARKER, what, where, why: 'Flux passes over such a marker in silence: the value would never be updated.', fix });
}

import { RenderedTree } from './render';
import { ofObject, titleOf } from './structure-findings';
import { Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';
import { KubernetesObject } from '../model/manifest';

/**
 * Secrets with content, and private keys in ConfigMaps: what an environment emits lies in Git. The findings name keys, never values, and nobody can
 * acknowledge them.
 */
export function plainSecrets(tree: RenderedTree): Finding[] {
  return tree.emitted.flatMap(manifest => {
    const { field, key } = plainPart(manifest.object) ?? {};
    return field === undefined ? [] : [{
      ...ofObject(manifest, [field]),
      code: CODES.PLAIN_SECRET,
      rule: 'plain-secret',
      message: `${titleOf(manifest)} holds ${manifest.object.kind === 'Secret' ? 'its content' : 'a private key'} in plain text (${field}, ${JSON.stringify(key)}).`,
      why: 'What an environment emits lies in Git, for everybody who can read the repository, for ever. Base64 hides nothing.',
      fix: 'Use secrets.GatewayTlsSecret, a SealedSecret or an ExternalSecret. If the value was ever committed, replace it: it is known.',
      field,
    }];
  });
}

/** The first key of an object that must not be there. */
function plainPart({ apiVersion, kind, ...object }: KubernetesObject): { field: string; key: string } | undefined {
  if (apiVersion !== 'v1' || (kind !== 'Secret' && kind !== 'ConfigMap')) {
    return undefined;
  }
  for (const field of ['stringData', 'data', 'binaryData']) {
    for (const [key, value] of Object.entries((object as Record<string, object | undefined>)[field] ?? {})) {
      if (kind === 'Secret' ? value !== '' : isPrivateKey(value)) {
        return { field, key };
      }
    }
  }
  return undefined;
}

/** PEM of any kind of private key, or its base64. */
function isPrivateKey(value: unknown): boolean {
  return typeof value === 'string'
    && (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value) || (/^LS0tLS1CRUdJTi/.test(value) && isPrivateKey(Buffer.from(value, 'base64').toString('latin1'))));
}

import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, nameFault } from '../../kernel/names';

/** Fails unless a text can name a Secret. What stands there instead is not repeated: people put the secret itself there. */
export function requireSecretName(name: string, where: string): string {
  if (typeof name !== 'string' || nameFault(name, DNS_SUBDOMAIN) !== undefined) {
    fail({
      code: CODES.INVALID_NAME,
      what: 'The name of a Secret is expected, and what is there is none.',
      where,
      why: 'The value itself is not shown, because it might be the secret.',
      fix: "Give the name of a Secret in the cluster, for example 'mesh-repository'; never the credential.",
    });
  }
  return name;
}

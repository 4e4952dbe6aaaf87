import { DeliveryRepository } from './repository';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_SUBDOMAIN, nameFault } from '../kernel/names';

/** A repository whose address and branch have been checked and whose defaults are filled in. */
export interface CheckedRepository {
  readonly url: string;
  readonly branch: string;
  readonly secretRef?: string;
}

/** A colon behind the host is followed by a port: else it is a password with a slash, and what comes before the next `@` is too. */
const ADDRESS = /^(https?|ssh):\/\/(?:([^/@]*)@)?(?:\[[0-9A-Fa-f:.]+\]|[^/@:\s]+)(?::\d+)?\/[^\s?#]+$/;
const SHORT_SSH_ADDRESS = /^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^\s:@]+$/;
/** What Git forbids in the name of a branch (`git check-ref-format`), and its whole reference in place of its name. */
const ILLEGAL_IN_BRANCH = /[\s~^:?*[\\\x00-\x1f\x7f]|\.\.|@\{|\/\/|^[-/]|\/$|\.$|\.lock$|^@$|^$|(^|\/)\.|^refs\//;

/** Checks a repository and fills in the defaults; `where` says who asks, for the message. */
export function checkedRepository(repository: DeliveryRepository, where: string): CheckedRepository {
  const { url, branch = 'main', secretRef } = repository ?? {};
  checkAddress(url, where);
  if (ILLEGAL_IN_BRANCH.test(branch)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(branch)} is not the name of a Git branch.`,
      where: `${where}: repository.branch`,
      fix: "Give a branch's name without refs/heads/, for example 'main'.",
    });
  }
  if (secretRef !== undefined && nameFault(secretRef, DNS_SUBDOMAIN) !== undefined) {
    fail({
      code: CODES.INVALID_NAME,
      what: 'repository.secretRef is not the name of a Secret.',
      where: `${where}: repository.secretRef`,
      why: 'The value itself is not shown, because it might be the secret.',
      fix: "Give the name of a Secret in the cluster, for example 'mesh-repository'; never the credential.",
    });
  }
  return { url, branch, secretRef };
}

function checkAddress(url: string, where: string): void {
  const [, scheme, user] = ADDRESS.exec(url) ?? [];
  if (user !== undefined && (scheme !== 'ssh' || user.includes(':'))) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: "The repository's address carries credentials.",
      where: `${where}: repository.url`,
      why: 'The address is written to files that are committed; everyone who reads them would have the credentials.',
      fix: `Write ${withoutUser(url, scheme)} and put the credentials in a Secret (secretRef).`,
    });
  }
  if (!scheme && !SHORT_SSH_ADDRESS.test(url)) {
    const shown = /[@?#]/.test(url) ? 'The text in repository.url (not shown, it might hold a credential)' : JSON.stringify(url);
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${shown} is not the address of a Git repository.`,
      where: `${where}: repository.url`,
      fix: "Write it as 'https://host/path' or 'ssh://git@host/path'.",
    });
  }
}

function withoutUser(url: string, scheme: string): string {
  const rest = url.slice(url.indexOf('@') + 1);
  return scheme === 'ssh' ? `ssh://git@${rest}` : `${scheme}://${rest}`;
}

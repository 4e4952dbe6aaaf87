import { Duration } from 'cdk8s';
import { fluxDuration, fluxTimeout } from './flux-duration';
import { requireSecretName } from './secret-name';
import { DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { DeliveredEnvironment } from '../delivery';

/** What a kind of source makes of the folder of an environment. */
export interface SourceDefinition {
  readonly kind: 'GitRepository' | 'OCIRepository';
  /** Address of the Git repository, where it is one. */
  readonly repositoryUrl?: string;
  /** `spec` of the source for an environment. */
  specFor(environment: SourcedFolder): object;
  /** The environment's folder as a Kustomization finds it in what was fetched: begins with `.`, no slash at its end. */
  folderOf(environment: SourcedFolder): string;
}

/** What a source needs to know of a folder. */
export type SourcedFolder = Pick<DeliveredEnvironment, 'name' | 'path' | 'cluster'>;

/** What sources of all kinds share. */
export interface CommonSourceFields {
  readonly interval?: Duration;
  readonly timeout?: Duration;
  readonly secretRef?: string;
  readonly proxySecretRef?: string;
  readonly serviceAccountName?: string;
  readonly ignore?: string;
}

/** How often and how long, checked. */
export function timesOf({ interval, timeout }: CommonSourceFields, standard: Duration, where: string): { interval: string; timeout?: string } {
  return {
    interval: fluxDuration(interval ?? standard, `${where}: interval`),
    ...timeout === undefined ? {} : { timeout: fluxTimeout(timeout, `${where}: timeout`) },
  };
}

/** Credentials by name, and what is left out, checked. */
export function accessOf({ secretRef, proxySecretRef, serviceAccountName, ignore }: CommonSourceFields, where: string): object {
  const reference = (name: string, field: string): object => ({ name: requireSecretName(name, `${where}: ${field}`) });
  return {
    ...secretRef === undefined ? {} : { secretRef: reference(secretRef, 'secretRef') },
    ...serviceAccountName === undefined ? {} : { serviceAccountName: requireName(serviceAccountName, DNS_SUBDOMAIN, `serviceAccountName of ${where}`) },
    ...proxySecretRef === undefined ? {} : { proxySecretRef: reference(proxySecretRef, 'proxySecretRef') },
    ...ignore === undefined ? {} : { ignore },
  };
}

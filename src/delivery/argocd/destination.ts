import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { byCodePoint } from '../../kernel/order';
import { DeliveryTarget } from '../target';

/** The cluster of an Application, by name or by address. */
export interface ClusterAddress {
  readonly name?: string;
  readonly server?: string;
}

/** Address of the cluster that Argo CD runs in. */
export const OWN_SERVER = 'https://kubernetes.default.svc';

/** Fails on an address that Argo CD knows no cluster by: it compares the whole address, scheme included. */
export function checkServers(servers: { readonly [cluster: string]: string }, where: string): void {
  for (const [cluster, server] of Object.entries(servers)) {
    if (!/^https?:\/\/[^\s@/?#]+(?:\/[^\s?#]*)?$/.test(server)) {
      const meant = /^[A-Za-z0-9.-]+(?::[0-9]+)?$/.test(server) ? server : '10.0.0.1:6443';
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `What is given for the cluster ${cluster} is no address of an API server.`,
        where,
        why: 'Argo CD would know no such cluster, and apply nothing.',
        fix: `Write it as in Argo CD's list of clusters, with its scheme and without credentials: 'https://${meant}'.`,
      });
    }
  }
}

/** The cluster of a target: by the address that is given for it, else by its name; the one Argo CD runs in where it has none. */
export function clusterOf({ cluster }: DeliveryTarget, servers: { [cluster: string]: string } = {}): ClusterAddress {
  const server = cluster === undefined ? OWN_SERVER : servers[cluster];
  return server === undefined ? { name: cluster! } : { server };
}

/**
 * The namespace of an Application's destination: the first of its folder, because Argo CD refuses an Application whose destination is not in its
 * project's list. Every object names its own namespace.
 */
export function namespaceOf({ environment }: DeliveryTarget): string | undefined {
  return [...environment.namespaces].sort(byCodePoint)[0];
}

import { byCodePoint } from '../../kernel/order';
import { DeliveryTarget } from '../target';

/** The cluster of an Application, by name or by address. */
export interface ClusterAddress {
  readonly name?: string;
  readonly server?: string;
}

/** Address of the cluster that Argo CD runs in. */
export const OWN_SERVER = 'https://kubernetes.default.svc';

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

import { Construct, IConstruct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Context keys by which an environment tells the constructs below it what its mesh is like. */
export const MESH_CONTEXT = {
  /** DNS domain of the cluster; `cluster.local` when unset. */
  clusterDomain: 'cdk8s-istio:cluster-domain',
  /** Trust domain of SPIFFE identities; `cluster.local` when unset. */
  trustDomain: 'cdk8s-istio:trust-domain',
  /** Istio's root namespace; `istio-system` when unset. */
  rootNamespace: 'cdk8s-istio:root-namespace',
} as const;

/** DNS domain of the cluster a construct belongs to; `cluster.local` outside of an environment. */
export function clusterDomainOf(construct: Construct): string {
  return construct.node.tryGetContext(MESH_CONTEXT.clusterDomain) ?? 'cluster.local';
}

/** Trust domain of the mesh a construct belongs to; `cluster.local` outside of an environment. */
export function trustDomainOf(construct: Construct): string {
  return construct.node.tryGetContext(MESH_CONTEXT.trustDomain) ?? 'cluster.local';
}

/** Root namespace of the mesh a construct belongs to; `istio-system` outside of an environment. */
export function rootNamespaceOf(construct: Construct): string {
  return construct.node.tryGetContext(MESH_CONTEXT.rootNamespace) ?? 'istio-system';
}

/** Fails where a construct is used by one of another environment: it would be checked, and its policies written, where it was made. */
export function requireSameEnvironment(user: IConstruct, used: IConstruct, where: string): void {
  if (user.node.root !== used.node.root) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${used.node.path} belongs to another environment`,
      where,
      why: 'domains, namespaces and callers of one environment would end up in another',
      fix: 'make it once per environment, in a function that gets the chart',
    });
  }
}

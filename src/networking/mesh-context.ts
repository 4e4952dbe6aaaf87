import { Construct } from 'constructs';

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

/** Kinds outside of namespaces, by group. */
const CLUSTER_SCOPED: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'cert-manager.io': ['ClusterIssuer'],
  'external-secrets.io': ['ClusterExternalSecret', 'ClusterSecretStore'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
};

/** Groups of which every kind that is not listed above lives in a namespace. */
const KNOWN_GROUPS = new Set([
  ...Object.keys(CLUSTER_SCOPED), 'apps', 'batch', 'autoscaling', 'policy', 'discovery.k8s.io', 'coordination.k8s.io', 'events.k8s.io',
  'networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io',
  'argoproj.io', 'flagger.app', 'kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io', 'bitnami.com', 'monitoring.coreos.com',
]);

/** Whether objects of a kind live outside of namespaces; undefined for kinds of groups that are not known here. */
export function isClusterScoped(apiVersion: string, kind: string): boolean | undefined {
  const slash = String(apiVersion).indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  if (CLUSTER_SCOPED[group]?.includes(kind)) {
    return true;
  }
  return KNOWN_GROUPS.has(group) ? false : undefined;
}

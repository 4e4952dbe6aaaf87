import { Manifest } from './manifest';
import { MeshModel } from './mesh';

export interface BuildOptions {
  readonly rootNamespace?: string;
  readonly clusterDomain?: string;
}

export function buildMesh(manifests: readonly Manifest[], options: BuildOptions = {}): MeshModel {
  return Object.freeze({ rootNamespace: options.rootNamespace ?? 'istio-system', clusterDomain: options.clusterDomain ?? 'cluster.local', manifests });
}

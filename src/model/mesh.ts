import { Manifest } from './manifest';

/** The resolved mesh of one environment. */
export interface MeshModel {
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  readonly manifests: readonly Manifest[];
}

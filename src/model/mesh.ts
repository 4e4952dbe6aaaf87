import { DataPlaneRegistry } from './data-plane';
import { DelegateRegistry } from './delegates';
import { GatewayRegistry, GatewayView } from './gateways';
import { HostRegistry } from './host-registry';
import { Manifest } from './manifest';
import { Selecting, WorkloadRegistry } from './selectors';
import { MeshHost } from './services';
import { DestinationRule, DestinationRuleRegistry } from './subsets';
import { Surroundings } from './surroundings';
import { VirtualService } from './virtual-services';

/** The resolved mesh of one environment: built once, frozen, and the only thing that rules and simulations read. */
export interface MeshModel {
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  /** Everything it was built from, declared objects included. */
  readonly manifests: readonly Manifest[];
  /** Services, hosts of ServiceEntries, and services that controllers make. */
  readonly hosts: readonly MeshHost[];
  readonly virtualServices: readonly VirtualService[];
  readonly destinationRules: readonly DestinationRule[];
  readonly gateways: readonly GatewayView[];
  /** Istio objects that pick workloads by labels. */
  readonly selecting: readonly Selecting[];

  /** What there is beside the mesh. */
  readonly surroundings: Surroundings;
  /** What a host means. */
  readonly hostRegistry: HostRegistry;
  /** What a gateway name means. */
  readonly gatewayRegistry: GatewayRegistry;
  /** Which DestinationRules speak of a host. */
  readonly destinationRuleRegistry: DestinationRuleRegistry;
  /** Which workloads carry which labels. */
  readonly workloads: WorkloadRegistry;
  /** Who carries the requests of a namespace, and which waypoint they pass. */
  readonly dataPlane: DataPlaneRegistry;
  /** Where parts of VirtualServices live. */
  readonly delegates: DelegateRegistry;
}

import { Construct } from 'constructs';
import type { DestinationRule } from './destination-rule';
import { IDelegateVirtualService } from './http-action';
import { IMeshService } from './mesh-service';
import { Subset } from './subset';
import { TrafficPolicy } from './traffic-policy';
import type { VirtualService } from './virtual-service';

/**
 * What the owner of a release's weights has to know of it. All objects lie in the namespace of the service.
 */
export interface WeightedRelease {
  /** The construct to put the owner's own objects under: that of the release. */
  readonly scope: Construct;
  /** The service that is released. */
  readonly service: IMeshService;
  /**
   * Name of the service's port.
   * @default - its only port
   */
  readonly port?: string;
  /** The VirtualServices that hold hosts, gateways, matches and timeouts: that of the mesh first, then that of the gateways. */
  readonly roots: VirtualService[];
  /**
   * The VirtualService that holds nothing but the weighted route: one that is emitted for the owner, or one that the owner writes.
   * @default - the roots hold the weights
   */
  readonly delegate?: IDelegateVirtualService;
  /**
   * Name of the weighted route, in the delegate or in each root. Istio field `http[].name`.
   * @default - the owner writes the route and names it
   */
  readonly routeName?: string;
  /**
   * The rule that declares exactly the two versions.
   * @default - the owner writes its rules
   */
  readonly rule?: DestinationRule;
  /**
   * The version that serves users, as a subset of the rule.
   * @default - the owner makes the versions
   */
  readonly stableSubset?: Subset;
  /**
   * The version under test, as a subset of the rule.
   * @default - the owner makes the versions
   */
  readonly canarySubset?: Subset;
  /**
   * Connection settings for both versions that the owner has to write, where there is no rule of ours. Istio field `trafficPolicy`.
   * @default - none
   */
  readonly trafficPolicy?: TrafficPolicy;
}

import { IMeshService } from './mesh-service';
import { leaveToArgoRollouts } from './release-weights';
import type { WeightedRelease } from './weighted-release';
import { OwnedObject, WeightsClaim } from './weights-claim';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Who moves the weights of a release: Git, or an engine at run time. `TrafficOwner` has those that are known; implement the interface for
 * another one, or for one that writes its own objects too.
 */
export interface ITrafficOwner {
  /** Name of the owner, as errors say it: `Git`. */
  readonly ownerName: string;
  /** What the owner claims of the weights of a service's release. Asked once per release, before anything is emitted; pure. */
  claimOn(service: IMeshService): WeightsClaim;
  /** Hands the release over when all its objects are there. Called once per release; the owner refuses here what it cannot do (MESH0013). */
  adopt(release: WeightedRelease): void;
}

/**
 * The owners that are known.
 *
 * Git must not hold what an engine moves: a sync would set the weights back in the middle of a release.
 */
export class TrafficOwner {
  /** Git: the weights are what the program says, and change by a commit. */
  public static git(): ITrafficOwner {
    return new Git();
  }

  /**
   * Flagger, whose Canary is written elsewhere (`progressive.FlaggerCanary` writes it here): with `targetRef` and `service.name` as the service
   * is called, `service.delegation: true`, and without `service.hosts` and `service.gateways`. Flagger writes a VirtualService named like the
   * service, DestinationRules and Services `<service>-primary` and `<service>-canary`, and the Service itself.
   * @see https://docs.flagger.app/usage/how-it-works
   */
  public static flagger(): ITrafficOwner {
    return new Flagger();
  }

  /**
   * Argo Rollouts, whose Rollout is written elsewhere (`progressive.ArgoRollout` writes it here), in the namespace of the service: with the
   * VirtualService `<service>-weights`, the DestinationRule `<service>` and its subsets `stable` and `canary`. Both subsets select what the
   * service selects; Argo Rollouts adds the hash of the pods.
   * @see https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/istio/
   */
  public static argoRollouts(): ITrafficOwner {
    return new ArgoRollouts();
  }

  private constructor() {
    // Owners are made by the static methods only.
  }
}

/** Nothing moves but by a commit. */
class Git implements ITrafficOwner {
  public readonly ownerName = 'Git';

  public claimOn(): WeightsClaim {
    return WeightsClaim.inRoutes();
  }

  public adopt(): void {
    // The program said everything.
  }
}

/** What Flagger writes for a service; `others`: what it writes beside routes, rules and Services. */
export function flaggerClaim(serviceName: string, others: OwnedObject[]): WeightsClaim {
  const stableService = `${serviceName}-primary`;
  const canaryService = `${serviceName}-canary`;
  return WeightsClaim.writtenByOwner({
    delegateName: serviceName,
    stableService,
    canaryService,
    objects: [
      { kind: 'VirtualService', name: serviceName },
      { kind: 'Service', name: serviceName },
      ...[stableService, canaryService].flatMap(name => [{ kind: 'DestinationRule', name }, { kind: 'Service', name }]),
      ...others,
    ],
  });
}

/** Flagger names all it writes after the service (fluxcd/flagger `pkg/router/istio.go`). */
class Flagger implements ITrafficOwner {
  public readonly ownerName = 'Flagger';

  public claimOn({ serviceName }: IMeshService): WeightsClaim {
    return flaggerClaim(serviceName, [{ kind: 'Deployment', name: `${serviceName}-primary` }]);
  }

  public adopt({ service, trafficPolicy }: WeightedRelease): void {
    if (trafficPolicy) {
      fail({
        code: CODES.TRAFFIC_OWNER,
        what: 'a traffic policy for a release that Flagger owns',
        where: `service ${service.serviceName}`,
        why: 'Flagger writes the DestinationRules from its Canary and would not know it',
        fix: 'write it as `service.trafficPolicy` of the Canary',
      });
    }
  }
}

/** Argo Rollouts changes weights and labels in objects that are there (argo-rollouts `rollout/trafficrouting/istio/istio.go`). */
class ArgoRollouts implements ITrafficOwner {
  public readonly ownerName = 'Argo Rollouts';

  public claimOn(): WeightsClaim {
    return WeightsClaim.inDelegate();
  }

  /** What its Rollout has to name follows from the name of the service; only what it writes has to be said. */
  public adopt(release: WeightedRelease): void {
    leaveToArgoRollouts(release, {});
  }
}

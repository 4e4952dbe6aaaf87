import { ApiObject } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { wholeNumber, defined } from '../../networking/field-checks';

/**
 * The workload that is released: what Flagger copies into `<name>-primary` and starts for each new version. Flagger field `targetRef`.
 */
export class FlaggerTarget {
  /**
   * A Deployment that others emit.
   * @param name its `metadata.name`, in the namespace of the service (MESH0003)
   */
  public static deployment(name: string): FlaggerTarget {
    return new FlaggerTarget('Deployment', requireName(name, DNS_SUBDOMAIN, 'name of the Deployment'), undefined);
  }

  /**
   * A DaemonSet that others emit.
   * @param name its `metadata.name`, in the namespace of the service (MESH0003)
   */
  public static daemonSet(name: string): FlaggerTarget {
    return new FlaggerTarget('DaemonSet', requireName(name, DNS_SUBDOMAIN, 'name of the DaemonSet'), undefined);
  }

  /**
   * A Deployment or DaemonSet that this app emits. Its replicas are left to Flagger, which scales it to zero between releases: delivery engines
   * ignore what it writes there.
   * @param workload the object; another kind is refused (MESH0001)
   */
  public static object(workload: ApiObject): FlaggerTarget {
    if (workload.apiGroup !== 'apps' || !['Deployment', 'DaemonSet'].includes(workload.kind)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `a ${workload.kind} of ${workload.apiVersion} as the target of Flagger`,
        where: workload.node.path,
        why: 'Flagger copies Deployments and DaemonSets',
        fix: 'name a Deployment',
      });
    }
    return new FlaggerTarget(workload.kind, workload.name, workload);
  }

  private constructor(
    /** @internal */
    public readonly _kind: string,
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _object: ApiObject | undefined,
  ) {}
}

/** What scales the workload. */
export enum FlaggerAutoscalerKind {
  /** HorizontalPodAutoscaler of `autoscaling/v2`. */
  HORIZONTAL_POD_AUTOSCALER = 'HorizontalPodAutoscaler',
  /** ScaledObject of KEDA. */
  SCALED_OBJECT = 'ScaledObject',
}

/** An autoscaler of the workload, which Flagger copies for the stable version as `<name>-primary`. Flagger field `autoscalerRef`. */
export interface FlaggerAutoscaler {
  /** `metadata.name` of the autoscaler (MESH0003). */
  readonly name: string;
  /**
   * Its kind.
   * @default FlaggerAutoscalerKind.HORIZONTAL_POD_AUTOSCALER
   */
  readonly kind?: FlaggerAutoscalerKind;
  /**
   * Least number of replicas of the stable version, 1 or more.
   * @default - that of the autoscaler
   */
  readonly stableMinReplicas?: number;
  /**
   * Greatest number of replicas of the stable version, not less than the least (MESH0812).
   * @default - that of the autoscaler
   */
  readonly stableMaxReplicas?: number;
  /**
   * Queries of the stable version's ScaledObject by the name of its trigger: each trigger with a query needs one that asks for the stable workload.
   * @default - Flagger puts `-primary` behind the name of the workload
   */
  readonly stableQueries?: { [trigger: string]: string };
}

/**
 * Checks and renders it.
 * @internal
 */
export function renderAutoscaler({ name, kind, stableMinReplicas, stableMaxReplicas, stableQueries }: FlaggerAutoscaler, where: string): object {
  const autoscaler = kind ?? FlaggerAutoscalerKind.HORIZONTAL_POD_AUTOSCALER;
  requireName(name, DNS_SUBDOMAIN, 'name of the autoscaler', where);
  const least = wholeNumber(stableMinReplicas, 1, 100_000, `${where}.stableMinReplicas`);
  const most = wholeNumber(stableMaxReplicas, 1, 100_000, `${where}.stableMaxReplicas`);
  if (least !== undefined && most !== undefined && least > most) {
    fail({ code: CODES.RELEASE_STEPS, what: `at least ${least} and at most ${most} replicas`, where, fix: 'exchange the two numbers' });
  }
  const isHorizontal = autoscaler === FlaggerAutoscalerKind.HORIZONTAL_POD_AUTOSCALER;
  if (stableQueries && isHorizontal) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'stableQueries of a HorizontalPodAutoscaler', where, why: 'only a ScaledObject has queries', fix: 'leave it out' });
  }
  const replicas = defined({ minReplicas: least, maxReplicas: most });
  return defined({
    apiVersion: isHorizontal ? 'autoscaling/v2' : 'keda.sh/v1alpha1',
    kind: autoscaler as string,
    name,
    primaryScalerReplicas: Object.keys(replicas).length > 0 ? replicas : undefined,
    primaryScalerQueries: stableQueries,
  });
}

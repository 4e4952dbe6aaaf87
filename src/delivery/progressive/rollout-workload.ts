import { ApiObject } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { defined } from '../../networking/field-checks';

/** When Argo Rollouts takes the Deployment down whose pod template it uses. */
export enum RolloutScaleDown {
  /** Never: who owns it does. */
  NEVER = 'never',
  /** When the first rollout has become healthy. */
  ON_SUCCESS = 'onsuccess',
  /** Pod by pod, while the first rollout is scaled up. */
  PROGRESSIVELY = 'progressively',
}

/** Props of pods that the Rollout describes itself. */
export interface RolloutPods {
  /** Labels of the pods, with those the service selects. Labels of the Rollout's selector are those of the service. */
  readonly labels: { [key: string]: string };
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /** `spec` of the pod template, as Kubernetes has it. */
  readonly spec: { [key: string]: any };
}

/**
 * The pods that a Rollout runs.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/migrating/
 */
export class RolloutWorkload {
  /** Pods that the Rollout describes itself. */
  public static pods(pods: RolloutPods): RolloutWorkload {
    return new RolloutWorkload(pods, undefined, undefined, undefined);
  }

  /**
   * The pod template of a Deployment that others emit. Argo CD or Flux must not hold its replicas.
   * @param name its `metadata.name`, in the namespace of the service (MESH0003)
   * @param scaleDown when its own pods go; by default when the first rollout has become healthy
   */
  public static deployment(name: string, scaleDown: RolloutScaleDown = RolloutScaleDown.ON_SUCCESS): RolloutWorkload {
    return new RolloutWorkload(undefined, requireName(name, DNS_SUBDOMAIN, 'name of the Deployment'), undefined, scaleDown);
  }

  /**
   * The pod template of a Deployment that this app emits, without replicas of its own: Argo Rollouts takes its pods down once, and a sync that brought
   * them back would leave them beside the release (MESH0013).
   * @param deployment the object; another kind is refused (MESH0001)
   * @param scaleDown when its own pods go; by default when the first rollout has become healthy
   */
  public static object(deployment: ApiObject, scaleDown: RolloutScaleDown = RolloutScaleDown.ON_SUCCESS): RolloutWorkload {
    if (deployment.apiGroup !== 'apps' || deployment.kind !== 'Deployment') {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `a ${deployment.kind} of ${deployment.apiVersion} as the workload of a Rollout`,
        where: deployment.node.path,
        fix: 'name a Deployment',
      });
    }
    const replicas = deployment.toJson().spec?.replicas;
    if (replicas !== undefined && replicas !== 0) {
      fail({
        code: CODES.TRAFFIC_OWNER,
        what: `Deployment ${deployment.name} says replicas: ${replicas}`,
        where: deployment.node.path,
        why: 'Argo Rollouts takes its pods down once, and each sync would bring them back beside those of the Rollout',
        fix: 'leave replicas out of the Deployment and give them to the Rollout: replicas',
      });
    }
    return new RolloutWorkload(undefined, deployment.name, deployment, scaleDown);
  }

  private constructor(
    private readonly pods: RolloutPods | undefined,
    private readonly deploymentName: string | undefined,
    /** @internal */
    public readonly _object: ApiObject | undefined,
    private readonly scaleDown: RolloutScaleDown | undefined,
  ) {}

  /**
   * Selector and template, or the reference to the Deployment. `selector` is what the service selects.
   * @internal
   */
  public _render(selector: { [key: string]: string }, where: string): object {
    if (!this.pods) {
      return { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: this.deploymentName, scaleDown: this.scaleDown } };
    }
    const { labels, annotations, spec } = this.pods;
    const missing = Object.entries(selector).find(([key, value]) => labels[key] !== value);
    if (missing) {
      fail({
        code: CODES.TRAFFIC_OWNER,
        what: `the pods do not carry ${missing[0]}: ${missing[1]}`,
        where: `${where} spec.template.metadata.labels`,
        why: 'the service, and both versions of it, select by it',
        fix: `add ${missing[0]}: ${missing[1]}`,
      });
    }
    return { selector: { matchLabels: selector }, template: { metadata: defined({ labels, annotations }), spec } };
  }
}

import { ApiObject, Duration } from 'cdk8s';
import { AnalysisTemplate } from './analysis-template';
import { RolloutStep } from './rollout-step';
import { checkSteps } from './rollout-steps';
import { RolloutWorkload } from './rollout-workload';
import { wholeSeconds } from './whole-seconds';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { defined, wholeNumber } from '../../networking/field-checks';
import { IMeshService } from '../../networking/mesh-service';
import { leaveToArgoRollouts } from '../../networking/release-weights';
import { ITrafficOwner } from '../../networking/traffic-owner';
import { WeightedRelease } from '../../networking/weighted-release';
import { WeightsClaim } from '../../networking/weights-claim';

/** An analysis that runs beside the steps. Field `analysis` of the canary strategy. */
export interface BackgroundAnalysis {
  /** What is measured, all at once; at least one (MESH0812), in the namespace of the service (MESH0013). */
  readonly templates: AnalysisTemplate[];
  /**
   * The step at which it begins, counted from 0, less than the number of steps (MESH0812).
   * @default - the step after the first that gives the new version a share
   */
  readonly startingStep?: number;
}

/** Props of a rollout that Argo Rollouts runs. */
export interface ArgoRolloutProps {
  /** The pods that are run. */
  readonly workload: RolloutWorkload;
  /**
   * Number of pods, 0 or more.
   * @default - an autoscaler says it: Git holds no number
   */
  readonly replicas?: number;
  /** The steps of a new version, one after the other, of which one at least gives it a share (MESH0812). The last is followed by all traffic. */
  readonly steps: RolloutStep[];
  /**
   * An analysis that runs beside the steps, and aborts the rollout when metrics go bad.
   * @default - only the analyses among the steps
   */
  readonly backgroundAnalysis?: BackgroundAnalysis;
  /**
   * Takes pods of the stable version away as the new one gets its share. Saves pods; an abort then has to wait for new ones. Not with `scaleDownDelay`
   * (MESH0002).
   * @default false
   */
  readonly dynamicStableScale?: boolean;
  /**
   * How long the old version stays after a rollout, for proxies that have not heard of the change: whole seconds (MESH0004). Field `scaleDownDelaySeconds`.
   * @default Duration.seconds(30), and none with dynamicStableScale
   */
  readonly scaleDownDelay?: Duration;
  /**
   * How long the new version stays after an abort, whole seconds (MESH0004). Field `abortScaleDownDelaySeconds`.
   * @default Duration.seconds(30)
   */
  readonly abortScaleDownDelay?: Duration;
  /**
   * How long the pods of a new version may take to become ready before the rollout is aborted: whole seconds (MESH0004). Field `progressDeadlineSeconds`.
   * @default Duration.minutes(10)
   */
  readonly progressDeadline?: Duration;
}

/**
 * Argo Rollouts as the owner of a release's weights: `new CanaryRelease(this, 'Release', { service, owner: new progressive.ArgoRollout({...}) })`.
 *
 * Emits the Rollout beside the service, under its name. It names the VirtualService and the route that hold the weights, and the rule and subsets that
 * hold the versions; the routes that its steps add are listed in the order of the steps. One can own the weights of several services, where the pods
 * allow it.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/istio/
 */
export class ArgoRollout implements ITrafficOwner {
  public readonly ownerName: string = 'Argo Rollouts';
  private readonly managedRoutes: string[];

  constructor(private readonly props: ArgoRolloutProps) {
    this.managedRoutes = checkSteps(props.steps, 'ArgoRollout steps');
  }

  /** The weights of a VirtualService of their own are Argo Rollouts'. A template of another namespace is refused (MESH0013). */
  public claimOn(service: IMeshService): WeightsClaim {
    const templates = [...this.props.steps.flatMap(({ _template: template }) => template ?? []), ...this.props.backgroundAnalysis?.templates ?? []];
    templates.forEach(template => template._requireNamespace(service.serviceNamespace, `rollout of ${service.serviceName}`));
    return WeightsClaim.inDelegate();
  }

  /** Emits the Rollout beside the service of the release, and leaves to Argo Rollouts what it writes. */
  public adopt(release: WeightedRelease): void {
    const { scope, service } = release;
    const namespace = service.serviceNamespace!;
    const where = `Rollout ${namespace}/${service.serviceName} (construct ${scope.node.path})`;
    leaveToArgoRollouts(release, { addedRoutes: this.managedRoutes });
    new ApiObject(scope, 'ArgoRollout', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: service.serviceName, namespace },
      spec: this.specOf(release, where),
    });
  }

  private specOf(release: WeightedRelease, where: string): object {
    const { workload, replicas, progressDeadline } = this.props;
    return defined({
      replicas: wholeNumber(replicas, 0, 100_000, `${where} spec.replicas`),
      ...workload._render(release.service.selector!, where),
      progressDeadlineSeconds: secondsOf(progressDeadline ?? Duration.minutes(10), `${where} spec.progressDeadlineSeconds`),
      progressDeadlineAbort: true,
      strategy: { canary: this.canaryOf(release, `${where} spec.strategy.canary`) },
    });
  }

  private canaryOf(release: WeightedRelease, where: string): object {
    const { steps, dynamicStableScale, scaleDownDelay, abortScaleDownDelay } = this.props;
    if (dynamicStableScale && scaleDownDelay) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'dynamicStableScale together with scaleDownDelay',
        where,
        why: 'Argo Rollouts refuses it: the old version has no pods left to keep',
        fix: 'leave one of the two out',
      });
    }
    const { service: { serviceName, serviceNamespace } } = release;
    const values = {
      'service': { value: serviceName },
      'namespace': { value: serviceNamespace! },
      'rollout': { value: serviceName },
      'canary-hash': { valueFrom: { podTemplateHashValue: 'Latest' } },
      'stable-hash': { valueFrom: { podTemplateHashValue: 'Stable' } },
    };
    return defined({
      maxSurge: '25%',
      maxUnavailable: 0,
      dynamicStableScale,
      scaleDownDelaySeconds: dynamicStableScale ? undefined : secondsOf(scaleDownDelay ?? Duration.seconds(30), `${where}.scaleDownDelaySeconds`),
      abortScaleDownDelaySeconds: secondsOf(abortScaleDownDelay ?? Duration.seconds(30), `${where}.abortScaleDownDelaySeconds`),
      trafficRouting: this.trafficRouting(release),
      analysis: this.backgroundOf(values, where),
      steps: steps.map(step => step._render(values)),
    });
  }

  private trafficRouting({ delegate, routeName, rule, stableSubset, canarySubset }: WeightedRelease): object {
    return {
      ...this.managedRoutes.length > 0 ? { managedRoutes: this.managedRoutes.map(name => ({ name })) } : {},
      istio: {
        virtualService: { name: delegate!.delegateName, routes: [routeName!] },
        destinationRule: { name: rule!.name, stableSubsetName: stableSubset!.name, canarySubsetName: canarySubset!.name },
      },
    };
  }

  private backgroundOf(values: { [name: string]: object }, where: string): object | undefined {
    const { steps, backgroundAnalysis } = this.props;
    if (!backgroundAnalysis) {
      return undefined;
    }
    const { templates, startingStep } = backgroundAnalysis;
    const first = startingStep ?? Math.min(steps.length - 1, steps.findIndex(({ _weight: weight }) => weight !== undefined && weight > 0) + 1);
    if (templates.length === 0 || !Number.isInteger(first) || first < 0 || first >= steps.length) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: templates.length === 0 ? 'a background analysis without templates' : `a background analysis from step ${first} of ${steps.length}`,
        where: `${where}.analysis`,
        why: 'it would never measure anything',
        fix: templates.length === 0 ? 'name a template' : `use a step from 0 to ${steps.length - 1}`,
      });
    }
    const uses = templates.map(template => template._use(values) as { templates: object[]; args?: { name: string }[] });
    const args = uses.flatMap(use => use.args ?? []).filter(({ name }, i, all) => all.findIndex(each => each.name === name) === i);
    return { startingStep: first, templates: uses.flatMap(use => use.templates), ...args.length > 0 ? { args } : {} };
  }
}

/** Whole seconds as a number; 0 is a value. */
function secondsOf(duration: Duration, where: string): number {
  wholeSeconds(duration, where, 0);
  return duration.toSeconds();
}

import { Duration } from 'cdk8s';
import { AnalysisTemplate } from './analysis-template';
import { wholeSeconds } from './whole-seconds';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { requiredWholeNumber, wholeNumber } from '../../networking/field-checks';
import { HttpMatch, renderHttpMatch } from '../../networking/http-match';
import { StringMatch } from '../../networking/string-match';

/** Requests that see the new version whatever its share is. */
export interface HeaderRoute {
  /** Name of the route that Argo Rollouts adds to the VirtualService of the weights: a DNS label other than `weights` (MESH0003). */
  readonly name: string;
  /** Headers, of which one must match: exactly, by prefix or by a regular expression; at least one (MESH0812). */
  readonly headers: { [name: string]: StringMatch };
}

/** Requests of which the new version gets a copy. */
export interface MirrorRoute {
  /** Name of the route that Argo Rollouts adds to the VirtualService of the weights: a DNS label other than `weights` (MESH0003). */
  readonly name: string;
  /**
   * Which requests, by method, path and headers, of which one must match; nothing else of a match, which Argo Rollouts does not know. At least one
   * (MESH0812). Requests that may be made twice, `GET`.
   */
  readonly match: HttpMatch[];
  /**
   * Share of them, in percent, 1–100.
   * @default 100
   */
  readonly percent?: number;
}

/**
 * What a step is, for the checks between steps.
 * @internal
 */
export type StepKind = 'weight' | 'pause' | 'analysis' | 'scale' | 'scaleReset' | 'headerRoute' | 'mirrorRoute' | 'noHeaderRoute' | 'noMirrorRoute';

/**
 * One step of a rollout. Steps run one after the other; when all have run, the new version is the stable one.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/canary/
 */
export class RolloutStep {
  /**
   * Gives the new version a share.
   * @param percent its share, 0–100
   */
  public static weight(percent: number): RolloutStep {
    const weight = requiredWholeNumber(percent, 0, 100, 'RolloutStep.weight');
    return new RolloutStep('weight', { setWeight: weight });
  }

  /**
   * Waits.
   * @param duration how long, whole seconds, at least one (MESH0004)
   */
  public static pause(duration: Duration): RolloutStep {
    return new RolloutStep('pause', { pause: { duration: wholeSeconds(duration, 'RolloutStep.pause') } });
  }

  /** Waits until somebody promotes or aborts the rollout. */
  public static pauseUntilPromoted(): RolloutStep {
    return new RolloutStep('pause', { pause: {} });
  }

  /** Runs an analysis to its end; bad metrics abort the rollout. A template with a metric that never ends is refused (MESH0812). */
  public static analysis(template: AnalysisTemplate): RolloutStep {
    const endless = template._endless;
    if (endless !== undefined) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: `a step that waits for the metric ${endless}, which never ends`,
        where: `AnalysisTemplate ${template.templateName}`,
        why: 'the rollout would stay at this step for good',
        fix: 'give the metric a count, or use the template as backgroundAnalysis',
      });
    }
    return new RolloutStep('analysis', {}, undefined, template);
  }

  /**
   * Runs so many pods of the new version, whatever its share. Back with `followWeight`.
   * @param replicas 1 or more
   */
  public static canaryReplicas(replicas: number): RolloutStep {
    return new RolloutStep('scale', { setCanaryScale: { replicas: requiredWholeNumber(replicas, 1, 100_000, 'RolloutStep.canaryReplicas') } });
  }

  /**
   * Runs so large a part of the pods as the new version, whatever its share. Back with `followWeight`.
   * @param percent part of the replicas, 1–100
   */
  public static canaryReplicaPercent(percent: number): RolloutStep {
    return new RolloutStep('scale', { setCanaryScale: { weight: requiredWholeNumber(percent, 1, 100, 'RolloutStep.canaryReplicaPercent') } });
  }

  /** Runs as many pods of the new version as its share needs, as from the beginning: after the `weight` that gives it one. */
  public static followWeight(): RolloutStep {
    return new RolloutStep('scaleReset', { setCanaryScale: { matchTrafficWeight: true } });
  }

  /** Sends some requests to the new version whatever its share is. Pods of it have to run: after `canaryReplicas`, or a share. */
  public static headerRoute(route: HeaderRoute): RolloutStep {
    const where = `RolloutStep.headerRoute ${route.name}`;
    const name = routeName(route.name, where);
    const rendered = renderHttpMatch({ headers: route.headers }, false, where) as { headers?: Record<string, object> };
    const match = Object.entries(rendered.headers ?? {}).map(([headerName, headerValue]) => ({ headerName, headerValue }));
    if (match.length === 0 || match.some(({ headerValue }) => Object.keys(headerValue).length === 0)) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: match.length === 0 ? 'a header route without headers' : 'a header route by presence',
        where,
        why: match.length === 0 ? 'Argo Rollouts reads it as the removal of the route' : 'Argo Rollouts compares exactly, by prefix or by a regular expression',
        fix: match.length === 0 ? 'name a header, or use RolloutStep.removeHeaderRoute' : "write StringMatch.regex('.+') for any value",
      });
    }
    return new RolloutStep('headerRoute', { setHeaderRoute: { name, match } }, name);
  }

  /** Takes a header route away. At the end of a rollout all are gone. */
  public static removeHeaderRoute(name: string): RolloutStep {
    return new RolloutStep('noHeaderRoute', { setHeaderRoute: { name } }, name);
  }

  /** Copies some requests to the new version, whose answers nobody sees. They are split by the weights of that moment until the route is removed. */
  public static mirrorRoute(route: MirrorRoute): RolloutStep {
    const where = `RolloutStep.mirrorRoute ${route.name}`;
    const name = routeName(route.name, where);
    const percentage = wholeNumber(route.percent ?? 100, 1, 100, `${where} percent`);
    if (route.match.length === 0) {
      fail({
        code: CODES.RELEASE_STEPS,
        what: 'a mirror route without a match',
        where,
        why: 'Argo Rollouts reads it as the removal of the route',
        fix: "say which requests: [{ method: StringMatch.exact('GET') }]",
      });
    }
    const match = route.match.map((each, i) => mirrorMatch(each, `${where} match[${i}]`));
    return new RolloutStep('mirrorRoute', { setMirrorRoute: { name, percentage, match } }, name);
  }

  /** Takes a mirror route away. At the end of a rollout all are gone. */
  public static removeMirrorRoute(name: string): RolloutStep {
    return new RolloutStep('noMirrorRoute', { setMirrorRoute: { name } }, name);
  }

  private constructor(
    /** @internal */
    public readonly _kind: StepKind,
    private readonly fields: object,
    /** @internal */
    public readonly _route?: string,
    /** @internal */
    public readonly _template?: AnalysisTemplate,
  ) {}

  /** @internal */
  public get _weight(): number | undefined {
    return (this.fields as { setWeight?: number }).setWeight;
  }

  /**
   * The step as it is written. `values`: what arguments of analyses stand for.
   * @internal
   */
  public _render(values: { [name: string]: object }): object {
    return this._template ? { analysis: this._template._use(values) } : this.fields;
  }
}

function routeName(name: string, where: string): string {
  requireName(name, DNS_LABEL, 'name of the route', where);
  if (name === 'weights') {
    fail({
      code: CODES.INVALID_NAME,
      what: 'a route called weights',
      where,
      why: 'the weighted route is called so, and Argo Rollouts would remove it with the others at the end',
      fix: "choose another name: 'testers'",
    });
  }
  return name;
}

function mirrorMatch(match: HttpMatch, where: string): object {
  const { method, uri, headers, ...rest } = renderHttpMatch(match, false, where) as Record<string, any>;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined || (!method && !uri && !headers)) {
    fail({
      code: CODES.RELEASE_STEPS,
      what: unknown === undefined ? 'a match that says nothing' : `a match by ${unknown}`,
      where,
      why: 'Argo Rollouts matches by method, path and headers',
      fix: "match by method: StringMatch.exact('GET')",
    });
  }
  return { ...method ? { method } : {}, ...uri ? { path: uri } : {}, ...headers ? { headers } : {} };
}

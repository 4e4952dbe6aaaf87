import { ApiObject, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { jobSpec, SyncJobContainer } from './hook-job';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, kebabCase, requireName } from '../../kernel/names';
import { AnalysisMetric } from '../progressive/analysis-metric';
import { httpAddress } from '../progressive/http-address';
import { requirePromql } from '../progressive/promql-check';

/** When a hook runs. */
export enum SyncHookPhase {
  /** Before anything is applied; where it fails, nothing is. */
  PRE_SYNC = 'PreSync',
  /** With the objects, in its wave. */
  SYNC = 'Sync',
  /** After everything is applied and healthy; where it fails, the sync has failed, and what it applied stays. */
  POST_SYNC = 'PostSync',
  /** After a sync has failed. */
  SYNC_FAIL = 'SyncFail',
  /** Before the objects of a deleted Application are removed. */
  PRE_DELETE = 'PreDelete',
  /** After the objects of a deleted Application are removed. */
  POST_DELETE = 'PostDelete',
}

/** When the object of a hook is deleted. */
export enum SyncHookDeletePolicy {
  /** Before the next one is created: until then people can read what it said. */
  BEFORE_HOOK_CREATION = 'BeforeHookCreation',
  /** After it succeeded. */
  HOOK_SUCCEEDED = 'HookSucceeded',
  /** After it failed. */
  HOOK_FAILED = 'HookFailed',
}

/** When a hook runs and how long it stays. */
export interface SyncHookOptions {
  /**
   * When it runs.
   *
   * @default SyncHookPhase.POST_SYNC
   */
  readonly phase?: SyncHookPhase;
  /**
   * When its object is deleted.
   *
   * @default SyncHookDeletePolicy.BEFORE_HOOK_CREATION
   */
  readonly deletePolicy?: SyncHookDeletePolicy;
}

/** Name and place of a hook's object. */
export interface SyncHookObject extends SyncHookOptions {
  /**
   * `metadata.name`: a DNS subdomain (MESH0003).
   *
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * Namespace of the hook.
   *
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
}

/** An analysis that decides whether a sync was good. */
export interface AnalysisHookProps extends SyncHookObject {
  /**
   * What is measured: at least one, each with an end (MESH0804) and without arguments of a release, because there is none (MESH0813). No data is
   * neither good nor bad, and more of it than `inconclusiveLimit` bears fails the sync, as does a Prometheus that does not answer.
   */
  readonly metrics: AnalysisMetric[];
  /** Address of the Prometheus that is asked: `http://prometheus.monitoring:9090`, without credentials (MESH0001). */
  readonly prometheusAddress: string;
}

/** A Job that decides whether a sync was good, or that does something about a bad one. */
export interface JobHookProps extends SyncHookObject, SyncJobContainer {
  /**
   * How long it may take before it has failed: whole seconds, at least one (MESH0004).
   *
   * @default Duration.minutes(10)
   */
  readonly timeout?: Duration;
  /**
   * How often it is tried again after it failed, 0 or more (MESH0001).
   *
   * @default 0
   */
  readonly retries?: number;
}

/**
 * Something that runs in a sync of Argo CD: an object of the environment with the annotations of a hook. Other engines apply it as any
 * object.
 *
 * Hooks run in every sync that happens, also where one object differs only; not in a sync of single objects by hand.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export class SyncHook extends Construct {
  /**
   * An AnalysisRun of Argo Rollouts, whose controller must run in the cluster. After the sync, a failed analysis fails it, which tells people; it does
   * not take back what was applied: revert the commit. Nor does it hold back other environments: a rolling sync counts what is applied and healthy,
   * and waits for no hook. What does is an analysis with `SyncHookPhase.PRE_SYNC` in the later environment, with the earlier one's Prometheus.
   */
  public static analysis(scope: Construct, id: string, props: AnalysisHookProps): SyncHook {
    const hook = new SyncHook(scope, id, props);
    const where = `AnalysisRun of the hook ${hook.node.path}`;
    checkMetrics(props.metrics, where);
    const address = httpAddress(props.prometheusAddress, `${where}: prometheusAddress`);
    hook.addObject('argoproj.io/v1alpha1', 'AnalysisRun', { metrics: props.metrics.map(metric => metric._render(address)) });
    return hook;
  }

  /** A Job: a test of the mesh from inside, a message, the beginning of a revert. It gets no sidecar, or it would not end in every mesh. */
  public static job(scope: Construct, id: string, props: JobHookProps): SyncHook {
    const hook = new SyncHook(scope, id, props);
    hook.addObject('batch/v1', 'Job', jobSpec(props, hook.hookName, `Job of the hook ${hook.node.path}`));
    return hook;
  }

  /** Makes any object a hook: a Job of cdk8s-plus, a Workflow. Where the object says when it runs, that stays. */
  public static mark(object: ApiObject, options: SyncHookOptions = {}): void {
    for (const [key, value] of Object.entries(hookAnnotations(options))) {
      if (object.metadata.toJson()?.annotations?.[key] === undefined) {
        object.metadata.addAnnotation(key, value);
      }
    }
  }

  /** `metadata.name` of the hook. */
  public readonly hookName: string;
  /** Namespace of the hook. */
  public readonly hookNamespace: string;
  private readonly annotations: { [key: string]: string };

  private constructor(scope: Construct, id: string, props: SyncHookObject) {
    super(scope, id);
    const where = `hook ${this.node.path}`;
    this.hookName = requireName(props.name ?? kebabCase(id), DNS_SUBDOMAIN, 'name', where);
    this.hookNamespace = requireName(props.namespace ?? Chart.of(this).namespace ?? fail({
      code: CODES.MISSING_NAMESPACE, what: 'A hook has no namespace.', where, fix: 'Set `namespace` on the chart or on the hook.',
    }), DNS_LABEL, 'namespace', where);
    this.annotations = hookAnnotations(props);
  }

  private addObject(apiVersion: string, kind: string, spec: object): void {
    const metadata = { name: this.hookName, namespace: this.hookNamespace, annotations: this.annotations };
    new ApiObject(this, 'Resource', { apiVersion, kind, metadata, spec });
  }
}

function hookAnnotations({ phase, deletePolicy }: SyncHookOptions): { [key: string]: string } {
  return {
    'argocd.argoproj.io/hook': phase ?? SyncHookPhase.POST_SYNC,
    'argocd.argoproj.io/hook-delete-policy': deletePolicy ?? SyncHookDeletePolicy.BEFORE_HOOK_CREATION,
  };
}

function checkMetrics(metrics: readonly AnalysisMetric[], where: string): void {
  if (!metrics?.length) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'An analysis measures nothing.', where, fix: 'Give it a metric: progressive.AnalysisMetric.query({ … }).' });
  }
  metrics.forEach(({ _name: name, _query: query, _endless: endless }, i) => {
    if (endless) {
      fail({
        code: CODES.ENDLESS_HOOK,
        what: `The metric ${name} is measured without end.`,
        where,
        why: 'The sync waits for its hooks, so it would never end, and no later commit would be synced.',
        fix: 'Give the metric a count in place of endless.',
      });
    }
    if (query.includes('{{')) {
      fail({
        code: CODES.RELEASE_METRIC,
        what: `The query of the metric ${name} asks for an argument of a release.`,
        where,
        why: 'A sync has no canary and no stable version, so the analysis would not start.',
        fix: 'Write the query without {{args.…}}, over what the mesh as a whole does.',
      });
    }
    if (metrics.findIndex(each => each._name === name) !== i) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `Two metrics are called ${name}.`, where, fix: 'Give each a name of its own.' });
    }
    requirePromql(query, `${where}: metric ${name}`);
  });
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ApplicationGenerator, setGenerators, SET_VALUES } from './application-generator';
import { ApplicationOptions } from './application-options';
import { ApplicationPlan } from './application-plan';
import { orderAnnotations } from './order-annotations';
import { RollingSync, rollingStrategy } from './rolling-sync';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DeliveredEnvironment, DeliveryAttachment, EmittedObject, IDelivery } from '../delivery';

/** What the controller may do with Applications that it has generated. */
export enum ApplicationsSync {
  /** Create them; never change or delete them. */
  CREATE_ONLY = 'create-only',
  /** Create and change them; an environment that goes away keeps its Application until somebody deletes it. */
  CREATE_UPDATE = 'create-update',
  /** Create and delete them; never change them. */
  CREATE_DELETE = 'create-delete',
  /** Create, change and delete them. */
  SYNC = 'sync',
}

/** How Argo CD generates the Applications of the environments. */
export interface ApplicationSetsProps extends ApplicationOptions {
  /**
   * What the Applications are generated from.
   *
   * @default ApplicationGenerator.list()
   */
  readonly generator?: ApplicationGenerator;
  /**
   * Syncs the environments one after the other in their promotion order, each when those before it are synced and healthy, whatever their hooks
   * say: what must hold an environment back is a hook of its own before the sync (`SyncHookPhase.PRE_SYNC`). The controller then starts the
   * syncs and switches the automated ones off. Needs `applicationsetcontroller.enable.progressive.syncs`, which is written to
   * `_delivery/argocd/install/`. Not with `manualEnvironments` (MESH0002).
   *
   * @default - every Application syncs for itself
   */
  readonly rollingSync?: RollingSync;
  /**
   * Whether what Applications have applied stays when the ApplicationSet is deleted.
   *
   * @default true
   */
  readonly preserveResourcesOnDeletion?: boolean;
  /**
   * What the controller may do with the Applications.
   *
   * @default ApplicationsSync.CREATE_UPDATE
   */
  readonly applicationsSync?: ApplicationsSync;
  /**
   * A Go template of YAML that is merged into every Application after everything else: what the options do not say. It sees `.name` (the cluster)
   * and `.values` (`application`, `environment`, `path`, `namespace`).
   *
   * @default - none
   */
  readonly templatePatch?: string;
}

/**
 * Delivery by Argo CD with one `ApplicationSet` (`argoproj.io/v1alpha1`, Argo CD 3.5 or newer) for all environments: its controller
 * makes the Applications, which are those that `Applications` would emit, with clusters by their name in Argo CD. A parameter that is missing
 * is an error, never an empty text.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
 */
export class ApplicationSets implements IDelivery {
  /**
   * One ApplicationSet over all environments and clusters.
   *
   * Throws when the repository's address carries credentials, a name is no DNS label, or options contradict each other.
   */
  public static forEnvironments(props: ApplicationSetsProps): ApplicationSets {
    return new ApplicationSets(props);
  }

  public readonly engine: string = 'argocd';
  public readonly outputPath?: string;
  public readonly repositoryUrl?: string;
  public readonly attachments?: DeliveryAttachment[];
  private readonly plan: ApplicationPlan;

  private constructor(private readonly props: ApplicationSetsProps) {
    this.outputPath = props.outputPath;
    this.repositoryUrl = props.repository?.url;
    const parameters = props.rollingSync ? { 'applicationsetcontroller.enable.progressive.syncs': 'true' } : undefined;
    this.plan = new ApplicationPlan(props, WHERE, { parameters });
    this.attachments = this.plan.attachments;
    if (props.rollingSync && (props.manualEnvironments ?? []).length > 0) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'There are both rollingSync and manualEnvironments.',
        where: WHERE,
        why: 'The controller starts the syncs of all environments in their order; one that nobody starts would hold back those after it.',
        fix: 'Leave one of the two out; a sync window holds an environment back too.',
      });
    }
  }

  /** Adds the project, where it is derived, and the ApplicationSet to the scope. */
  public deliver(scope: Construct, folders: DeliveredEnvironment[]): void {
    const targets = this.plan.targets(folders);
    const inner = this.plan.open(scope, targets);
    if (targets.length === 0) {
      return;
    }
    const { rollingSync, preserveResourcesOnDeletion = true, applicationsSync = ApplicationsSync.CREATE_UPDATE, templatePatch } = this.props;
    new ApiObject(new Construct(inner, `set-${this.plan.namePrefix}`), 'ApplicationSet', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: this.plan.namePrefix, namespace: this.plan.namespace, labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio' } },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: setGenerators(this.props.generator ?? ApplicationGenerator.list(), targets, this.plan),
        template: {
          metadata: {
            name: SET_VALUES.application,
            namespace: this.plan.namespace,
            labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio', 'cdk8s-istio/environment': SET_VALUES.environment },
            annotations: this.plan.annotations(),
            ...this.plan.finalizers(),
          },
          spec: this.plan.templateSpec(SET_VALUES),
        },
        ...rollingSync ? { strategy: rollingStrategy(rollingSync, targets, WHERE) } : {},
        syncPolicy: { applicationsSync, preserveResourcesOnDeletion },
        ...templatePatch === undefined ? {} : { templatePatch },
      },
    });
  }

  /** The same as for `Applications`. */
  public annotationsFor(object: EmittedObject): { [key: string]: string } {
    return orderAnnotations(object);
  }
}

const WHERE = 'argocd.ApplicationSets.forEnvironments';

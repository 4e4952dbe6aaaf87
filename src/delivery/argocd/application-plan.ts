import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { addRoot, checkRoot } from './app-of-apps';
import { ApplicationOptions } from './application-options';
import { checkServers, clusterOf, namespaceOf } from './destination';
import { checkEnvironmentNames, targetsOf } from './environment-choice';
import { ignoredDifferences } from './ignore-differences';
import { installationFiles } from './install-files';
import { checkManagedNamespaces, managedNamespaceMetadata } from './managed-namespaces';
import { checkSubscriptions, notificationSettings, subscriptionAnnotations } from './notifications';
import { ProjectTarget } from './project-permissions';
import { ApplicationSource } from './source-hydrator';
import { applicationSyncOptions, checkRespectedDifferences, SYNC_OPTIONS } from './sync-options';
import { retryPolicy } from './sync-retry';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { CheckedRepository, checkedRepository } from '../checked-repository';
import { DeliveredEnvironment, DeliveryAttachment } from '../delivery';
import { checkClusterKeys, deliveryLabels, deliveryTargets } from '../target';

/** What one engine adds to what Applications and ApplicationSets have in common. */
export interface PlanExtras {
  /** API server addresses by cluster. */
  readonly servers?: { [cluster: string]: string };
  /** Settings of argocd-cmd-params-cm that the engine needs. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Texts that an ApplicationSet's generators give its template. */
export interface SetTexts {
  readonly cluster: string;
  readonly application: string;
  readonly environment: string;
  readonly path: string;
  readonly namespace: string;
}

/** Checked options of Applications, and what they say of each target. */
export class ApplicationPlan {
  public readonly namePrefix: string;
  public readonly namespace: string;
  public readonly attachments: DeliveryAttachment[];
  private readonly repository: CheckedRepository;
  private readonly source: ApplicationSource;
  private readonly syncOptions: string[];
  private readonly retry: object;

  constructor(private readonly options: ApplicationOptions, private readonly where: string, private readonly extras: PlanExtras = {}) {
    checkProject(options.project, where);
    this.namePrefix = requireName(options.namePrefix ?? 'mesh', DNS_LABEL, `namePrefix of ${where}`);
    this.namespace = requireName(options.namespace ?? 'argocd', DNS_LABEL, `namespace of ${where}`);
    this.repository = checkedRepository(options.repository, where);
    this.source = new ApplicationSource(this.repository, options.hydratedBranches, where);
    checkServers(extras.servers ?? {}, `${where}: servers`);
    this.syncOptions = applicationSyncOptions(options.syncOptions, where);
    this.retry = retryPolicy(options.retry ?? {}, `${where}: retry`);
    checkSubscriptions(options.notifications ?? [], `${where}: notifications`);
    this.checkSignatures();
    if (options.appOfApps) {
      checkRoot(this.rootName, options.appOfApps.projectName, `${where}: appOfApps`);
    }
    this.attachments = installationFiles({
      namespace: options.project._namespace ?? this.namespace,
      healthChecks: options.healthChecks ?? false,
      notifications: notificationSettings(options.notifications ?? [], `${where}: notifications`),
      parameters: { ...extras.parameters, ...options.hydratedBranches ? { 'hydrator.enabled': 'true' } : {} },
      commitServer: options.hydratedBranches !== undefined,
    });
  }

  /** All targets in the order of the environments, with everything checked that needs the folders. */
  public targets(folders: DeliveredEnvironment[]): ProjectTarget[] {
    const { manualEnvironments = [], managedNamespaces = {}, notifications = [] } = this.options;
    const targets = deliveryTargets(folders, this.namePrefix, this.where);
    checkClusterKeys(Object.keys(this.extras.servers ?? {}), targets, `${this.where}: servers`);
    checkEnvironmentNames(manualEnvironments, targets, `${this.where}: manualEnvironments`);
    checkEnvironmentNames(Object.keys(managedNamespaces), targets, `${this.where}: managedNamespaces`);
    notifications.forEach(({ environments }) => targetsOf(environments, targets, `${this.where}: notifications`));
    checkRespectedDifferences(this.syncOptions, folders, this.where);
    checkManagedNamespaces(managedNamespaces, folders, `${this.where}: managedNamespaces`);
    folders.forEach(({ name }) => this.source.check(name));
    return targets.map(target => ({
      ...target,
      address: clusterOf(target, this.extras.servers),
      managedNamespace: managedNamespaces[target.environment.name]?.namespace,
    }));
  }

  /** Emits the project, and gives the scope that Applications belong into. */
  public open(scope: Construct, targets: readonly ProjectTarget[]): Construct {
    if (targets.length === 0) {
      return scope;
    }
    const inner = this.options.appOfApps ? new Chart(scope, this.rootName) : scope;
    this.options.project._deliver(inner, {
      targets,
      namePrefix: this.namePrefix,
      namespace: this.namespace,
      repositories: this.source.repositories,
      appliedInWaves: this.options.appOfApps !== undefined,
    });
    if (this.options.appOfApps) {
      addRoot(scope, targets[0].environment, {
        ...this.options.appOfApps,
        rootName: this.rootName,
        namespace: this.namespace,
        repository: this.repository,
        outputPath: this.options.outputPath,
        syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: applicationSyncOptions([], this.where), retry: this.retry },
        where: this.where,
      });
    }
    return inner;
  }

  public metadataOf(target: ProjectTarget): object {
    return {
      name: target.name,
      namespace: this.namespace,
      labels: deliveryLabels(target),
      annotations: { ...this.annotations(), ...this.subscriptionsOf(target.environment.name) },
      ...this.finalizers(),
    };
  }

  public specOf(target: ProjectTarget): object {
    const { environment } = target;
    return {
      project: this.projectOf(environment.name),
      ...this.source.specFor({ environment: environment.name, path: environment.path, application: target.name }),
      destination: this.destinationOf(target),
      syncPolicy: this.syncPolicyOf(environment.name),
      ...this.ignoredIn(environment),
    };
  }

  /** Annotations of every Application. */
  public annotations(): Record<string, string> {
    const { appOfApps, deleteWithApplication } = this.options;
    return {
      'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
      'argocd.argoproj.io/manifest-generate-paths': '.',
      // The root would prune an Application that the code lost, and that all it applied.
      ...appOfApps && deleteWithApplication ? { [SYNC_OPTIONS]: 'Prune=confirm' } : {},
      ...this.subscriptionsOf(),
    };
  }

  /** Subscriptions of one environment; without one, those that hold for all. */
  private subscriptionsOf(environment?: string): Record<string, string> {
    const subscriptions = (this.options.notifications ?? [])
      .filter(({ environments }) => environments === undefined || (environment !== undefined && environments.includes(environment)));
    return subscriptionAnnotations(subscriptions, `${this.where}: notifications`);
  }

  public finalizers(): object {
    return this.options.deleteWithApplication ? { finalizers: ['resources-finalizer.argocd.argoproj.io'] } : {};
  }

  private projectOf(environment: string): string {
    return this.options.project._nameFor(environment, this.namePrefix);
  }

  /** The spec that all Applications of an ApplicationSet share, with texts that its generators give. */
  public templateSpec({ cluster, environment, path, application, namespace }: SetTexts): object {
    return {
      project: this.projectOf(environment),
      ...this.source.specFor({ environment, path, application }),
      destination: { name: cluster, namespace },
      syncPolicy: this.syncPolicyOf(),
    };
  }

  /** What only the Applications of one environment have, as the template of its generator: it goes before the one that all share. */
  public templateOf({ environment }: ProjectTarget): object {
    const { name } = environment;
    const shared = this.annotations();
    const annotations = Object.entries(this.subscriptionsOf(name)).filter(([key, value]) => shared[key] !== value);
    const syncPolicy = this.isPlain(name) ? {} : { syncPolicy: this.syncPolicyOf(name) };
    const own = { ...syncPolicy, ...this.ignoredIn(environment) };
    if (annotations.length === 0 && Object.keys(own).length === 0) {
      return {};
    }
    return {
      template: {
        metadata: annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {},
        spec: { project: this.projectOf(name), destination: {}, ...own },
      },
    };
  }

  public namespaceOf(target: ProjectTarget): string | undefined {
    return target.managedNamespace ?? namespaceOf(target);
  }

  /** The sync policy of one environment; without one, that of all that have nothing of their own. */
  private syncPolicyOf(environment: string = ''): object {
    const managed = this.options.managedNamespaces?.[environment];
    return {
      automated: { ...this.options.manualEnvironments?.includes(environment) ? { enabled: false } : {}, prune: true, selfHeal: true },
      syncOptions: [...this.syncOptions, ...managed ? ['CreateNamespace=true'] : []],
      retry: this.retry,
      ...managedNamespaceMetadata(managed),
    };
  }

  private isPlain(environment: string): boolean {
    return !this.options.manualEnvironments?.includes(environment) && this.options.managedNamespaces?.[environment] === undefined;
  }

  private ignoredIn({ objects }: DeliveredEnvironment): object {
    const ignored = ignoredDifferences(objects);
    return ignored.length > 0 ? { ignoreDifferences: ignored } : {};
  }

  private destinationOf(target: ProjectTarget): object {
    const namespace = this.namespaceOf(target);
    return { ...target.address, ...namespace === undefined ? {} : { namespace } };
  }

  private get rootName(): string {
    return this.options.appOfApps?.rootName ?? this.namePrefix;
  }

  private checkSignatures(): void {
    if (this.options.hydratedBranches && this.options.project._needsSignedCommits) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'The project asks for signed commits, and the Applications for hydrated branches.',
        where: this.where,
        why: 'The source hydrator does not sign what it commits, so nothing could be synced.',
        fix: 'Leave out hydratedBranches, or the signature.',
      });
    }
    const { projectName = 'default' } = this.options.appOfApps ?? {};
    if (this.options.appOfApps && projectName === 'default' && this.options.project._needsSignedCommits) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'The project asks for signed commits, and the root Application that applies the project is in the project default, which asks for none.',
        where: `${this.where}: appOfApps`,
        why: 'Whoever may push could take the demand away with an unsigned commit, and the next one would be synced.',
        fix: 'Name a project of administrators that asks for signed commits too: appOfApps: { projectName: … }; or leave out appOfApps.',
      });
    }
  }
}

/** In JavaScript a name is easily given where the project itself belongs. */
function checkProject(project: unknown, where: string): void {
  if (typeof project !== 'object' || project === null || !('_nameFor' in project)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `The project is ${JSON.stringify(project) ?? 'missing'}.`,
      where: `${where}: project`,
      why: 'Argo CD limits by it where Applications may write.',
      fix: `Derive it from the folders, argocd.Project.derived(), or name one that is there, argocd.Project.named(${
        typeof project === 'string' ? JSON.stringify(project) : "'mesh'"}).`,
    });
  }
}

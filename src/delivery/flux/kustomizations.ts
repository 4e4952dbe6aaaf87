import { ApiObject, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CheckedAlert, checkedAlerts } from './alert';
import { checkEnvironmentKeys, EnvironmentSources } from './environment-sources';
import { fluxDuration } from './flux-duration';
import { KustomizationSettings, kustomizationSettings, kustomizationSpec } from './kustomization-spec';
import { checkUnitNames, Division, folderPerNamespace, KustomizationUnit, wholeFolder } from './kustomization-unit';
import { KustomizationDependency, KustomizationsProps } from './kustomizations-props';
import { addNotifications, checkReceivers, EmittedTarget } from './notifications';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { DeliveredEnvironment, EmittedObject, IDelivery } from '../delivery';
import { checkClusterKeys, deliveryLabels, DeliveryTarget, deliveryTargets } from '../target';

/** Annotation that keeps Flux from removing an object that is gone from the folder. */
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';
/** Kinds whose objects take others, or data, with them when they go. */
const HOLDERS = ['/Namespace', '/PersistentVolumeClaim', 'apiextensions.k8s.io/CustomResourceDefinition'];

/**
 * Delivery by Flux: per environment and cluster a source (`GitRepository` or `OCIRepository`, `v1`) and the Kustomizations (`v1`) that
 * apply its folder. Fields that somebody else writes at run time are left alone (`spec.ignore`, Flux 2.9 or newer).
 *
 * Each source fetches only its environment's folder (Flux 2.6 or newer), and nothing needs another environment, so that each can be
 * applied to its cluster alone. A Kustomization prunes, never recreates by force, and changes nothing in what was synthesized: no
 * `targetNamespace`, no `postBuild`. It depends on the environments before it only where both are on the same named cluster:
 * another cluster's Kustomizations are not visible.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export class Kustomizations implements IDelivery {
  /**
   * One Kustomization per environment, with the name of its source; one pair per cluster where an environment names clusters.
   *
   * Throws when there is no source or two (MESH0002), when a name is illegal (MESH0003), or when a duration is shorter than a millisecond
   * (MESH0004).
   */
  public static perEnvironment(props: KustomizationsProps): Kustomizations {
    return new Kustomizations(props, wholeFolder, 'flux.Kustomizations.perEnvironment');
  }

  /**
   * One Kustomization per namespace of each environment and cluster, called `<namePrefix>-<environment>[-<cluster>]-<namespace>`, and one
   * for what lies outside of namespaces, without that end, which all others wait for. A fault in one namespace then holds up only those
   * that need it: a delegate is applied before what delegates to it, a certificate before its gateway, gateways and services before the
   * routes to them where that makes no circle.
   *
   * Throws as `perEnvironment`; when delivering, also when namespaces cannot be applied one after the other (MESH0807): a VirtualService
   * and a DestinationRule of its host in two namespaces, or delegates in a circle.
   */
  public static perNamespace(props: KustomizationsProps): Kustomizations {
    return new Kustomizations(props, folderPerNamespace, 'flux.Kustomizations.perNamespace');
  }

  public readonly engine: string = 'flux';
  public readonly outputPath?: string;
  public readonly repositoryUrl?: string;
  private readonly sources: EnvironmentSources;
  private readonly settings: KustomizationSettings;
  private readonly alerts: readonly CheckedAlert[];
  private readonly namePrefix: string;
  private readonly namespace: string;

  private constructor(private readonly props: KustomizationsProps, private readonly division: Division, private readonly where: string) {
    this.outputPath = props.outputPath;
    this.sources = new EnvironmentSources(props, where);
    this.repositoryUrl = this.sources.repositoryUrl;
    this.settings = kustomizationSettings(props, fluxDuration(props.interval ?? Duration.minutes(10), `${where}: interval`), where);
    this.namePrefix = props.namePrefix ?? 'mesh';
    this.namespace = props.namespace ?? 'flux-system';
    requireName(this.namePrefix, DNS_LABEL, `namePrefix of ${where}`);
    requireName(this.namespace, DNS_LABEL, `namespace of ${where}`);
    this.alerts = checkedAlerts(props.alerts ?? [], where);
    checkReceivers(props.receivers ?? [], where);
    checkChangeRequests(props.changeRequests ?? {}, where);
  }

  /**
   * Adds the source and the Kustomizations of each environment and cluster: below a chart, hence in a folder, named by the
   * cluster (by the environment where it has none), because each cluster's Flux must see only its own. What a central Flux
   * applies with a kubeconfig lies at the top. Providers, Alerts and Receivers lie beside them.
   */
  public deliver(scope: Construct, folders: DeliveredEnvironment[]): void {
    const targets = deliveryTargets(folders, this.namePrefix, this.where);
    checkClusterKeys(Object.keys(this.settings.kubeConfigSecrets), targets, `${this.where}: kubeConfigSecrets`);
    checkChartNames(targets, this.where);
    this.checkEnvironments(folders);
    const divided = targets.map(target => ({ target, units: this.division(target, this.where) }));
    checkForeign(this.settings.dependsOn, divided.flatMap(({ units }) => units.map(({ name }) => name)), this.namespace, this.where);
    checkUnitNames(divided.flatMap(({ target, units }) => units.map(unit => ({ unit, target }))), this.where);
    const unitsAt = new Map(divided.map(({ target, units }) => [placeOf(target.environment.name, target.cluster), units]));
    const emitted = divided.map(({ target, units }) => this.addTarget(scope, target, units, earlierUnits(target, unitsAt)));
    const { alerts, namePrefix, namespace, where } = this;
    addNotifications(emitted, { alerts, receivers: this.props.receivers ?? [], namePrefix, namespace, where });
  }

  /**
   * `kustomize.toolkit.fluxcd.io/prune: disabled` on every Namespace, CustomResourceDefinition and PersistentVolumeClaim, because removing one
   * removes everything in it; an object that says something else keeps it. Nothing else: Flux orders kinds itself and removes after it applied, routes before the rules they use.
   */
  public annotationsFor({ group, kind, annotations }: EmittedObject): { [key: string]: string } {
    return HOLDERS.includes(`${group}/${kind}`) && annotations?.[PRUNE] === undefined ? { [PRUNE]: 'disabled' } : {};
  }

  private checkEnvironments(folders: readonly DeliveredEnvironment[]): void {
    const names = new Set(folders.map(({ name }) => name));
    checkEnvironmentKeys(this.sources.environments, names, `${this.where}: sources`);
    checkEnvironmentKeys(Object.keys(this.props.changeRequests ?? {}), names, `${this.where}: changeRequests`);
    for (const { name, environments } of this.alerts) {
      checkEnvironmentKeys(environments ?? [], names, `${this.where}: alert ${name}`);
    }
  }

  private addTarget(scope: Construct, target: DeliveryTarget, units: readonly KustomizationUnit[], earlier: readonly string[]): EmittedTarget {
    const kubeConfigSecret = target.cluster === undefined ? undefined : this.settings.kubeConfigSecrets[target.cluster];
    const flux = kubeConfigSecret === undefined ? chartNameOf(target) : undefined;
    const chart = flux === undefined ? scope : scope.node.tryFindChild(flux) as Chart | undefined ?? new Chart(scope, flux);
    const parent = new Construct(chart, target.name);
    const definition = this.sources.of(target.environment.name);
    const source = { kind: definition.kind, name: target.name };
    this.addObject(parent, 'Source', 'source.toolkit.fluxcd.io/v1', definition.kind, target, target.name, definition.specFor(target.environment));
    const changeRequest = this.props.changeRequests?.[target.environment.name];
    const folder = definition.folderOf(target.environment);
    for (const unit of units) {
      // Whatever waits for another of the same target waits for all that one waits for.
      const first: KustomizationDependency[] = unit.after.length > 0 ? [] : [...this.settings.dependsOn, ...earlier.map(name => ({ name }))];
      const dependsOn = [...first, ...unit.after.map(name => ({ name }))];
      const spec = kustomizationSpec({ unit, source, folder, dependsOn, kubeConfigSecret }, this.settings);
      const annotations = changeRequest === undefined ? undefined : { 'event.toolkit.fluxcd.io/change_request': changeRequest };
      this.addObject(parent, `Kustomization${unit.folder}`, 'kustomize.toolkit.fluxcd.io/v1', 'Kustomization', target, unit.name, spec, annotations);
    }
    return { target, chart, flux, source, kustomizations: units.map(({ name }) => name), changeRequest };
  }

  private addObject(
    scope: Construct, id: string, apiVersion: string, kind: string, target: DeliveryTarget, name: string, spec: object,
    annotations?: Record<string, string>,
  ): void {
    const metadata = { name, namespace: this.namespace, labels: deliveryLabels(target), ...annotations === undefined ? {} : { annotations } };
    new ApiObject(scope, id, { apiVersion, kind, metadata, spec });
  }
}

function chartNameOf({ environment, cluster }: DeliveryTarget): string {
  return cluster ?? environment.name;
}

/** An environment without cluster must not land in the folder of a cluster that happens to have its name. */
function checkChartNames(targets: readonly DeliveryTarget[], where: string): void {
  const clusters = new Set(targets.map(target => target.cluster));
  const torn = targets.find(target => target.cluster === undefined && clusters.has(target.environment.name));
  if (torn) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${torn.environment.name} is the name of an environment without cluster and of a cluster.`,
      where,
      why: 'The objects of both would lie in one folder, and each Flux must see only its own.',
      fix: 'Give the environment its cluster, or rename one.',
    });
  }
}

/** Key of a target among all targets; NUL cannot be part of a name. */
function placeOf(environment: string, cluster: string | undefined): string {
  return `${environment}\0${cluster ?? ''}`;
}

/** Kustomizations of earlier environments on the same named cluster. Without a name it cannot be told where those are. */
function earlierUnits({ environment, cluster }: DeliveryTarget, unitsAt: ReadonlyMap<string, readonly KustomizationUnit[]>): string[] {
  return cluster === undefined ? [] : environment.after.flatMap(earlier => (unitsAt.get(placeOf(earlier, cluster)) ?? []).map(({ name }) => name));
}

function checkChangeRequests(changeRequests: { readonly [environment: string]: string }, where: string): void {
  for (const [environment, number] of Object.entries(changeRequests)) {
    if (!/^[1-9][0-9]*$/.test(number)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(number)} is not the number of a pull or merge request.`,
        where: `${where}: changeRequests of ${environment}`,
        fix: "Give its digits only, for example '42'.",
      });
    }
  }
}

/** A dependency on one of ours is said by `after`: one on itself, or on one of another cluster, would never be ready. */
function checkForeign(dependsOn: readonly KustomizationDependency[], own: readonly string[], namespace: string, where: string): void {
  const names = new Set(own);
  const ours = dependsOn.find(dependency => (dependency.namespace ?? namespace) === namespace && names.has(dependency.name));
  if (ours !== undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `The Kustomizations depend on ${ours.name}, which is one of them.`,
      where: `${where}: dependsOn`,
      why: 'It would wait for itself, or for what another cluster applies, and nothing would ever be applied.',
      fix: 'Name what others own. Environments of one cluster wait for each other where `after` says so.',
    });
  }
}

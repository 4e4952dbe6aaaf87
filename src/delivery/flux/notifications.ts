import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CheckedAlert } from './alert';
import { Receiver } from './receiver';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { deliveryLabels, DeliveryTarget } from '../target';

/** A target with what was emitted for it, as notifications speak of it. */
export interface EmittedTarget {
  readonly target: DeliveryTarget;
  /** The chart that holds its objects. */
  readonly chart: Construct;
  /** Name of the folder of the Flux that applies it; undefined for the central one. */
  readonly flux?: string;
  readonly source: { readonly kind: string; readonly name: string };
  /** Names of its Kustomizations. */
  readonly kustomizations: readonly string[];
  /** The request it is the preview of. */
  readonly changeRequest?: string;
}

/** What is to be told, and who may tell. */
export interface Notifications {
  readonly alerts: readonly CheckedAlert[];
  readonly receivers: readonly Receiver[];
  readonly namePrefix: string;
  readonly namespace: string;
  readonly where: string;
}

/** Adds a Provider for each Flux that has an alert for it, an Alert for each target, and each Receiver to each Flux with a source for it. */
export function addNotifications(emitted: readonly EmittedTarget[], notifications: Notifications): void {
  for (const alert of notifications.alerts) {
    addAlert(alert, emitted, notifications);
  }
  for (const receiver of notifications.receivers) {
    addReceiver(receiver, emitted, notifications);
  }
}

/** Checks that receivers have names of their own. */
export function checkReceivers(receivers: readonly Receiver[], where: string): void {
  const names = receivers.map(({ receiverName }) => receiverName);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    fail({
      code: CODES.DUPLICATE_MEMBER,
      what: `Two receivers are called ${twice}.`,
      where: `${where}: receivers`,
      why: 'The second would overwrite the first in the cluster.',
      fix: 'Give one of them a name.',
    });
  }
}

function addAlert(alert: CheckedAlert, emitted: readonly EmittedTarget[], notifications: Notifications): void {
  const toRequest = alert.provider._reportsTo === 'request';
  const told = emitted.filter(({ target, changeRequest }) =>
    (alert.environments?.includes(target.environment.name) ?? true) && (!toRequest || changeRequest !== undefined));
  if (toRequest && told.length === 0 && emitted.length > 0) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `The alert ${alert.name} comments on requests, and no environment is the preview of one.`,
      where: `${notifications.where}: changeRequests`,
      why: 'Flux leaves out objects that name no request, so that nobody would be told anything.',
      fix: "Say it in changeRequests: { '<environment>': '42' }, or use AlertProvider.commitStatus for environments that stay.",
    });
  }
  for (const one of told) {
    addAlertOf(alert, one, addProvider(alert, one, notifications), notifications);
  }
}

/** The provider of an alert in the Flux of a target, and its name. It is there already when another alert uses it too. */
function addProvider({ provider }: CheckedAlert, { chart, flux }: EmittedTarget, { namePrefix, namespace, where }: Notifications): string {
  const name = nameOf([namePrefix, provider.providerName, flux], where);
  const id = `Provider-${provider.providerName}`;
  const spec = provider._spec;
  const there = chart.node.tryFindChild(id);
  if (there === undefined) {
    const holder = new ProviderHolder(chart, id, JSON.stringify(spec));
    new ApiObject(holder, 'Provider', {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Provider',
      metadata: { name, namespace, labels: LABELS },
      spec,
    });
  } else if ((there as ProviderHolder).spec !== JSON.stringify(spec)) {
    fail({
      code: CODES.DUPLICATE_MEMBER,
      what: `Two providers are called ${provider.providerName} and are not the same.`,
      where: `${where}: alerts`,
      why: 'The second would overwrite the first in the cluster.',
      fix: 'Give one of them a name.',
    });
  }
  return name;
}

function addAlertOf(alert: CheckedAlert, about: EmittedTarget, provider: string, notifications: Notifications): void {
  const { target, chart, source, kustomizations } = about;
  const { environment, cluster } = target;
  const summary = alert.summary ?? `mesh configuration of ${environment.name}${cluster === undefined ? '' : ` on ${cluster}`}`;
  // Only what a Kustomization applied is a commit or belongs to a request; of a source nobody could tell which.
  const sources = alert.provider._reportsTo === 'people' ? [source] : [];
  const id = `Alert-${target.name}-${alert.name}`;
  if (chart.node.tryFindChild(id) !== undefined) {
    fail({
      code: CODES.DUPLICATE_MEMBER,
      what: `Two alerts would be named ${target.name}-${alert.name}.`,
      where: `${notifications.where}: alerts`,
      why: 'The second would overwrite the first in the cluster.',
      fix: 'Give the alert another name.',
    });
  }
  new ApiObject(chart, id, {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Alert',
    metadata: { name: nameOf([target.name, alert.name], notifications.where), namespace: notifications.namespace, labels: deliveryLabels(target) },
    spec: {
      providerRef: { name: provider },
      eventSeverity: alert.severity,
      eventSources: [...sources, ...kustomizations.map(name => ({ kind: 'Kustomization', name }))],
      eventMetadata: { summary, env: environment.name, ...cluster === undefined ? {} : { cluster }, ...alert.metadata },
      ...alert.inclusionList?.length ? { inclusionList: [...alert.inclusionList] } : {},
      ...alert.exclusionList?.length ? { exclusionList: [...alert.exclusionList] } : {},
    },
  });
}

function addReceiver(receiver: Receiver, emitted: readonly EmittedTarget[], { namePrefix, namespace, where }: Notifications): void {
  const byFlux = new Map<string | undefined, EmittedTarget[]>();
  for (const one of emitted.filter(({ source }) => receiver._concerns(source.kind))) {
    const others = byFlux.get(one.flux);
    if (others) {
      others.push(one);
    } else {
      byFlux.set(one.flux, [one]);
    }
  }
  if (byFlux.size === 0 && emitted.length > 0) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `The receiver ${receiver.receiverName} hears of pushes to Git, and no environment comes from Git.`,
      where: `${where}: receivers`,
      why: 'When a push is told the artifact is not in the registry yet.',
      fix: 'Let the pipeline call when it has pushed the artifact: Receiver.gitHubActions or Receiver.genericOidc.',
    });
  }
  for (const [flux, targets] of byFlux) {
    new ApiObject(targets[0].chart, `Receiver-${receiver.receiverName}`, {
      apiVersion: 'notification.toolkit.fluxcd.io/v1',
      kind: 'Receiver',
      metadata: { name: nameOf([namePrefix, receiver.receiverName, flux], where), namespace, labels: LABELS },
      spec: {
        ...receiver._spec,
        resources: targets.map(({ source }) => ({ apiVersion: 'source.toolkit.fluxcd.io/v1', ...source })),
      },
    });
  }
}

/** A provider that is there already, with what it says, to compare the next one of its name with. */
class ProviderHolder extends Construct {
  constructor(scope: Construct, id: string, public readonly spec: string) {
    super(scope, id);
  }
}

const LABELS = { 'app.kubernetes.io/managed-by': 'cdk8s-istio' };

function nameOf(parts: readonly (string | undefined)[], where: string): string {
  return requireName(parts.filter(part => part !== undefined).join('-'), DNS_SUBDOMAIN, `name that ${where} gives to a notification`);
}

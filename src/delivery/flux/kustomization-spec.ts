import { DeletionPolicy } from './deletion-policy';
import { fluxTimeout } from './flux-duration';
import { healthCheckExpressions } from './health-checks';
import { ignoreRules } from './ignore-rules';
import { KustomizationUnit } from './kustomization-unit';
import { KustomizationDependency, KustomizationsProps } from './kustomizations-props';
import { requireSecretName } from './secret-name';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../../kernel/names';

/** What differs between the Kustomizations of one delivery. */
export interface KustomizationPlace {
  readonly unit: KustomizationUnit;
  readonly source: { readonly kind: string; readonly name: string };
  /** The folder of the target in what the source fetched. */
  readonly folder: string;
  readonly dependsOn: readonly KustomizationDependency[];
  readonly kubeConfigSecret?: string;
}

/** What all Kustomizations of one delivery share, checked, with the defaults filled in. */
export interface KustomizationSettings {
  readonly interval: string;
  readonly timeout: string;
  readonly deletionPolicy: DeletionPolicy;
  readonly wait: boolean;
  readonly serviceAccountName?: string;
  readonly dependsOn: readonly KustomizationDependency[];
  readonly kubeConfigSecrets: { readonly [cluster: string]: string };
}

/** Checks what all Kustomizations of one delivery share. */
export function kustomizationSettings(props: KustomizationsProps, interval: string, where: string): KustomizationSettings {
  const { timeout, serviceAccountName, dependsOn = [], kubeConfigSecrets = {} } = props;
  if (serviceAccountName !== undefined) {
    requireName(serviceAccountName, DNS_SUBDOMAIN, `serviceAccountName of ${where}`);
  }
  Object.values(kubeConfigSecrets).forEach(name => requireSecretName(name, `${where}: kubeConfigSecrets`));
  checkDependencies(dependsOn, where);
  return {
    interval,
    timeout: timeout === undefined ? '3m' : fluxTimeout(timeout, `${where}: timeout`),
    deletionPolicy: props.deletionPolicy ?? DeletionPolicy.ORPHAN,
    wait: props.wait ?? false,
    serviceAccountName,
    dependsOn,
    kubeConfigSecrets,
  };
}

/** `spec` of one Kustomization. */
export function kustomizationSpec(place: KustomizationPlace, settings: KustomizationSettings): object {
  const { unit, source, folder, dependsOn, kubeConfigSecret } = place;
  const expressions = settings.wait ? healthCheckExpressions(unit.kinds) : [];
  const ignore = ignoreRules(unit.objects);
  const { serviceAccountName } = settings;
  return {
    sourceRef: source,
    path: pathOf(folder, unit.folder),
    interval: settings.interval,
    retryInterval: '2m',
    timeout: settings.timeout,
    prune: true,
    force: false,
    deletionPolicy: settings.deletionPolicy,
    ...settings.wait ? { wait: true } : {},
    ...expressions.length > 0 ? { healthCheckExprs: expressions } : {},
    ...ignore.length > 0 ? { ignore } : {},
    ...dependsOn.length > 0 ? { dependsOn } : {},
    ...serviceAccountName === undefined ? {} : { serviceAccountName },
    ...kubeConfigSecret === undefined ? {} : { kubeConfig: { secretRef: { name: kubeConfigSecret } } },
  };
}

function pathOf(folder: string, part: string): string {
  const path = part === '' ? folder : `${folder}/${part}`;
  return path === '.' ? './' : path;
}

function checkDependencies(dependencies: readonly KustomizationDependency[], where: string): void {
  for (const { name, namespace, readyExpr } of dependencies) {
    requireName(name, DNS_SUBDOMAIN, `name of a dependency of ${where}`);
    if (namespace !== undefined) {
      requireName(namespace, DNS_LABEL, `namespace of the dependency ${name} of ${where}`);
    }
    if (readyExpr?.trim() === '') {
      fail({ code: CODES.INVALID_ARGUMENT, what: `The readyExpr of ${name} is empty.`, where: `${where}: dependsOn`, fix: 'Leave it out for its condition Ready.' });
    }
  }
}

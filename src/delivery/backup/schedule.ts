import { ApiObject, ApiObjectProps, Duration, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { requireBackupSchedule } from './backup-schedule';
import { DNS_LABEL, DNS_SUBDOMAIN, kebabCase, requireName } from '../../kernel/names';
import { RuntimeFields } from '../../networking/runtime-fields';
import { CheckedObject } from '../checked-object';
import { goDuration } from '../go-duration';

/** What every backup takes. */
export interface BackupProps {
  /**
   * When backups are made: minute, hour, day of month, month and day of week as in cron, or `@daily` and the like (MESH0820).
   *
   * @default '0 *\/6 * * *' - every six hours
   */
  readonly schedule?: string;
  /**
   * How long a backup is kept: whole seconds (MESH0004). Field `ttl`.
   *
   * @default Duration.days(30)
   */
  readonly ttl?: Duration;
  /**
   * The BackupStorageLocation, in Velero's namespace (MESH0003). Field `storageLocation`.
   *
   * @default - Velero's default location
   */
  readonly storageLocation?: string;
  /**
   * Whether the first backup waits for the schedule, instead of being made at once. Velero sets the field back when it has waited, so that delivery
   * engines leave it alone. Field `skipImmediately`.
   *
   * @default false
   */
  readonly skipImmediately?: boolean;
  /**
   * Whether backups belong to the Schedule and are deleted with it: then a Schedule that is pruned by mistake takes all backups along. Field
   * `useOwnerReferencesInBackup`.
   *
   * @default false
   */
  readonly useOwnerReferencesInBackup?: boolean;
  /**
   * `metadata.name`; backups are called so with their time.
   *
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /**
   * Namespace of Velero.
   *
   * @default 'velero'
   */
  readonly namespace?: string;
}

/**
 * What a backup holds.
 * @internal
 */
export interface BackupContent {
  readonly includedNamespaces: readonly string[];
  /** Asked when the object is written: charts may still come. */
  readonly includedResources: () => string[];
  readonly labelSelector?: object;
}

/**
 * The name of a backup: what the props say, else the id.
 * @internal
 */
export function backupName(id: string, { name }: BackupProps, where: string): string {
  return requireName(name ?? kebabCase(id), DNS_SUBDOMAIN, 'name of the Schedule', where);
}

/**
 * Adds a Schedule. No volumes are in any backup: a mesh has none, and a location for snapshots that does not exist fails the backup.
 * @internal
 */
export function addSchedule(scope: Construct, id: string, name: string, content: BackupContent, props: BackupProps, where: string): ApiObject {
  const { schedule = '0 */6 * * *', ttl = Duration.days(30), storageLocation, skipImmediately = false, useOwnerReferencesInBackup = false } = props;
  const { includedNamespaces, includedResources, labelSelector } = content;
  let resources: string[] = [];
  const object = new CheckedObject(scope, id, {
    apiVersion: 'velero.io/v1',
    kind: 'Schedule',
    metadata: { name, namespace: requireName(props.namespace ?? 'velero', DNS_LABEL, 'namespace of Velero', where) },
    spec: {
      schedule: requireBackupSchedule(schedule, `${where}, schedule`),
      skipImmediately,
      useOwnerReferencesInBackup,
      template: {
        includedNamespaces,
        includedResources: Lazy.any({ produce: () => resources }),
        ...labelSelector === undefined ? {} : { labelSelector },
        snapshotVolumes: false,
        ...storageLocation === undefined ? {} : { storageLocation: requireName(storageLocation, DNS_SUBDOMAIN, 'storageLocation', where) },
        ttl: goDuration(ttl, `${where}, ttl`),
      },
    },
  } as ApiObjectProps, () => {
    resources = includedResources();
  });
  if (skipImmediately) {
    RuntimeFields.of(object).add({ writer: 'Velero', pointer: '/spec/skipImmediately' });
  }
  return object;
}

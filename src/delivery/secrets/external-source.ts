import { Duration } from 'cdk8s';
import { RenderedSecret, requireKeys, SecretFrame } from './secret-frame';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { memberOf, nonEmptyText } from '../../networking/field-checks';
import { goDuration } from '../go-duration';

/** Kinds of stores of the External Secrets Operator. */
export enum SecretStoreKind {
  /** For all namespaces. */
  CLUSTER_SECRET_STORE = 'ClusterSecretStore',
  /** For the namespace it lies in, which must be that of the Secret. */
  SECRET_STORE = 'SecretStore',
}

/** A store that others have set up. */
export interface SecretStoreReference {
  /** Its name (MESH0003). */
  readonly name: string;
  /**
   * Its kind.
   *
   * @default SecretStoreKind.CLUSTER_SECRET_STORE
   */
  readonly kind?: SecretStoreKind;
}

/** A place in a store. */
export interface RemoteSecret {
  /** Its key, as the provider calls it; for Vault the path below the mount, without `data/`. Not empty (MESH0001). */
  readonly key: string;
  /**
   * The property of what lies there: `certificate`.
   *
   * @default - all of it
   */
  readonly property?: string;
  /**
   * The version.
   *
   * @default - the newest
   */
  readonly version?: string;
}

/** When the operator fetches again. Field `refreshPolicy`. */
export enum RefreshPolicy {
  /** At every `refreshInterval`. */
  PERIODIC = 'Periodic',
  /** When the ExternalSecret changes. */
  ON_CHANGE = 'OnChange',
  /** Never. */
  CREATED_ONCE = 'CreatedOnce',
}

/** What the ExternalSecret is to the Secret. Field `creationPolicy`. */
export enum SecretCreationPolicy {
  /** Its owner: the Secret goes when the ExternalSecret goes. */
  OWNER = 'Owner',
  /** Its maker: the Secret stays when the ExternalSecret goes. */
  ORPHAN = 'Orphan',
  /** One of several: it adds its keys to a Secret that is there. */
  MERGE = 'Merge',
}

/** What becomes of the Secret when the store has lost the content. Field `deletionPolicy`. */
export enum SecretDeletionPolicy {
  /** It stays as it is. */
  RETAIN = 'Retain',
  /** It is deleted; only for an owner (MESH0002). */
  DELETE = 'Delete',
  /** Its keys are removed, the Secret stays. */
  MERGE = 'Merge',
}

/** Where an ExternalSecret fetches from, and what becomes of it. */
export interface ExternalOptions {
  /** The store. */
  readonly store: SecretStoreReference;
  /**
   * Places by key of the Secret. This or `dataFrom`; with both, `dataFrom` must bring the keys that are missing here.
   *
   * @default - all keys come with `dataFrom`
   */
  readonly data?: { [key: string]: RemoteSecret };
  /**
   * Places of which every property becomes a key of the Secret, by its name.
   *
   * @default - all keys come with `data`
   */
  readonly dataFrom?: RemoteSecret[];
  /**
   * When the operator fetches again.
   *
   * @default RefreshPolicy.PERIODIC
   */
  readonly refreshPolicy?: RefreshPolicy;
  /**
   * How often it fetches, whole seconds, at least one (MESH0004). With `PERIODIC` only (MESH0002).
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
  /**
   * What the ExternalSecret is to the Secret.
   *
   * @default SecretCreationPolicy.OWNER
   */
  readonly creationPolicy?: SecretCreationPolicy;
  /**
   * What becomes of the Secret when the store has lost the content. A gateway without its certificate serves nobody, so that it stays.
   *
   * @default SecretDeletionPolicy.RETAIN
   */
  readonly deletionPolicy?: SecretDeletionPolicy;
}

/**
 * The ExternalSecret that makes a Secret.
 * @internal
 */
export function renderExternal(frame: SecretFrame, options: ExternalOptions): RenderedSecret {
  const { name, namespace, type, where } = frame;
  const { store, data = {}, dataFrom = [] } = options;
  requireKeys(Object.keys(data), frame, 'data', dataFrom.length > 0);
  const policies = checkedPolicies(options, where);
  const storeKind = memberOf(store?.kind ?? SecretStoreKind.CLUSTER_SECRET_STORE, SecretStoreKind, 'SecretStoreKind', `${where}, store`);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      ...policies.refresh,
      secretStoreRef: { kind: storeKind, name: requireName(store?.name, DNS_SUBDOMAIN, 'name of the store', where) },
      target: { name, ...policies.target, template: { engineVersion: 'v2', type } },
      ...Object.keys(data).length === 0 ? {}
        : { data: Object.entries(data).map(([secretKey, remote]) => ({ secretKey, remoteRef: renderRemote(remote, `${where}, data`) })) },
      ...dataFrom.length === 0 ? {} : { dataFrom: dataFrom.map(remote => ({ extract: renderRemote(remote, `${where}, dataFrom`) })) },
    },
  };
}

function renderRemote({ key, property, version }: RemoteSecret, where: string): object {
  nonEmptyText(key, `${where}, key`);
  return { key, ...property === undefined ? {} : { property }, ...version === undefined ? {} : { version } };
}

function checkedPolicies(options: ExternalOptions, where: string): { refresh: object; target: object } {
  const refreshPolicy = memberOf(options.refreshPolicy ?? RefreshPolicy.PERIODIC, RefreshPolicy, 'RefreshPolicy', `${where}, refreshPolicy`);
  const creationPolicy = memberOf(options.creationPolicy ?? SecretCreationPolicy.OWNER, SecretCreationPolicy, 'SecretCreationPolicy', where);
  const deletionPolicy = memberOf(options.deletionPolicy ?? SecretDeletionPolicy.RETAIN, SecretDeletionPolicy, 'SecretDeletionPolicy', where);
  if (deletionPolicy === SecretDeletionPolicy.DELETE && creationPolicy !== SecretCreationPolicy.OWNER) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `deletionPolicy ${deletionPolicy} with creationPolicy ${creationPolicy}`,
      where,
      why: 'a Secret is deleted by its owner only',
      fix: 'use SecretCreationPolicy.OWNER, or SecretDeletionPolicy.RETAIN',
    });
  }
  if (options.refreshInterval !== undefined && refreshPolicy !== RefreshPolicy.PERIODIC) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `refreshInterval with refreshPolicy ${refreshPolicy}`,
      where,
      why: 'the operator ignores it then',
      fix: 'leave one of them out',
    });
  }
  return {
    refresh: { refreshPolicy, ...refreshPolicy === RefreshPolicy.PERIODIC ? { refreshInterval: goDuration(options.refreshInterval ?? Duration.hours(1), `${where}, refreshInterval`) } : {} },
    target: { creationPolicy, deletionPolicy },
  };
}

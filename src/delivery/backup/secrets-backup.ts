import { Construct } from 'constructs';
import { addSchedule, backupName, BackupProps } from './schedule';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { rootNamespaceOf } from '../../networking/mesh-context';

/** Props of a backup of secrets. */
export interface SecretsBackupProps extends BackupProps {
  /**
   * Whether the keys of the Sealed Secrets controller are kept: without them nothing that is sealed in Git can be opened again.
   *
   * @default true
   */
  readonly sealingKeys?: boolean;
  /**
   * Namespace of the Sealed Secrets controller. Not without `sealingKeys` (MESH0002).
   *
   * @default 'kube-system'
   */
  readonly sealingNamespace?: string;
  /**
   * Whether the Secrets beside istiod are kept: its CA (`cacerts`, `istio-ca-secret`), without which every workload gets a new identity, and the
   * credentials of other clusters.
   *
   * @default true
   */
  readonly meshCa?: boolean;
  /**
   * Namespace of istiod. Not without `meshCa` (MESH0002).
   *
   * @default - the root namespace of the environment's mesh
   */
  readonly istiodNamespace?: string;
}

/**
 * Backups by Velero of the secrets that Git cannot hold (`velero.io/v1` Schedules): `<name>-sealing-keys` and `<name>-mesh-ca`.
 *
 * The backups hold private keys in plain text: the storage location must encrypt, and be readable to few.
 *
 * @see https://velero.io/docs/main/api-types/schedule/
 */
export class SecretsBackup extends Construct {
  constructor(scope: Construct, id: string, props: SecretsBackupProps = {}) {
    super(scope, id);
    const where = `SecretsBackup (construct ${this.node.path})`;
    const { sealingKeys = true, meshCa = true, sealingNamespace, istiodNamespace } = props;
    const name = backupName(id, props, where);
    const idle = !sealingKeys && sealingNamespace !== undefined ? 'sealingNamespace without sealingKeys'
      : !meshCa && istiodNamespace !== undefined ? 'istiodNamespace without meshCa' : !sealingKeys && !meshCa ? 'neither sealingKeys nor meshCa' : undefined;
    if (idle !== undefined) {
      fail({ code: CODES.ARGUMENTS_CONFLICT, what: idle, where, why: 'it would have no effect', fix: 'leave one of them out' });
    }
    if (sealingKeys) {
      const namespace = requireName(sealingNamespace ?? 'kube-system', DNS_LABEL, 'sealingNamespace', where);
      addSchedule(this, 'SealingKeys', `${name}-sealing-keys`, {
        includedNamespaces: [namespace],
        includedResources: () => ['secrets'],
        // Keys that are retired have another value than the active one, and open what was sealed before.
        labelSelector: { matchExpressions: [{ key: 'sealedsecrets.bitnami.com/sealed-secrets-key', operator: 'Exists' }] },
      }, props, where);
    }
    if (meshCa) {
      const namespace = requireName(istiodNamespace ?? rootNamespaceOf(this), DNS_LABEL, 'istiodNamespace', where);
      addSchedule(this, 'MeshCa', `${name}-mesh-ca`, { includedNamespaces: [namespace], includedResources: () => ['secrets'] }, props, where);
    }
  }
}

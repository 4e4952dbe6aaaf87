import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { meshObjects, resourcesOf } from './mesh-resources';
import { addSchedule, backupName, BackupProps } from './schedule';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { byCodePoint } from '../../kernel/order';

/** Props of a backup of the mesh. */
export interface MeshBackupProps extends BackupProps {
  /**
   * More resources, `<plural>.<group>` (MESH0003), besides those of Istio and the Gateway API that the program emits.
   *
   * @default - none
   */
  readonly resources?: string[];
  /**
   * Labels that objects must have to be in the backup. At least one object of the mesh that the program emits has them (MESH0001).
   *
   * @default - all objects of these resources, those of others too
   */
  readonly selector?: { [key: string]: string };
}

/**
 * A backup of the mesh by Velero (`velero.io/v1` Schedule): every kind of Istio and of the Gateway API that the environment emits, in all
 * namespaces, without volumes.
 *
 * Git holds these objects already. The backup says what was really live, with what others added by hand; before it is restored, delivery must be
 * suspended, and weights in it may be those of a release that was under way (docs/delivery/velero.md).
 *
 * @see https://velero.io/docs/main/api-types/schedule/
 */
export class MeshBackup extends Construct {
  constructor(scope: Construct, id: string, props: MeshBackupProps = {}) {
    super(scope, id);
    const where = `MeshBackup (construct ${this.node.path})`;
    const more = (props.resources ?? []).map(resource => requireResource(resource, where));
    const { selector } = props;
    addSchedule(this, 'Resource', backupName(id, props, where), {
      includedNamespaces: ['*'],
      includedResources: () => this.resourcesToKeep(more, selector, where),
      ...selector === undefined ? {} : { labelSelector: { matchLabels: { ...selector } } },
    }, props, where);
  }

  private resourcesToKeep(more: readonly string[], selector: { [key: string]: string } | undefined, where: string): string[] {
    const objects = meshObjects(this);
    const resources = [...new Set([...resourcesOf(objects), ...more])].sort(byCodePoint);
    if (resources.length === 0) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'a backup of nothing',
        where,
        why: 'the environment emits no object of Istio or the Gateway API, and without resources Velero would take all there are',
        fix: 'put it into the environment of the mesh, or name resources',
      });
    }
    if (selector !== undefined && objects.length > 0 && !objects.some(object => hasLabels(object, selector))) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `no object of the mesh has the labels ${JSON.stringify(selector)}`,
        where: `${where}, selector`,
        why: 'the backups would be empty',
        fix: 'set the labels on the charts: new Chart(environment, id, { labels }), or leave selector out',
      });
    }
    return resources;
  }
}

function hasLabels({ metadata }: ApiObject, selector: { [key: string]: string }): boolean {
  return Object.entries(selector).every(([key, value]) => metadata.getLabel(key) === value);
}

function requireResource(resource: string, where: string): string {
  if (!/^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*$/.test(resource)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(resource)} is no resource`,
      where: `${where}, resources`,
      fix: 'write the plural and the group, as certificates.cert-manager.io',
    });
  }
  return resource;
}

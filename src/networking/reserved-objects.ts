import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { OwnedObject } from './weights-claim';

/** Who has reserved an identity: the name of the owner, and the construct that stands for what it owns. */
interface Reservation {
  readonly ownerName: string;
  readonly construct: IConstruct;
}

/** Reserved identities of each tree of constructs. */
const RESERVED = new WeakMap<IConstruct, Map<string, Reservation>>();

/**
 * Reserves objects that others write at run time: emitting one of them as well makes the tree invalid (MESH0408). One walk per synth, however
 * many are reserved.
 */
export function reserveObjects(construct: Construct, namespace: string | undefined, ownerName: string, objects: readonly OwnedObject[]): void {
  if (objects.length === 0) {
    return;
  }
  const root = construct.node.root;
  let reserved = RESERVED.get(root);
  if (!reserved) {
    const all = reserved = new Map<string, Reservation>();
    RESERVED.set(root, all);
    root.node.addValidation({ validate: () => conflicts(root, all) });
  }
  for (const { kind, name } of objects) {
    reserved.set(identity(kind, namespace, name), { ownerName, construct });
  }
}

function conflicts(root: IConstruct, reserved: ReadonlyMap<string, Reservation>): string[] {
  return root.node.findAll().filter(ApiObject.isApiObject).flatMap(object => {
    const { kind, name, metadata: { namespace } } = object;
    const reservation = reserved.get(identity(kind, namespace, name));
    return reservation ? [conflict(`${kind} ${namespace}/${name}`, object, reservation)] : [];
  });
}

function conflict(title: string, object: IConstruct, { ownerName, construct }: Reservation): string {
  return `${title} is emitted by ${object.node.path}, and ${ownerName} writes it at run time for ${construct.node.path}: the two would overwrite `
    + `each other. Remove ${object.node.path}, or give it another name.`;
}

function identity(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

import type { IstioObject } from './istio-object';
import { rootNamespaceOf } from './mesh-context';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Fails where an object holds for every workload of the mesh and does not say so, or says so and does not: an object of Istio's root
 * namespace that selects nothing reaches the workloads of all namespaces.
 * @param selected whether the object selects workloads or refers to targets
 */
export function checkMeshWide(object: IstioObject, selected: boolean, meshWide: boolean | undefined): void {
  if (selected && meshWide !== true) {
    return;
  }
  const root = rootNamespaceOf(object);
  const isMeshWide = !selected && object.namespaceName === root;
  if (isMeshWide === (meshWide === true)) {
    return;
  }
  fail(isMeshWide ? {
    code: CODES.MESH_WIDE,
    what: `${object.kind} ${object.name} holds for the whole mesh`,
    where: object._subject,
    why: `${root} is the root namespace: what selects nothing there reaches the workloads of all namespaces`,
    fix: 'say `meshWide: true` if that is meant; otherwise select the workloads, or put it into their namespace',
  } : {
    code: CODES.MESH_WIDE,
    what: `${object.kind} ${object.name} is said to be mesh-wide and is not`,
    where: object._subject,
    why: selected ? 'it holds for the workloads that it selects' : `it holds for the namespace ${object.namespaceName ?? '(none)'}; the root namespace of the mesh is ${root}`,
    fix: selected ? 'leave the selection out, or `meshWide`' : `set \`namespace: '${root}'\`, or leave \`meshWide\` out`,
  });
}

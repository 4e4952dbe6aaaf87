import { cannotTell, Lookup, no, yes } from './lookup';
import { mapOf, textOf } from './reading';
import { VirtualService } from './virtual-services';

/** Finds the parts of VirtualServices that live in objects of their own (`model/virtualservice.go`). */
export class DelegateRegistry {
  private readonly byKey = new Map<string, VirtualService>();

  constructor(virtualServices: readonly VirtualService[]) {
    for (const virtualService of virtualServices) {
      if (virtualService.isDelegate) {
        this.byKey.set(`${virtualService.namespace}/${virtualService.name}`, virtualService);
      }
    }
  }

  /** The VirtualService that `delegate` of a route of `root` names. Its namespace is the root's unless it says another. */
  public resolve(delegate: unknown, root: VirtualService): Lookup<VirtualService> {
    const fields = mapOf(delegate);
    const name = textOf(fields?.name);
    const namespace = textOf(fields?.namespace) ?? root.namespace;
    if (name === undefined) {
      return no('the delegate has no name');
    }
    const found = this.byKey.get(`${namespace}/${name}`);
    if (!found) {
      return cannotTell(`no VirtualService ${namespace}/${name} without hosts is in this environment`);
    }
    return found.visibility.isVisibleIn(root.namespace)
      ? yes(found)
      : no(`VirtualService ${namespace}/${name} is not exported to "${root.namespace}"`);
  }
}

import { ManagedNamespace } from './application-options';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { nearestName } from '../../kernel/nearest';
import { DeliveredEnvironment } from '../delivery';

/** `spec.syncPolicy.managedNamespaceMetadata` of an Application, where there is something to say. */
export function managedNamespaceMetadata(managed: ManagedNamespace | undefined): object {
  const metadata = { ...managed?.labels ? { labels: managed.labels } : {}, ...managed?.annotations ? { annotations: managed.annotations } : {} };
  return Object.keys(metadata).length > 0 ? { managedNamespaceMetadata: metadata } : {};
}

/** Fails on namespaces that a folder does not write to, or holds itself. */
export function checkManagedNamespaces(
  managed: { [environment: string]: ManagedNamespace }, folders: readonly DeliveredEnvironment[], where: string,
): void {
  for (const { name, namespaces, objects } of folders) {
    const namespace = managed[name]?.namespace;
    if (namespace === undefined) {
      continue;
    }
    if (!namespaces.includes(namespace)) {
      const nearest = nearestName(namespace, namespaces);
      fail({
        code: CODES.UNKNOWN_MEMBER,
        what: `Environment ${name} puts nothing into the namespace ${JSON.stringify(namespace)}.`,
        where: `${where}.${name}`,
        fix: nearest === undefined ? `Namespaces are: ${namespaces.join(', ') || 'none'}.` : `Did you mean ${JSON.stringify(nearest)}?`,
      });
    }
    if (objects.some(object => object.group === '' && object.kind === 'Namespace' && object.name === namespace)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `Environment ${name} holds a Namespace ${namespace}, and Argo CD should create it.`,
        where: `${where}.${name}`,
        why: 'The object wins, and what is said here would be lost.',
        fix: 'Say labels and annotations on the object, and leave the namespace out here.',
      });
    }
  }
}

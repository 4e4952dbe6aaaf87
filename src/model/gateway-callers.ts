import { Identity, identityOf } from './admissions';
import { MeshModel } from './mesh';
import { labelsOf, mapOf, textOf } from './reading';
import { visibleLabels } from './selectors';
import { GATEWAY_SERVICE_ACCOUNT } from './waypoints';

/** Who calls from a gateway that an object of `namespace` names; undefined where that is not at hand. */
export function callersAt(name: string, namespace: string, mesh: MeshModel): readonly Identity[] | undefined {
  const found = mesh.gatewayRegistry.resolve(name, namespace);
  if (found.answer !== 'yes') {
    return undefined;
  }
  const { manifest: { object }, namespace: home } = found.value;
  if (!object.apiVersion.startsWith('networking.istio.io/')) {
    const gatewayClass = textOf(mapOf(object.spec)?.gatewayClassName);
    const serviceAccount = labelsOf(object.metadata.annotations)?.[GATEWAY_SERVICE_ACCOUNT] ?? (gatewayClass && `${object.metadata.name}-${gatewayClass}`);
    return serviceAccount === undefined ? undefined : [{ namespace: home, serviceAccount }];
  }
  const selector = labelsOf(mapOf(object.spec)?.selector);
  const identities = selector && mesh.workloads.matching(visibleLabels(selector)).map(identityOf);
  const known = identities?.filter(identity => identity !== undefined);
  return known && known.length > 0 && known.length === identities!.length ? known : undefined;
}

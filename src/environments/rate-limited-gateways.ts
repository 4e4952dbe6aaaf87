import { MeshFinding } from './mesh-finding';
import { MeshModel } from './mesh-model';
import { MeshObject } from './mesh-object';
import { IMeshRule } from './rule-pack';
import { PolicyRule } from '../delivery/policy/policy-rule';

/**
 * Gateways that serve routes and at which nothing limits requests. A rate limit is a filter of the gateway's proxy, which an EnvoyFilter adds,
 * never a field of the VirtualService.
 */
export class RateLimitedGateways implements IMeshRule {
  public readonly ruleId: string = PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT;

  public check(mesh: MeshModel): MeshFinding[] {
    const limits = mesh.objectsOfKind('EnvoyFilter').filter(addsRateLimit);
    return servingGateways(mesh).filter(gateway => !limits.some(limit => reaches(limit, gateway))).map(object => MeshFinding.warning({
      object,
      message: 'The gateway serves routes, and no EnvoyFilter of this environment limits requests at it.',
      why: 'Anybody may send as much as the gateway carries, and the services behind it have to bear it.',
      fix: 'Add LocalRateLimit or GlobalRateLimit at the gateway; acknowledge the finding where something in front of it limits.',
    }));
  }
}

/** The Gateways of Istio that some VirtualService names; those of other repositories are theirs. */
function servingGateways(mesh: MeshModel): MeshObject[] {
  const named = new Set(mesh.routes.flatMap(({ object, gateways }) =>
    gateways.map(gateway => gateway.includes('/') ? gateway : `${object.namespace}/${gateway}`)));
  return mesh.objectsOfKind('Gateway')
    .filter(({ apiVersion, namespace, name }) => apiVersion.startsWith('networking.istio.io/') && named.has(`${namespace}/${name}`));
}

function addsRateLimit(filter: MeshObject): boolean {
  const patches: any[] = filter.json.spec?.configPatches ?? [];
  return patches.some(({ applyTo, patch }) => applyTo === 'HTTP_FILTER'
    && /^envoy\.filters\.http\.(local_)?ratelimit$/.test(String(patch?.value?.name)));
}

/** An EnvoyFilter selects by labels all of which the gateway's selector asks for; one without selector is for its whole namespace. */
function reaches(filter: MeshObject, gateway: MeshObject): boolean {
  const wanted: Record<string, unknown> = filter.json.spec?.workloadSelector?.labels ?? {};
  const selector: Record<string, unknown> = gateway.json.spec?.selector ?? {};
  return Object.entries(wanted).every(([label, value]) => selector[label] === value);
}

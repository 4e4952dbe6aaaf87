import { completeGatewayName } from './gateways';
import { listOf, mapOf, textOf } from './reading';
import { MESH_GATEWAY, VirtualService } from './virtual-services';

/**
 * Where a VirtualService meets others of the same host on equal terms, so that only their age decides: `<gateway> <scope>`, with `mesh` for
 * sidecars, which merge nothing. Gateways merge, so there it claims a host only when it catches every request.
 *
 * A proxy prefers VirtualServices of its own namespace that are exported nowhere else, then those exported to it by name, then public ones
 * (`pilot/pkg/model/push_context.go`): between these, age does not matter.
 */
export function claimedPlaces(virtualService: VirtualService): string[] {
  const { gateways, namespace } = virtualService;
  const claimed = catchesEverything(virtualService)
    ? gateways.filter(gateway => gateway !== MESH_GATEWAY).map(gateway => completeGatewayName(gateway, namespace))
    : [];
  const scopes = scopesOf(virtualService);
  return [...virtualService.isOnMesh ? [MESH_GATEWAY] : [], ...claimed].flatMap(gateway => scopes.map(scope => `${gateway} ${scope}`));
}

function scopesOf({ visibility, namespace }: VirtualService): string[] {
  return visibility.isPublic ? ['*'] : visibility.namespaces.map(each => each === namespace ? `private ${each}` : `exported ${each}`);
}

/** Whether one of its HTTP routes takes every request (`core/route/route.go`). */
function catchesEverything({ manifest }: VirtualService): boolean {
  return listOf(mapOf(manifest.object.spec)?.http).some(route => {
    const matches = listOf(mapOf(route)?.match);
    return mapOf(route) !== undefined && (matches.length === 0 || matches.some(match => isCatchAll(mapOf(match))));
  });
}

function isCatchAll(match: Record<string, unknown> | undefined): boolean {
  const { uri, name: _name, statPrefix: _statPrefix, ignoreUriCase: _ignoreUriCase, ...others } = match ?? {};
  const path = mapOf(uri);
  return match !== undefined && Object.keys(others).length === 0
    && (uri === undefined || textOf(path?.prefix) === '/' || textOf(path?.regex) === '.*');
}

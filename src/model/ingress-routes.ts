import { serviceHost } from './hosts';
import { Manifest, namespaceOf } from './manifest';
import { MeshModel } from './mesh';
import { Fields, listOf, mapOf, textOf } from './reading';
import { MeshHost } from './services';
import { MESH_GATEWAY, VirtualService } from './virtual-services';
import { FieldPath } from '../kernel/field-path';

/** A place where a route of a gateway, of Istio or of the Gateway API, leads to a service. */
export interface IngressRoute {
  readonly manifest: Manifest;
  /** Path of the place in the document. */
  readonly path: FieldPath;
  /** The gateway as `namespace/name` or as it is written. */
  readonly gateway: string;
  readonly host: MeshHost;
}

const GATEWAY_API = 'gateway.networking.k8s.io/';
const ROUTE_KINDS = new Set(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute']);

/** All routes of gateways to services that are at hand; waypoints are no gateways here. */
export function ingressRoutes(mesh: MeshModel): IngressRoute[] {
  const routes: IngressRoute[] = [];
  for (const root of mesh.virtualServices) {
    if (!root.isDelegate && root.isForGateways) {
      addVirtualService(root, root, mesh, routes);
      delegatesOf(root, mesh).forEach(delegate => addVirtualService(delegate, root, mesh, routes));
    }
  }
  for (const manifest of mesh.manifests) {
    const { apiVersion, kind, spec } = mapOf(manifest.object) ?? {};
    if (ROUTE_KINDS.has(String(kind)) && String(apiVersion).startsWith(GATEWAY_API) && !manifest.origin.declared && mapOf(manifest.object.metadata)) {
      addRoute(manifest, mapOf(spec) ?? {}, mesh, routes);
    }
  }
  return routes;
}

/** Of a part of another, the gateways are those of the whole. */
function addVirtualService(virtualService: VirtualService, root: VirtualService, mesh: MeshModel, routes: IngressRoute[]): void {
  for (const destination of virtualService.destinations) {
    const gateway = (virtualService === root ? root.gatewaysOf(destination) : root.gateways).find(name => name !== MESH_GATEWAY);
    const found = gateway === undefined ? undefined : destination.resolve(mesh.hostRegistry);
    if (found?.answer === 'yes') {
      routes.push({ manifest: virtualService.manifest, path: [...destination.path, 'host'], gateway: gateway!, host: found.value });
    }
  }
}

function delegatesOf(root: VirtualService, { delegates }: MeshModel): VirtualService[] {
  return listOf(mapOf(root.manifest.object.spec)?.http).flatMap(route => {
    const delegate = mapOf(route)?.delegate;
    const found = delegate === undefined ? undefined : delegates.resolve(delegate, root);
    return found?.answer === 'yes' ? [found.value] : [];
  });
}

function addRoute(manifest: Manifest, spec: Fields, mesh: MeshModel, routes: IngressRoute[]): void {
  const namespace = namespaceOf(manifest.object);
  const gateway = listOf(spec.parentRefs).map(parent => gatewayOf(mapOf(parent) ?? {}, namespace, mesh)).find(name => name !== undefined);
  if (gateway === undefined) {
    return;
  }
  const add = (value: unknown, path: FieldPath) => {
    const reference = mapOf(value) ?? {};
    const { name, namespace: home = namespace, kind = 'Service', group = '' } = reference as { name?: string; namespace?: string; kind?: string; group?: string };
    const host = kind === 'Service' && group === '' && textOf(name) !== undefined ? mesh.hostRegistry.find(serviceHost(name!, home, mesh.clusterDomain)) : undefined;
    if (host) {
      routes.push({ manifest, path: [...path, 'name'], gateway, host });
    }
  };
  for (const [i, rule] of listOf(spec.rules).entries()) {
    const { backendRefs, filters } = mapOf(rule) ?? {};
    listOf(backendRefs).forEach((backend, j) => add(backend, ['spec', 'rules', i, 'backendRefs', j]));
    listOf(filters).forEach((filter, j) => add(mapOf(mapOf(filter)?.requestMirror)?.backendRef, ['spec', 'rules', i, 'filters', j, 'requestMirror', 'backendRef']));
  }
}

/** The gateway behind a parent of a route; undefined for services, and for waypoints. */
function gatewayOf({ name, namespace: home, kind, group }: Fields, namespace: string, { dataPlane }: MeshModel): string | undefined {
  const isGateway = (kind === undefined || kind === 'Gateway') && (group === undefined || `${group as string}/` === GATEWAY_API);
  const owner = textOf(home) ?? namespace;
  return isGateway && textOf(name) !== undefined && dataPlane.waypoint(owner, name as string).answer !== 'yes' ? `${owner}/${name as string}` : undefined;
}

import { readAttachment } from './attachments';
import { AmbientParts } from './data-plane';
import { GatewayView, readGateway, readKubernetesGateway } from './gateways';
import { Manifest, namespaceOf } from './manifest';
import { labelsOf, mapOf } from './reading';
import { readSelector, Selecting } from './selectors';
import { MeshHost, readGeneratedServices, readService, readServiceEntry } from './services';
import { Surroundings } from './surroundings';
import { VirtualService } from './virtual-services';
import { isClassOfGateways, readEnrolment, readWaypoint } from './waypoints';
import { readWorkload, Workload } from './workloads';

/** Manifests, each read as what it is for the mesh. */
export interface Sorted {
  readonly hosts: MeshHost[];
  readonly virtualServices: VirtualService[];
  readonly destinationRules: Manifest[];
  readonly gateways: GatewayView[];
  readonly selecting: Selecting[];
  readonly workloads: Workload[];
  readonly surroundings: Surroundings;
  readonly ambient: AmbientParts;
}

/** Sorts manifests by kind and API group. What has no name is passed by. */
export function sortByKind(manifests: readonly Manifest[], clusterDomain: string, rootNamespace: string): Sorted {
  const sorted: Sorted = {
    hosts: [],
    virtualServices: [],
    destinationRules: [],
    gateways: [],
    selecting: [],
    workloads: [],
    surroundings: new Surroundings(rootNamespace),
    ambient: { namespaces: new Map(), waypoints: [], foreignGateways: new Set(), enrolments: [], attachments: [] },
  };
  for (const manifest of manifests) {
    if (isNamed(manifest)) {
      const { apiVersion } = manifest.object;
      const slash = apiVersion.indexOf('/');
      const group = slash < 0 ? '' : apiVersion.slice(0, slash);
      if (group.endsWith('.istio.io')) {
        sortIstio(manifest, sorted);
      } else {
        sortOther(manifest, group, sorted, clusterDomain);
      }
    }
  }
  return sorted;
}

function sortIstio(manifest: Manifest, sorted: Sorted): void {
  const { kind } = manifest.object;
  if (kind !== 'VirtualService' && kind !== 'DestinationRule') {
    sorted.surroundings.addNamespace(namespaceOf(manifest.object));
  }
  switch (kind) {
    case 'VirtualService':
      sorted.virtualServices.push(new VirtualService(manifest));
      return;
    case 'DestinationRule':
      sorted.destinationRules.push(manifest);
      break;
    case 'ServiceEntry':
      sorted.hosts.push(...readServiceEntry(manifest));
      addEnrolment(manifest, 'service', sorted);
      break;
    case 'Gateway':
      sorted.gateways.push(readGateway(manifest));
      break;
    case 'WorkloadEntry':
    case 'WorkloadGroup':
      addWorkload(manifest, sorted);
      return;
  }
  const attachment = readAttachment(manifest);
  if (attachment) {
    sorted.ambient.attachments.push(attachment);
  }
  const selecting = readSelector(manifest);
  if (selecting) {
    sorted.selecting.push(selecting);
  }
}

function sortOther(manifest: Manifest, group: string, sorted: Sorted, clusterDomain: string): void {
  const { apiVersion, kind, metadata: { name } } = manifest.object;
  const namespace = namespaceOf(manifest.object);
  sorted.surroundings.addNamespace(kind === 'Namespace' ? name : namespace);
  if (kind === 'Service' && group === '') {
    sorted.hosts.push(readService(manifest, clusterDomain));
    addEnrolment(manifest, 'service', sorted);
    if (!manifest.origin.declared) {
      sorted.surroundings.addOwnNamespace(namespace);
    }
  } else if (kind === 'Gateway' && group === 'gateway.networking.k8s.io') {
    addWaypoint(manifest, sorted);
    sorted.gateways.push(readKubernetesGateway(manifest));
    sorted.hosts.push(...readGeneratedServices(manifest, clusterDomain));
    addWorkload(manifest, sorted);
  } else if (kind === 'Canary' && group === 'flagger.app') {
    sorted.hosts.push(...readGeneratedServices(manifest, clusterDomain));
    addWorkload(manifest, sorted);
  } else if (kind === 'Namespace' && group === '') {
    sorted.ambient.namespaces.set(name, manifest);
    addEnrolment(manifest, 'namespace', sorted);
  } else if (kind !== 'Gateway') {
    sorted.surroundings.addResource(apiVersion, kind, name, namespace);
    addWorkload(manifest, sorted);
  }
}

function addWorkload(manifest: Manifest, sorted: Sorted): void {
  const workload = readWorkload(manifest);
  if (workload) {
    sorted.workloads.push(workload);
    const enrolment = readEnrolment(manifest, 'workload', workload.namespace, workload.labels, workload.path);
    if (enrolment) {
      sorted.ambient.enrolments.push(enrolment);
    }
  }
}

function addEnrolment(manifest: Manifest, kind: 'namespace' | 'service', sorted: Sorted): void {
  const { metadata } = manifest.object;
  const namespace = kind === 'namespace' ? metadata.name : namespaceOf(manifest.object);
  const enrolment = readEnrolment(manifest, kind, namespace, labelsOf(metadata.labels));
  if (enrolment) {
    sorted.ambient.enrolments.push(enrolment);
  }
}

function addWaypoint(manifest: Manifest, sorted: Sorted): void {
  const waypoint = readWaypoint(manifest);
  if (waypoint) {
    sorted.ambient.waypoints.push(waypoint);
  } else if (!isClassOfGateways(manifest)) {
    sorted.ambient.foreignGateways.add(`${namespaceOf(manifest.object)}/${manifest.object.metadata.name}`);
  }
}

/** Whether a manifest says what it is: version, kind and name. Others are malformed, and another layer's finding. */
export function isNamed({ object }: Manifest): boolean {
  const fields = mapOf(object);
  return fields !== undefined && typeof fields.apiVersion === 'string' && typeof fields.kind === 'string'
    && typeof mapOf(fields.metadata)?.name === 'string';
}

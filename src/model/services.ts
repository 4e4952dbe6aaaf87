import { serviceHost } from './hosts';
import { Manifest, namespaceOf } from './manifest';
import { Labels, labelsOf, listOf, mapOf, numberOf, textOf, textsOf } from './reading';
import { Visibility } from './visibility';

/** A port that a service listens on. */
export interface ServicePort {
  readonly number: number;
  readonly name?: string;
}

/** What a host stands for: a Service, a host of a ServiceEntry, or a Service that another controller makes. */
export interface MeshHost {
  /** The full host. May be a wildcard for a ServiceEntry. */
  readonly host: string;
  readonly kind: 'Service' | 'ServiceEntry' | 'generated';
  readonly manifest: Manifest;
  readonly name: string;
  readonly namespace: string;
  /** Undefined when the ports are not written down. */
  readonly ports?: readonly ServicePort[];
  readonly visibility: Visibility;
  /** Labels of its workloads; undefined when it selects none. */
  readonly selector?: Labels;
  /** Label sets of the endpoints that a ServiceEntry lists. */
  readonly endpointLabels?: readonly Labels[];
}

/** The host of a Service. */
export function readService(manifest: Manifest, clusterDomain: string): MeshHost {
  const { object } = manifest;
  const namespace = namespaceOf(object);
  const spec = mapOf(object.spec);
  const annotation = object.metadata.annotations?.['networking.istio.io/exportTo'];
  return {
    host: serviceHost(object.metadata.name, namespace, clusterDomain),
    kind: 'Service',
    manifest,
    name: object.metadata.name,
    namespace,
    ports: readPorts(spec?.ports, 'port'),
    visibility: annotation === undefined ? Visibility.PUBLIC : Visibility.ofAnnotation(annotation, namespace),
    selector: labelsOf(spec?.selector),
  };
}

/** One entry per host of a ServiceEntry. */
export function readServiceEntry(manifest: Manifest): MeshHost[] {
  const { object } = manifest;
  const namespace = namespaceOf(object);
  const spec = mapOf(object.spec);
  const shared = {
    kind: 'ServiceEntry' as const,
    manifest,
    name: object.metadata.name,
    namespace,
    ports: readPorts(spec?.ports, 'number'),
    visibility: Visibility.of(spec?.exportTo, namespace),
    selector: labelsOf(mapOf(spec?.workloadSelector)?.labels),
    endpointLabels: listOf(spec?.endpoints).map(endpoint => labelsOf(mapOf(endpoint)?.labels) ?? {}),
  };
  return textsOf(spec?.hosts).map(host => ({ host, ...shared }));
}

/**
 * Services that nobody writes down and that exist all the same: the API server's own, the one Istio makes for a Gateway of
 * the Gateway API (named after gateway and class), and those Flagger makes for a Canary.
 */
export function readGeneratedServices(manifest: Manifest, clusterDomain: string): MeshHost[] {
  const { object } = manifest;
  const namespace = namespaceOf(object);
  const name = object.metadata.name;
  const spec = mapOf(object.spec);
  const names: string[] = [];
  if (object.kind === 'Gateway') {
    names.push(name, `${name}-${textOf(spec?.gatewayClassName) ?? 'istio'}`);
  } else {
    const service = textOf(mapOf(spec?.service)?.name) ?? textOf(mapOf(spec?.targetRef)?.name) ?? name;
    names.push(service, `${service}-primary`, `${service}-canary`);
  }
  return names.map(generated => ({
    host: serviceHost(generated, namespace, clusterDomain),
    kind: 'generated',
    manifest,
    name: generated,
    namespace,
    visibility: Visibility.PUBLIC,
  }));
}

function readPorts(ports: unknown, key: 'port' | 'number'): readonly ServicePort[] | undefined {
  const read: ServicePort[] = [];
  for (const entry of listOf(ports)) {
    const port = mapOf(entry);
    const number = numberOf(port?.[key]);
    if (number !== undefined) {
      read.push({ number, name: textOf(port?.name) });
    }
  }
  return read.length > 0 ? read : undefined;
}

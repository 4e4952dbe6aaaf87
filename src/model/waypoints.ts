import { Manifest, namespaceOf } from './manifest';
import { Fields, Labels, labelsOf, listOf, mapOf, textOf, textsOf } from './reading';
import { FieldPath } from '../kernel/field-path';

/** The class of Gateways that Istio runs as waypoints. */
export const WAYPOINT_CLASS = 'istio-waypoint';

/** The annotation that names the service account of what Istio runs for a Gateway. */
export const GATEWAY_SERVICE_ACCOUNT = 'gateway.istio.io/service-account';

/** A waypoint of the ambient mesh. */
export interface Waypoint {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
  /** What passes it: `service`, `workload`, `all` or `none`. */
  readonly traffic: string;
  /** Service account of its workload; Istio names it after the Gateway unless told otherwise. */
  readonly serviceAccount: string;
}

/** A Gateway of the Gateway API as a waypoint; undefined when it is something else. */
export function readWaypoint(manifest: Manifest): Waypoint | undefined {
  const { metadata, spec } = manifest.object;
  if (mapOf(spec)?.gatewayClassName !== WAYPOINT_CLASS) {
    return undefined;
  }
  return {
    manifest,
    namespace: namespaceOf(manifest.object),
    name: metadata.name,
    traffic: labelsOf(metadata.labels)?.['istio.io/waypoint-for'] ?? 'service',
    serviceAccount: labelsOf(metadata.annotations)?.[GATEWAY_SERVICE_ACCOUNT] ?? metadata.name,
  };
}

/** Classes of Gateways that Istio runs and that are no waypoints. */
const GATEWAY_CLASSES = new Set(['istio', 'istio-remote', 'istio-east-west', 'istio-agentgateway']);

/** Whether a Gateway is one that Istio runs at an edge. */
export function isClassOfGateways({ object }: Manifest): boolean {
  return GATEWAY_CLASSES.has(textOf(mapOf(object.spec)?.gatewayClassName) ?? '');
}

/** Whether traffic of a kind passes a waypoint. */
export function takes(waypoint: Waypoint, traffic: 'service' | 'workload'): boolean {
  return waypoint.traffic === traffic || waypoint.traffic === 'all';
}

/**
 * Whether a waypoint admits what is enrolled from a namespace; undefined where that takes labels of a namespace that is not at hand. The
 * listener counts that an annotation binds, else the one with protocol HBONE on port 15008 (`serviceregistry/ambient/waypoints.go`).
 */
export function admits({ manifest, namespace: home }: Waypoint, namespace: string, labels: Labels | undefined): boolean | undefined {
  const listeners = listOf(mapOf(manifest.object.spec)?.listeners).map(mapOf);
  const bound = BINDING.exec(labelsOf(manifest.object.metadata.annotations)?.['ambient.istio.io/waypoint-inbound-binding'] ?? '');
  const listener = (bound && listeners.find(each => bound[2] ? each?.port === Number(bound[2]) : bound[1] === 'PROXY' && each?.protocol === 'istio.io/PROXY'))
    ?? listeners.find(each => each?.protocol === 'HBONE' && each.port === 15008);
  const allowed = mapOf(mapOf(listener?.allowedRoutes)?.namespaces);
  switch (textOf(allowed?.from) ?? 'Same') {
    case 'All':
      return true;
    case 'Selector':
      return matches(mapOf(allowed?.selector), namespace, labels);
    default:
      return namespace === home;
  }
}

const BINDING = /^(PROXY|NONE)(?:\/(\d+))?$/;
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** A label selector of Kubernetes against the labels of a namespace, of which the name is always known. */
function matches(selector: Fields | undefined, namespace: string, labels: Labels | undefined): boolean | undefined {
  if (!selector) {
    return false;
  }
  const answers: (boolean | undefined)[] = [];
  const ask = (key: string, test: (value: string | undefined) => boolean) => {
    answers.push(key === NAME_LABEL ? test(namespace) : labels && test(labels[key]));
  };
  Object.entries(labelsOf(selector.matchLabels) ?? {}).forEach(([key, value]) => ask(key, carried => carried === value));
  for (const expression of listOf(selector.matchExpressions)) {
    const fields = mapOf(expression);
    const values = textsOf(fields?.values);
    const test = OPERATORS[textOf(fields?.operator) ?? ''];
    ask(textOf(fields?.key) ?? '', carried => test?.(carried, values) ?? false);
  }
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

const OPERATORS: Readonly<Record<string, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: value => value !== undefined,
  DoesNotExist: value => value === undefined,
};

/** Something that asks for a waypoint by the label `istio.io/use-waypoint`. */
export interface Enrolment {
  readonly manifest: Manifest;
  /** `namespace`: all services and workloads of a namespace that do not ask for another. */
  readonly kind: 'namespace' | 'service' | 'workload';
  /** The namespace of what is enrolled. */
  readonly namespace: string;
  /** The waypoint that is asked for. */
  readonly waypointName: string;
  readonly waypointNamespace: string;
  /** Path of the labels in the document. */
  readonly path: FieldPath;
}

/** The enrolment that labels say; undefined where they ask for none, or for `none`. */
export function readEnrolment(
  manifest: Manifest, kind: Enrolment['kind'], namespace: string, labels: Labels | undefined, path: FieldPath = ['metadata', 'labels'],
): Enrolment | undefined {
  const waypointName = labels?.[USE_WAYPOINT];
  if (waypointName === undefined || waypointName === '' || waypointName === 'none') {
    return undefined;
  }
  return { manifest, kind, namespace, waypointName, waypointNamespace: labels?.[USE_WAYPOINT_NAMESPACE] ?? namespace, path };
}

/** The label that asks for a waypoint. */
export const USE_WAYPOINT = 'istio.io/use-waypoint';
/** The label that says where the waypoint is, if not in the namespace of who asks. */
export const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

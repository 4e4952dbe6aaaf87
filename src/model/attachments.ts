import { Manifest, namespaceOf } from './manifest';
import { Labels, listOf, mapOf, textOf } from './reading';
import { readSelector } from './selectors';
import { FieldPath } from '../kernel/field-path';

/** An object that a policy names as what it applies to. */
export interface Target {
  readonly kind: string;
  readonly name: string;
  readonly path: FieldPath;
}

/** An object of Istio that applies to workloads, waypoints or gateways, and how it chooses them. */
export interface Attachment {
  readonly manifest: Manifest;
  readonly kind: string;
  readonly namespace: string;
  /** Labels of the workloads it selects; undefined for all of its namespace. */
  readonly selector?: Labels;
  /** The objects it names. With one of them it holds at waypoints and gateways only. */
  readonly targets: readonly Target[];
}

const KINDS = new Set(['AuthorizationPolicy', 'RequestAuthentication', 'WasmPlugin', 'TrafficExtension', 'EnvoyFilter', 'Sidecar']);

/** How an object of Istio chooses what it applies to; undefined for kinds that choose nothing. */
export function readAttachment(manifest: Manifest): Attachment | undefined {
  const { object } = manifest;
  if (!KINDS.has(object.kind)) {
    return undefined;
  }
  const spec = mapOf(object.spec);
  const list = listOf(spec?.targetRefs);
  const targets = list.length > 0 ? list.map((each, i) => readTarget(each, ['spec', 'targetRefs', i]))
    : spec?.targetRef === undefined ? [] : [readTarget(spec.targetRef, ['spec', 'targetRef'])];
  return { manifest, kind: object.kind, namespace: namespaceOf(object), selector: readSelector(manifest)?.labels, targets };
}

function readTarget(value: unknown, path: FieldPath): Target {
  const fields = mapOf(value);
  return { kind: textOf(fields?.kind) ?? '', name: textOf(fields?.name) ?? '', path };
}

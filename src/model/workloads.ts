import { Manifest, namespaceOf } from './manifest';
import { Labels, labelsOf, mapOf, textOf } from './reading';
import { FieldPath } from '../kernel/field-path';

/** Something that runs, or stands for what runs: a Pod, or an object with a template for Pods. */
export interface Workload {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly labels: Labels;
  /** Path of the labels in the document. */
  readonly path: FieldPath;
}

/**
 * The workload behind an object, or undefined. A template of Pods is recognised by its shape, so Deployments, StatefulSets,
 * DaemonSets, ReplicaSets, Jobs, Argo Rollouts, Knative Services and what else carries `spec.template` all count.
 */
export function readWorkload(manifest: Manifest): Workload | undefined {
  const { kind, metadata, spec } = manifest.object;
  const fields = mapOf(spec);
  switch (kind) {
    case 'Pod':
      return workload(manifest, labelsOf(metadata.labels), POD_LABELS);
    case 'CronJob':
      return ofTemplate(manifest, mapOf(mapOf(fields?.jobTemplate)?.spec)?.template, CRON_JOB_LABELS);
    case 'WorkloadEntry':
      return workload(manifest, { ...labelsOf(metadata.labels), ...labelsOf(fields?.labels) }, WORKLOAD_ENTRY_LABELS);
    case 'WorkloadGroup':
      return workload(manifest, labelsOf(mapOf(fields?.metadata)?.labels), WORKLOAD_GROUP_LABELS);
    case 'Gateway':
      return workload(manifest, {
        ...labelsOf(mapOf(fields?.infrastructure)?.labels), [GATEWAY_NAME_LABEL]: metadata.name, [OLD_GATEWAY_NAME_LABEL]: metadata.name,
      }, POD_LABELS);
    case 'Canary':
      return workload(manifest, primaryLabels(textOf(mapOf(fields?.targetRef)?.name) ?? metadata.name), POD_LABELS);
    default:
      return ofTemplate(manifest, fields?.template, TEMPLATE_LABELS);
  }
}

function ofTemplate(manifest: Manifest, template: unknown, path: FieldPath): Workload | undefined {
  const fields = mapOf(template);
  return fields && mapOf(fields.spec) ? workload(manifest, labelsOf(mapOf(fields.metadata)?.labels), path) : undefined;
}

/** Labels of the copy of a workload that Flagger makes for a Canary: it renames the one that selects (its `selector-labels`). */
function primaryLabels(target: string): Labels {
  return Object.fromEntries(['app', 'name', 'app.kubernetes.io/name'].map(key => [key, `${target}-primary`]));
}

function workload(manifest: Manifest, labels: Labels = NO_LABELS, path: FieldPath): Workload {
  return { manifest, namespace: namespaceOf(manifest.object), labels, path };
}

const POD_LABELS: FieldPath = ['metadata', 'labels'];
const TEMPLATE_LABELS: FieldPath = ['spec', 'template', 'metadata', 'labels'];
const CRON_JOB_LABELS: FieldPath = ['spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels'];
const WORKLOAD_ENTRY_LABELS: FieldPath = ['spec', 'labels'];
const WORKLOAD_GROUP_LABELS: FieldPath = ['spec', 'metadata', 'labels'];

/** Labels of the workloads that Istio makes for a Gateway of the Gateway API. */
const OLD_GATEWAY_NAME_LABEL = 'istio.io/gateway-name';
const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

const NO_LABELS: Labels = Object.freeze({});

/**
 * True for labels that a Pod gets when it runs, so that no template shows them: of its node, its controller, Istio's
 * injector.
 */
export function isRuntimeLabel(key: string): boolean {
  return RUNTIME_PREFIXES.some(prefix => key.startsWith(prefix)) || RUNTIME_LABELS.has(key);
}

const RUNTIME_PREFIXES = [
  'topology.kubernetes.io/', 'topology.istio.io/', 'failure-domain.beta.kubernetes.io/', 'kubernetes.io/', 'batch.kubernetes.io/',
  'statefulset.kubernetes.io/', 'apps.kubernetes.io/', 'security.istio.io/', 'service.istio.io/',
];
const RUNTIME_LABELS = new Set([
  'pod-template-hash', 'rollouts-pod-template-hash', 'controller-revision-hash', 'job-name', 'istio.io/rev', 'gateway.istio.io/managed',
  'gateway.networking.k8s.io/gateway-class-name',
]);

import { Manifest, namespaceOf } from './manifest';
import { Labels, labelsOf, mapOf } from './reading';
import { isRuntimeLabel, Workload } from './workloads';
import { FieldPath } from '../kernel/field-path';

/** An object that picks workloads by their labels. */
export interface Selecting {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly labels: Labels;
  /** Path of the labels in the document. */
  readonly path: FieldPath;
}

/** Where each kind keeps its selector. */
const SELECTOR_PATHS: Readonly<Record<string, readonly string[]>> = {
  Gateway: ['spec', 'selector'],
  Sidecar: ['spec', 'workloadSelector', 'labels'],
  EnvoyFilter: ['spec', 'workloadSelector', 'labels'],
  ServiceEntry: ['spec', 'workloadSelector', 'labels'],
  DestinationRule: ['spec', 'workloadSelector', 'matchLabels'],
  AuthorizationPolicy: ['spec', 'selector', 'matchLabels'],
  PeerAuthentication: ['spec', 'selector', 'matchLabels'],
  RequestAuthentication: ['spec', 'selector', 'matchLabels'],
  Telemetry: ['spec', 'selector', 'matchLabels'],
  WasmPlugin: ['spec', 'selector', 'matchLabels'],
  TrafficExtension: ['spec', 'selector', 'matchLabels'],
  ProxyConfig: ['spec', 'selector', 'matchLabels'],
};

/** The Istio kinds that pick workloads. */
export const SELECTING_KINDS: readonly string[] = Object.freeze(Object.keys(SELECTOR_PATHS));

/** The selector of an Istio object, or undefined when it has none or an empty one. */
export function readSelector(manifest: Manifest): Selecting | undefined {
  const { object } = manifest;
  const path = SELECTOR_PATHS[object.kind];
  let value: unknown = object;
  for (const step of path ?? []) {
    value = mapOf(value)?.[step];
  }
  const labels = path && labelsOf(value);
  return labels && { manifest, namespace: namespaceOf(object), labels, path };
}

/** True when a workload carries all labels that are asked for. */
export function selects(selector: Labels, labels: Labels): boolean {
  for (const key in selector) {
    if (labels[key] !== selector[key]) {
      return false;
    }
  }
  return true;
}

/**
 * The labels of a selector that a template can show. Labels that Pods get when they run are left out, unless the value that
 * is asked for is empty: none of them ever is.
 */
export function visibleLabels(selector: Labels): Labels {
  for (const key in selector) {
    if (isInvisible(key, selector)) {
      return Object.fromEntries(Object.entries(selector).filter(([name]) => !isInvisible(name, selector)));
    }
  }
  return selector;
}

function isInvisible(key: string, selector: Labels): boolean {
  return selector[key] !== '' && isRuntimeLabel(key);
}

/** Workloads by key and value of a label. */
type LabelIndex = Map<string, Map<string, Workload[]>>;

/** Which workloads there are, by namespace and by label. */
export class WorkloadRegistry {
  private readonly byNamespace = new Map<string, Workload[]>();
  private readonly byLabel = new Map<string, LabelIndex>();

  constructor(public readonly all: readonly Workload[]) {
    for (const workload of all) {
      const there = this.byNamespace.get(workload.namespace);
      if (there) {
        there.push(workload);
      } else {
        this.byNamespace.set(workload.namespace, [workload]);
      }
    }
  }

  /** The workloads of a namespace; without one, all. */
  public in(namespace?: string): readonly Workload[] {
    return namespace === undefined ? this.all : this.byNamespace.get(namespace) ?? [];
  }

  /** The workloads that carry all the labels; never asked for none. */
  public matching(selector: Labels, namespace?: string): readonly Workload[] {
    const index = this.labelsOf(namespace);
    let fewest: readonly Workload[] | undefined;
    for (const key in selector) {
      const carrying = index.get(key)?.get(selector[key]);
      if (!carrying) {
        return [];
      }
      if (!fewest || carrying.length < fewest.length) {
        fewest = carrying;
      }
    }
    return fewest?.filter(({ labels }) => selects(selector, labels)) ?? [];
  }

  /** True when some workload carries all the labels. */
  public isCarried(selector: Labels, namespace?: string): boolean {
    let only: string | undefined;
    let count = 0;
    for (const key in selector) {
      only = key;
      count++;
    }
    return count === 1
      ? this.labelsOf(namespace).get(only!)?.has(selector[only!]) === true
      : this.matching(selector, namespace).length > 0;
  }

  private labelsOf(namespace?: string): LabelIndex {
    const known = this.byLabel.get(namespace ?? '');
    if (known) {
      return known;
    }
    const index: LabelIndex = new Map();
    for (const workload of this.in(namespace)) {
      for (const key in workload.labels) {
        let values = index.get(key);
        if (!values) {
          index.set(key, values = new Map());
        }
        const carrying = values.get(workload.labels[key]);
        if (carrying) {
          carrying.push(workload);
        } else {
          values.set(workload.labels[key], [workload]);
        }
      }
    }
    this.byLabel.set(namespace ?? '', index);
    return index;
  }
}

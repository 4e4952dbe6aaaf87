import type { IConstruct } from 'constructs';
import type { IMeshService } from './mesh-service';

/** The services of one program by the labels of their workloads, and by every part of these labels. */
class Workloads {
  private readonly byLabels = new Map<string, IMeshService[]>();
  private readonly byPart = new Map<string, IMeshService[]>();

  public add(service: IMeshService): void {
    append(this.byLabels, keyOf(service.serviceNamespace, Object.entries(service.selector!)), service);
    partsOf(service).forEach(part => append(this.byPart, part, service));
  }

  /** Services whose labels hold all those of a service, or are held by them: for all we know they share pods. */
  public sharing(service: IMeshService): IMeshService[] {
    const wider = partsOf(service).flatMap(part => this.byLabels.get(part) ?? []);
    const narrower = this.byPart.get(keyOf(service.serviceNamespace, Object.entries(service.selector!))) ?? [];
    return [...new Set([...wider, ...narrower])].filter(({ host }) => host !== service.host);
  }
}

const BY_ROOT = new WeakMap<IConstruct, Workloads>();

/** Tells the program of the workload of a service whose labels are known. */
export function declareWorkload(service: IMeshService): void {
  if (service.selector !== undefined && Object.keys(service.selector).length > 0) {
    const { root } = service.node;
    const workloads = BY_ROOT.get(root) ?? new Workloads();
    BY_ROOT.set(root, workloads);
    workloads.add(service);
  }
}

/**
 * The ports of the workload that belong to a service, in ascending order, where other services of the program have others of the same pods: what
 * is said of one service alone has to name them. Undefined where there is nothing to tell apart.
 */
export function portsApart(service: IMeshService): number[] | undefined {
  const own = workloadPorts(service);
  const shared = own.size === 0 || service.selector === undefined ? [] : BY_ROOT.get(service.node.root)?.sharing(service) ?? [];
  return shared.some(other => [...workloadPorts(other)].some(port => !own.has(port))) ? [...own].sort((a, b) => a - b) : undefined;
}

function workloadPorts({ ports }: IMeshService): Set<number> {
  return new Set(ports.map(({ number, targetPort }) => targetPort ?? number));
}

/** More labels than that have too many parts; then only the whole of them is looked at. */
const MOST_LABELS = 6;

/** Keys of all parts of the labels of a workload, the whole included. */
function partsOf({ serviceNamespace, selector }: IMeshService): string[] {
  const labels = Object.entries(selector!);
  const parts = labels.length > MOST_LABELS ? [labels]
    : labels.reduce<[string, string][][]>((found, label) => [...found, ...found.map(part => [...part, label])], [[]]);
  return parts.filter(part => part.length > 0).map(part => keyOf(serviceNamespace, part));
}

function keyOf(namespace: string | undefined, labels: readonly [string, string][]): string {
  return JSON.stringify([namespace, labels.map(([key, value]) => `${key}=${value}`).sort()]);
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}

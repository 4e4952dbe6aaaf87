import { isClearSlip } from './near-miss';
import { Labels } from './reading';
import { Workload } from './workloads';
import { nearestName } from '../kernel/nearest';

/** A label that is asked for, and the one that a workload carries instead. */
export interface NearLabel {
  readonly key: string;
  readonly wanted: string;
  readonly pair: string;
  readonly pairKey: string;
  readonly workload: Workload;
  /** True when one letter is all the difference between the selector and the workload. */
  readonly isSlip: boolean;
}

/** The workload that carries all labels but one, and something like it instead of that one. A slip goes before a likeness. */
export function nearestLabels(wanted: Labels, workloads: readonly Workload[]): NearLabel | undefined {
  let best: NearLabel | undefined;
  const seen = new Set<string>();
  for (const workload of workloads) {
    const missing = Object.keys(wanted).filter(key => workload.labels[key] !== wanted[key]);
    if (missing.length !== 1) {
      continue;
    }
    const near = nearestPair(missing[0], wanted[missing[0]], workload, seen);
    if (near && (!best || (near.isSlip && !best.isSlip))) {
      best = near;
    }
    if (best?.isSlip) {
      break;
    }
  }
  return best;
}

function nearestPair(key: string, value: string, workload: Workload, seen: Set<string>): NearLabel | undefined {
  const { labels } = workload;
  const other = labels[key];
  if (other !== undefined) {
    if (seen.has(`${key}=${other}`)) {
      return undefined;
    }
    seen.add(`${key}=${other}`);
    return nearestName(value, [other]) === undefined ? undefined : {
      key, wanted: `${key}=${value}`, pair: `${key}=${other}`, pairKey: key, workload, isSlip: isClearSlip(value, other),
    };
  }
  const otherKey = nearestName(key, Object.keys(labels).filter(candidate => labels[candidate] === value));
  return otherKey === undefined ? undefined : {
    key, wanted: `${key}=${value}`, pair: `${otherKey}=${value}`, pairKey: otherKey, workload, isSlip: true,
  };
}

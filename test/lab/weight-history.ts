/** What a release did to routes and rules at every moment of a run, from watches. */

import { Kube, KubeObject } from './kube';
import { Stoppable } from './scenario';

/** Every share that the new version ever had, from the VirtualService that holds the weights. */
export class WeightHistory implements Stoppable {
  /** Starts to record. The last destination of a route is the new version. */
  static async start(kube: Kube, name: string, namespace: string): Promise<WeightHistory> {
    const history = new WeightHistory();
    history.end = await kube.watch('networking.istio.io/v1', 'VirtualService', ({ type, object }) => {
      if (object.metadata.name === name && type !== 'DELETED') {
        history.record(object);
      }
    }, namespace);
    return history;
  }

  private readonly shares: number[] = [];
  private end?: () => void;

  private constructor() {}

  /** The shares since the last `restart`, each one once as long as it stayed. */
  get line(): readonly number[] {
    return this.shares;
  }

  /** The share that is live now. */
  get now(): number | undefined {
    return this.shares[this.shares.length - 1];
  }

  /** Forgets all but what is live. */
  restart(): void {
    this.shares.splice(0, this.shares.length - 1);
  }

  async stop(): Promise<void> {
    this.end?.();
  }

  private record({ spec }: KubeObject): void {
    const route = (spec.http ?? []).map((each: { route?: { weight?: number }[] }) => each.route ?? []).find((each: unknown[]) => each.length === 2);
    const share = route?.[1].weight ?? 0;
    if (route && share !== this.now) {
      this.shares.push(share);
    }
  }
}

/** Whether the versions of a release were told apart at every moment: Argo Rollouts does so by a label in the subsets of the rule. */
export class VersionHistory implements Stoppable {
  static async start(kube: Kube, name: string, namespace: string): Promise<VersionHistory> {
    const history = new VersionHistory();
    history.end = await kube.watch('networking.istio.io/v1', 'DestinationRule', ({ type, object }) => {
      if (object.metadata.name === name && type !== 'DELETED') {
        history.record(object);
      }
    }, namespace);
    return history;
  }

  private readonly gaps: number[] = [];
  private since: number | undefined;
  private end?: () => void;

  private constructor() {}

  /** Milliseconds of every time at which a subset selected both versions, the last of them up to now if it lasts. */
  get mixed(): readonly number[] {
    return this.since === undefined ? this.gaps : [...this.gaps, Date.now() - this.since];
  }

  async stop(): Promise<void> {
    this.end?.();
  }

  private record({ spec }: KubeObject): void {
    const isTold = spec.subsets.every(({ labels }: { labels: Record<string, string> }) => labels['rollouts-pod-template-hash'] !== undefined);
    if (isTold && this.since !== undefined) {
      this.gaps.push(Date.now() - this.since);
    }
    this.since = isTold ? undefined : this.since ?? Date.now();
  }
}

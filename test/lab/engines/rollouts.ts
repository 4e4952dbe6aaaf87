/** Argo Rollouts: its controller. */

import { Engine, startPrograms } from './engine';
import { freePorts } from '../../oracle/supervisor';
import { requireTool } from '../../oracle/tools';
import { Cluster } from '../cluster';
import { KubeObject } from '../kube';

/** Where the controller keeps its own objects. */
const NAMESPACE = 'argo-rollouts';

export class Rollouts extends Engine {
  static readonly tools = ['rollouts-controller'] as const;

  static async start(cluster: Cluster): Promise<Rollouts> {
    await cluster.ensureNamespace(NAMESPACE);
    const [metrics, health] = await freePorts(2);
    const { processes, names } = startPrograms([{
      name: 'rollouts-controller',
      program: requireTool('rollouts-controller'),
      args: [
        `--kubeconfig=${cluster.kubeconfig}`, `--namespace=${NAMESPACE}`, '--leader-elect=false', `--metricsPort=${metrics}`,
        `--healthzPort=${health}`, '--loglevel=info',
      ],
    }]);
    return new Rollouts(cluster, processes, names).listening([metrics, health]);
  }

  /** The live Rollout. Its `status` says `phase`, `currentStepIndex` and `stableRS`. */
  rollout(name: string, namespace: string): Promise<KubeObject> {
    return this.cluster.kube.read(rollout(name, namespace));
  }

  /** Goes past the pause that the Rollout is in, as `kubectl argo rollouts promote` does. */
  async promote(name: string, namespace: string): Promise<void> {
    await this.cluster.kube.patch(rollout(name, namespace), { status: { pauseConditions: null } }, 'status');
  }

  /** Gives a release up, as `kubectl argo rollouts abort` does. */
  async abort(name: string, namespace: string): Promise<void> {
    await this.cluster.kube.patch(rollout(name, namespace), { status: { abort: true } }, 'status');
  }
}

function rollout(name: string, namespace: string) {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name, namespace };
}

/** Flagger for Istio. */

import { Engine, startPrograms } from './engine';
import { freePorts } from '../../oracle/supervisor';
import { requireTool } from '../../oracle/tools';
import { Cluster } from '../cluster';
import { KubeObject } from '../kube';

export class Flagger extends Engine {
  static readonly tools = ['flagger'] as const;

  /**
   * Starts Flagger with a metrics server.
   *
   * It looks at its Canaries every two seconds, but no Canary is analysed more often than every ten: shorter intervals count as ten seconds.
   */
  static async start(cluster: Cluster, metricsServer: string): Promise<Flagger> {
    const [port] = await freePorts(1);
    const { processes, names } = startPrograms([{
      name: 'flagger',
      program: requireTool('flagger'),
      args: [
        `-kubeconfig=${cluster.kubeconfig}`, '-mesh-provider=istio', `-metrics-server=${metricsServer}`, '-control-loop-interval=2s',
        `-port=${port}`, '-log-level=info',
      ],
    }]);
    return new Flagger(cluster, processes, names).listening([port]);
  }

  /** The live Canary. Its `status` says `phase`, `canaryWeight` and `failedChecks`. */
  canary(name: string, namespace: string): Promise<KubeObject> {
    return this.cluster.kube.read({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name, namespace });
  }
}

/**
 * A cluster on loopback without a single machine: etcd, the API server with the CRDs of all systems, the controllers and the scheduler of
 * Kubernetes, and kwok, which plays the node. A Deployment becomes available in about a second, and no container runs. What a cloud does
 * (addresses of load balancers) is played here: Argo CD waits for it.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Kube, KubeEvent, referenceOf } from './kube';
import { eventually } from './wait';
import { ApiServer, ApiServerOptions, Connection } from '../oracle/api-server';
import { freePorts, supervise, Supervised, SupervisedCommand, temporaryFolder } from '../oracle/supervisor';
import { requireTool, skipReason } from '../oracle/tools';

/** The tools of every cluster. */
export const CLUSTER_TOOLS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;

/** What the lab's objects need of Kubernetes; every other controller would only take time. */
const CONTROLLERS = [
  'deployment-controller', 'replicaset-controller', 'job-controller', 'endpoints-controller', 'endpointslice-controller',
  'garbage-collector-controller', 'namespace-controller',
];

const NODE = { apiVersion: 'v1', kind: 'Node', name: 'kwok' };

const READY_TIMEOUT_MS = 120_000;

export class Cluster {
  /** Why no cluster can be started; undefined when all its tools are there. */
  static skipReason(): string | undefined {
    return skipReason(...CLUSTER_TOOLS);
  }

  /** Starts everything and waits until pods can run. */
  static async start(options: ApiServerOptions = {}): Promise<Cluster> {
    const server = await ApiServer.start(options);
    const folder = temporaryFolder();
    const kubeconfig = writeKubeconfig(folder, server.connection);
    const [manager, scheduler, kubelet] = await freePorts(3);
    const processes = supervise(folder, [
      controllerManager(kubeconfig, manager), kubeScheduler(kubeconfig, scheduler), kwok(kubeconfig, kubelet),
    ]);
    const cluster = new Cluster(server, processes, new Kube(server.connection), kubeconfig);
    try {
      await cluster.addNode();
      cluster.endings.push(await cluster.kube.watch('v1', 'Service', (event) => void cluster.giveAddress(event)));
      return cluster;
    } catch (error) {
      const words = CLUSTER_TOOLS.slice(2).map((name) => `${name}: ${processes.lastWords(name)}`);
      await cluster.stop();
      throw new Error([(error as Error).message, ...words].join('\n'));
    }
  }

  private readonly endings: (() => void)[] = [];

  private constructor(
    private readonly server: ApiServer,
    private readonly processes: Supervised,
    public readonly kube: Kube,
    /** A file with all rights on the cluster. */
    public readonly kubeconfig: string,
  ) {}

  /** How programs reach the API server. */
  get connection(): Connection {
    return this.server.connection;
  }

  /** Creates a namespace; one that is there stays as it is. */
  async ensureNamespace(name: string): Promise<void> {
    await this.kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  /** Stops every program and removes all that they wrote. */
  async stop(): Promise<void> {
    this.endings.forEach((end) => end());
    this.kube.close();
    await this.processes.stop();
    await this.server.stop();
  }

  /** What the cloud does for a Service of type LoadBalancer. */
  private async giveAddress({ type, object }: KubeEvent): Promise<void> {
    if (type !== 'DELETED' && object.spec.type === 'LoadBalancer' && !object.status?.loadBalancer?.ingress) {
      await this.kube.patch(referenceOf(object), { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } }, 'status').catch(() => undefined);
    }
  }

  private async addNode(): Promise<void> {
    await eventually('the node is stored', READY_TIMEOUT_MS, () => this.kube.apply({
      apiVersion: NODE.apiVersion, kind: NODE.kind, metadata: { name: NODE.name, labels: { 'kubernetes.io/hostname': NODE.name } },
    }));
    const room = { cpu: '1000', memory: '1000Gi', pods: '1000' };
    await this.kube.patch(NODE, { status: { capacity: room, allocatable: room } }, 'status');
    await eventually('the node is ready', READY_TIMEOUT_MS, async () => {
      const { spec, status } = await this.kube.read(NODE);
      if (spec?.taints) {
        // Nobody else takes off what the API server put on a new node.
        await this.kube.patch(NODE, { spec: { taints: null } });
      }
      const conditions: { type: string; status: string }[] = status.conditions ?? [];
      return conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True');
    });
  }
}

function writeKubeconfig(folder: string, { port, token, certificateFile }: Connection): string {
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, stringify({
    'apiVersion': 'v1',
    'kind': 'Config',
    'clusters': [{
      name: 'lab',
      cluster: {
        'server': `https://127.0.0.1:${port}`,
        'certificate-authority-data': readFileSync(certificateFile).toString('base64'),
      },
    }],
    'users': [{ name: 'lab', user: { token } }],
    'contexts': [{ name: 'lab', context: { cluster: 'lab', user: 'lab', namespace: 'default' } }],
    'current-context': 'lab',
  }), { mode: 0o600 });
  return path;
}

function controllerManager(kubeconfig: string, port: number): SupervisedCommand {
  return {
    name: 'kube-controller-manager',
    program: requireTool('kube-controller-manager'),
    args: [
      `--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`, `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1', `--secure-port=${port}`, '--leader-elect=false', `--controllers=${CONTROLLERS.join(',')}`,
    ],
  };
}

function kubeScheduler(kubeconfig: string, port: number): SupervisedCommand {
  return {
    name: 'kube-scheduler',
    program: requireTool('kube-scheduler'),
    args: [
      `--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`, `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1', `--secure-port=${port}`, '--leader-elect=false',
    ],
  };
}

function kwok(kubeconfig: string, port: number): SupervisedCommand {
  return {
    name: 'kwok',
    program: requireTool('kwok'),
    args: [`--kubeconfig=${kubeconfig}`, '--manage-all-nodes=true', `--server-address=127.0.0.1:${port}`],
  };
}

/** Flux: its source-controller and its kustomize-controller. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, startPrograms } from './engine';
import { freePorts, temporaryFolder } from '../../oracle/supervisor';
import { requireTool } from '../../oracle/tools';
import { Cluster } from '../cluster';
import { KubeObject } from '../kube';
import { eventually } from '../wait';

/** The annotation by which `flux reconcile` and Receivers ask for a look at once. */
const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt';

const TIMEOUT_MS = 120_000;

export class Flux extends Engine {
  static readonly tools = ['source-controller', 'kustomize-controller'] as const;

  /** Starts both controllers; their objects live in `flux-system`. */
  static async start(cluster: Cluster): Promise<Flux> {
    await cluster.ensureNamespace(NAMESPACE);
    const folder = temporaryFolder();
    const artifacts = join(folder, 'artifacts');
    mkdirSync(artifacts);
    const [files, sourceMetrics, sourceHealth, metrics, health] = await freePorts(5);
    const environment = { KUBECONFIG: cluster.kubeconfig, RUNTIME_NAMESPACE: NAMESPACE, TMPDIR: folder };
    const { processes, names } = startPrograms([
      {
        name: 'source-controller',
        program: requireTool('source-controller'),
        args: [
          `--storage-path=${artifacts}`, `--storage-addr=127.0.0.1:${files}`, `--storage-adv-addr=127.0.0.1:${files}`,
          `--metrics-addr=127.0.0.1:${sourceMetrics}`, `--health-addr=127.0.0.1:${sourceHealth}`, '--events-addr=',
        ],
        environment,
      },
      {
        name: 'kustomize-controller',
        program: requireTool('kustomize-controller'),
        args: [
          `--metrics-addr=127.0.0.1:${metrics}`, `--health-addr=127.0.0.1:${health}`, '--events-addr=', '--requeue-dependency=2s',
        ],
        environment,
      },
    ], folder);
    return new Flux(cluster, processes, names).listening([files, sourceHealth, health]);
  }

  private requests = 0;

  /** Asks for a look at the source and at the Kustomization, and waits until both have answered to this commit. */
  async reconcile(name: string, commit: string, source = name): Promise<KubeObject> {
    await this.fetch(source, commit);
    return this.applied(name, commit);
  }

  /** Asks the source to look at the repository now, and waits until it serves the commit. */
  async fetch(name: string, commit: string): Promise<void> {
    const reference = gitRepository(name);
    await this.request(reference);
    await eventually(`GitRepository ${name} serves ${commit.slice(0, 8)}`, TIMEOUT_MS, async () => {
      const { status } = await this.cluster.kube.read(reference);
      if (!status?.artifact?.revision?.endsWith(commit)) {
        throw new Error(JSON.stringify(status?.conditions));
      }
      return true;
    });
  }

  /** Asks a Kustomization to look again although nothing changed, and waits until it did. */
  async reapply(name: string): Promise<KubeObject> {
    const reference = kustomization(name);
    const at = await this.request(reference);
    return eventually(`Kustomization ${name} has looked again`, TIMEOUT_MS, async () => {
      const object = await this.cluster.kube.read(reference);
      return object.status?.lastHandledReconcileAt === at && isReady(object) && object;
    });
  }

  /** Waits until a Kustomization is Ready with a commit. */
  async applied(name: string, commit: string): Promise<KubeObject> {
    return eventually(`Kustomization ${name} is Ready with ${commit.slice(0, 8)}`, TIMEOUT_MS, async () => {
      const object = await this.cluster.kube.read(kustomization(name));
      if (!isReady(object) || !object.status.lastAppliedRevision.endsWith(commit)) {
        const source = await this.cluster.kube.find(gitRepository(object.spec.sourceRef.name));
        throw new Error(JSON.stringify({ kustomization: object.status?.conditions, source: source?.status?.conditions }));
      }
      return object;
    });
  }

  private async request(reference: { apiVersion: string; kind: string; name: string; namespace: string }): Promise<string> {
    const at = `lab-${++this.requests}`;
    await this.cluster.kube.patch(reference, { metadata: { annotations: { [REQUESTED_AT]: at } } });
    return at;
  }
}

/** Where the library's Flux objects live. */
const NAMESPACE = 'flux-system';

/** The reference of a Kustomization. */
export function kustomization(name: string) {
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', name, namespace: NAMESPACE };
}

function gitRepository(name: string) {
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', name, namespace: NAMESPACE };
}

/** Whether its condition Ready is True for its present spec. */
export function isReady({ metadata, status }: KubeObject): boolean {
  const conditions: { type: string; status: string; observedGeneration: number }[] = status?.conditions ?? [];
  return conditions.some((condition) =>
    condition.type === 'Ready' && condition.status === 'True' && condition.observedGeneration === metadata.generation);
}

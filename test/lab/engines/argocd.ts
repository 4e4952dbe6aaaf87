/** Argo CD without its web server: repo-server, application controller and ApplicationSet controller, with Redis between them. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Engine, EngineProgram, startPrograms } from './engine';
import { freePorts, temporaryFolder } from '../../oracle/supervisor';
import { requireTool } from '../../oracle/tools';
import { Cluster } from '../cluster';
import { KubeObject } from '../kube';
import { eventually } from '../wait';

/** Where the library's Argo CD objects live. */
const NAMESPACE = 'argocd';

const TIMEOUT_MS = 180_000;

/** Argo CD sees only the ConfigMaps and Secrets that carry it. */
const PART_OF = { 'app.kubernetes.io/part-of': 'argocd' };

export interface ArgoCdOptions {
  /**
   * Entries of `argocd-cm`.
   *
   * @default - none
   */
  readonly settings?: Readonly<Record<string, string>>;
}

export class ArgoCd extends Engine {
  static readonly tools = ['argocd', 'kustomize'] as const;

  /** Programs that come from the machine. */
  static readonly programs = ['redis-server', 'git'];

  static async start(cluster: Cluster, options: ArgoCdOptions = {}): Promise<ArgoCd> {
    await configure(cluster, options);
    const folder = temporaryFolder();
    const ports = await freePorts(7);
    const { processes, names } = startPrograms(programs(cluster, folder, ports), folder);
    return new ArgoCd(cluster, processes, names).listening(ports);
  }

  /** The live Application. */
  application(name: string): Promise<KubeObject> {
    return this.cluster.kube.read(application(name));
  }

  /** Asks Argo CD to look at the repository now. */
  async refresh(name: string): Promise<void> {
    await this.cluster.kube.patch(application(name), { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } } });
  }

  /**
   * Asks for a look, and waits until nothing differs from a commit and no sync is going on. A commit that changes nothing that counts (a hook, an
   * ignored field) is Synced without a sync of its own.
   */
  async synced(name: string, commit: string): Promise<KubeObject> {
    await this.refresh(name);
    return eventually(`Application ${name} is synced with ${commit.slice(0, 8)}`, TIMEOUT_MS, async () => {
      const object = await this.application(name);
      const { sync, operationState, conditions } = object.status ?? {};
      if (sync?.status !== 'Synced' || sync.revision !== commit || operationState?.phase !== 'Succeeded') {
        throw new Error(JSON.stringify({
          sync: sync?.status,
          phase: operationState?.phase,
          message: operationState?.message,
          conditions,
          differing: object.status?.resources?.filter((resource: { status: string }) => resource.status !== 'Synced').slice(0, 5),
        }));
      }
      return object;
    });
  }

  /** Waits until a sync of a commit has ended badly, and returns the Application. */
  async syncFailed(name: string, commit: string): Promise<KubeObject> {
    await this.refresh(name);
    return eventually(`the sync of Application ${name} with ${commit.slice(0, 8)} has failed`, TIMEOUT_MS, async () => {
      const object = await this.application(name);
      const { phase, syncResult, message } = object.status?.operationState ?? {};
      if (!['Failed', 'Error'].includes(phase) || syncResult?.revision !== commit) {
        throw new Error(JSON.stringify({ phase, message }));
      }
      return object;
    });
  }
}

/** The reference of an Application. */
export function application(name: string) {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', name, namespace: NAMESPACE };
}

/** What the installation of Argo CD would bring along. */
async function configure(cluster: Cluster, { settings = {} }: ArgoCdOptions): Promise<void> {
  await cluster.ensureNamespace(NAMESPACE);
  const metadata = (name: string) => ({ name, namespace: NAMESPACE, labels: PART_OF });
  await cluster.kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('argocd-cm'), data: settings });
  await cluster.kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('argocd-rbac-cm'), data: {} });
  await cluster.kube.apply({
    apiVersion: 'v1', kind: 'Secret', metadata: metadata('argocd-secret'), stringData: { 'server.secretkey': 'only-for-the-lab' },
  });
  await cluster.kube.apply({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default', namespace: NAMESPACE },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ namespace: '*', server: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  });
}

function programs(cluster: Cluster, folder: string, ports: readonly number[]): EngineProgram[] {
  const [redis, repo, repoMetrics, metrics, setMetrics, setProbe, setWebhook] = ports;
  const shared = environment(cluster, folder);
  const reach = [`--redis=127.0.0.1:${redis}`, '--loglevel=info'];
  const argocd = (name: string, ...args: string[]): EngineProgram => ({
    name: `argocd-${name}`,
    program: requireTool('argocd'),
    args,
    environment: { ...shared, ARGOCD_BINARY_NAME: `argocd-${name}` },
  });
  const identity = [`--kubeconfig=${cluster.kubeconfig}`, `--namespace=${NAMESPACE}`];
  return [
    {
      name: 'redis-server',
      program: 'redis-server',
      args: ['--port', String(redis), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    },
    argocd('repo-server', ...reach, '--address=127.0.0.1', `--port=${repo}`, '--metrics-address=127.0.0.1', `--metrics-port=${repoMetrics}`,
      '--disable-tls', '--client-ca-path='),
    argocd('application-controller', ...identity, ...reach, `--repo-server=127.0.0.1:${repo}`, '--repo-server-plaintext',
      `--metrics-port=${metrics}`, '--app-resync=600', '--app-resync-jitter=0'),
    argocd('applicationset-controller', ...identity, '--loglevel=info', `--argocd-repo-server=127.0.0.1:${repo}`, '--repo-server-plaintext',
      `--metrics-addr=127.0.0.1:${setMetrics}`, `--probe-addr=127.0.0.1:${setProbe}`, `--webhook-addr=127.0.0.1:${setWebhook}`,
      '--enable-progressive-syncs'),
  ];
}

/** Everything that Argo CD looks for at fixed places lies in the folder. */
function environment(cluster: Cluster, folder: string): Record<string, string> {
  const made = ['bin', 'tls', 'ssh', 'plugins', 'gpg'].map((name) => join(folder, name));
  made.forEach((path) => mkdirSync(path, { recursive: true }));
  const [bin, tls, ssh, plugins, gpg] = made;
  // Asked about every commit, even where no signature is demanded.
  writeFileSync(join(bin, 'git-verify-wrapper.sh'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  writeFileSync(join(ssh, 'ssh_known_hosts'), '');
  return {
    KUBECONFIG: cluster.kubeconfig,
    HOME: folder,
    TMPDIR: folder,
    PATH: [bin, dirname(requireTool('kustomize')), process.env.PATH].join(':'),
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_GNUPGHOME: gpg,
    ARGOCD_TLS_DATA_PATH: tls,
    ARGOCD_SSH_DATA_PATH: ssh,
    ARGOCD_PLUGINSOCKFILEPATH: plugins,
    ARGOCD_ASK_PASS_SOCK: join(folder, 'ask-pass.sock'),
    ARGOCD_CONTROLLER_SHARD: '0',
  };
}

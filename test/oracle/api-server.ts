/**
 * A real API server on loopback: says whether a cluster would store a document.
 *
 * It judges strict decoding, metadata rules, the schema, CEL rules and list keys. There is no webhook: that is `istioctl validate`.
 */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, waitUntil } from './api-client';
import { crdFiles, IstioMinor, otherProjects } from './conformance-data';
import { Definition, installDefinitions, removeDefinitions, replaceDefinitions } from './custom-resources';
import { collectionPath, Discovery } from './discovery';
import { SourceDocument } from './documents';
import { freePorts, supervise, Supervised, SupervisedCommand, temporaryFolder } from './supervisor';
import { requireTool } from './tools';

export interface ApiServerOptions {
  /**
   * The projects beside Istio whose CRDs are installed, by the names of their files: `argo-cd`, `flux`.
   *
   * @default - all that the conformance data holds
   */
  readonly crds?: readonly string[];

  /**
   * The Istio minor whose CRDs are installed.
   *
   * @default '1.31'
   */
  readonly istio?: IstioMinor;
}

/** How another program reaches the server, with all rights. */
export interface Connection {
  readonly port: number;
  readonly token: string;
  /** The file of the server's certificate, which is its own authority. */
  readonly certificateFile: string;
}

export interface Verdict {
  readonly accepted: boolean;
  readonly status: number;
  /** The server's own words; empty where the document was accepted. */
  readonly message: string;
}

/** Where a namespaced document without a namespace goes, as with kubectl. */
const DEFAULT_NAMESPACE = 'default';

const START_TIMEOUT_MS = 120_000;

/** What the server calls its certificate in its folder. */
const CERTIFICATE = 'apiserver.crt';

export class ApiServer {
  /** Starts etcd and the API server, and installs the CRDs. */
  static async start(options: ApiServerOptions = {}): Promise<ApiServer> {
    const folder = temporaryFolder();
    const [client, peer, port] = await freePorts(3);
    const token = randomBytes(16).toString('hex');
    const processes = supervise(folder, [etcd(folder, client, peer), apiServer(folder, client, port, token)]);
    try {
      await waitUntil('the API server has its certificate', START_TIMEOUT_MS, async () => readCertificate(folder).length > 0);
      const connection = { port, token, certificateFile: join(folder, CERTIFICATE) };
      const server = new ApiServer(processes, new ApiClient(port, token, readCertificate(folder)), connection);
      await waitUntil('the API server is ready', START_TIMEOUT_MS, async () =>
        (await server.client.send({ method: 'GET', path: '/readyz' })).status === 200);
      await server.installFirst(options.crds ?? otherProjects(), options.istio ?? '1.31');
      return server;
    } catch (error) {
      const words = `${(error as Error).message}\netcd: ${processes.lastWords('etcd')}\n`
        + `kube-apiserver: ${processes.lastWords('kube-apiserver')}`;
      await processes.stop();
      throw new Error(words);
    }
  }

  private readonly discovery: Discovery;
  private readonly namespaces = new Map<string, Promise<unknown>>();
  private istio: readonly Definition[] = [];
  private minor: IstioMinor | undefined;
  private switches = 0;

  private constructor(private readonly processes: Supervised, private readonly client: ApiClient, public readonly connection: Connection) {
    this.discovery = new Discovery(client);
  }

  /** Replaces the CRDs of Istio by those of another minor; nothing happens where that minor is already in force. */
  async switchIstio(minor: IstioMinor): Promise<void> {
    if (minor === this.minor) {
      return;
    }
    this.minor = undefined;
    const before = this.istio;
    this.istio = await replaceDefinitions(this.client, texts(crdFiles(`istio-${minor}`)), `switch ${++this.switches} to ${minor}`);
    const kept = new Set(this.istio.map((definition) => definition.name));
    await removeDefinitions(this.client, before.filter((definition) => !kept.has(definition.name)));
    this.discovery.forget();
    this.minor = minor;
  }

  /** Says of each document whether the server would store it; nothing is stored but the namespaces that the documents are in. */
  judge(documents: readonly SourceDocument[]): Promise<Verdict[]> {
    return Promise.all(documents.map((document) => this.judgeOne(document)));
  }

  /** Stops both programs and removes everything they wrote. */
  async stop(): Promise<void> {
    this.client.close();
    await this.processes.stop();
  }

  private async installFirst(projects: readonly string[], minor: IstioMinor): Promise<void> {
    this.minor = minor;
    [this.istio] = await Promise.all([[`istio-${minor}`], projects].map((prefixes) =>
      installDefinitions(this.client, texts(prefixes.flatMap(crdFiles)))));
  }

  private async judgeOne({ text, object }: SourceDocument): Promise<Verdict> {
    const resource = await this.discovery.find(object.apiVersion, object.kind);
    if (!resource) {
      return { accepted: false, status: 404, message: `the server has no kind "${object.kind}" in "${object.apiVersion}"` };
    }
    const namespace = object.metadata.namespace ?? DEFAULT_NAMESPACE;
    if (resource.namespaced) {
      await this.ensureNamespace(namespace);
    }
    const path = `${collectionPath(resource, namespace)}?dryRun=All&fieldValidation=Strict`;
    const { status, body } = await this.client.send({ method: 'POST', path, body: text });
    // An object of that name exists (the namespace was made for others): the server compares only after all of its checks.
    const accepted = status < 300 || body.reason === 'AlreadyExists';
    return { accepted, status, message: accepted ? '' : body.message };
  }

  private async ensureNamespace(name: string): Promise<void> {
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const made = this.namespaces.get(name)
      ?? this.client.send({ method: 'POST', path: '/api/v1/namespaces', contentType: 'application/json', body });
    this.namespaces.set(name, made);
    await made;
  }
}

function etcd(folder: string, client: number, peer: number): SupervisedCommand {
  const url = (port: number) => `http://127.0.0.1:${port}`;
  return {
    name: 'etcd',
    program: requireTool('etcd'),
    args: [
      '--unsafe-no-fsync', `--data-dir=${join(folder, 'etcd')}`, '--log-level=error',
      `--listen-client-urls=${url(client)}`, `--advertise-client-urls=${url(client)}`,
      `--listen-peer-urls=${url(peer)}`, `--initial-advertise-peer-urls=${url(peer)}`, `--initial-cluster=default=${url(peer)}`,
    ],
  };
}

function apiServer(folder: string, etcdPort: number, port: number, token: string): SupervisedCommand {
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${token},oracle,oracle,"system:masters"\n`, { mode: 0o600 });
  const key = join(folder, 'service-account.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  return {
    name: 'kube-apiserver',
    program: requireTool('kube-apiserver'),
    args: [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`, `--secure-port=${port}`, `--cert-dir=${folder}`,
      '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', '--endpoint-reconciler-type=none',
      '--service-cluster-ip-range=10.0.0.0/24', '--authorization-mode=RBAC', `--token-auth-file=${tokens}`,
      `--service-account-key-file=${key}`, `--service-account-signing-key-file=${key}`, '--service-account-issuer=https://127.0.0.1',
      // No controller manager runs, so no namespace ever gets the service account that pods are checked for.
      '--disable-admission-plugins=ServiceAccount',
      // One client that wants everything at once: nobody to be fair to.
      '--enable-priority-and-fairness=false', '--max-requests-inflight=0', '--max-mutating-requests-inflight=0',
    ],
  };
}

/** The certificate signs itself, so it is its own authority. Absent until the server has written it. */
function readCertificate(folder: string): Buffer {
  return readFileSync(join(folder, CERTIFICATE));
}

function texts(files: readonly string[]): string[] {
  return files.map((file) => readFileSync(file, 'utf8'));
}

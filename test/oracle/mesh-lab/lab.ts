/** The lab: our Go program with Istio inside, and the Envoy that it commands. */

import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fate, LAB_JWKS, TrafficRow } from '../../../examples/pattern-story';
import { freePorts, Supervised, supervise, temporaryFolder } from '../supervisor';
import { requireTool, skipReason } from '../tools';

/** Why there can be no lab; undefined where there can. */
export function labSkipReason(): string | undefined {
  return process.platform === 'linux' ? skipReason('mesh-lab', 'envoy') : 'the lab needs Linux, where all of 127.0.0.0/8 is this machine';
}

/** A mesh whose rows are to be sent. */
export interface LabMesh {
  /** YAML documents: the folder of an environment, and what is known beside it. */
  readonly documents: readonly string[];
  /** As in Istio's `meshConfig`. */
  readonly meshConfig?: object;
}

/** What became of the requests of a row; `messages.go` says what each field means. */
export interface Observed {
  readonly sent: number;
  readonly to: Readonly<Record<string, number>>;
  readonly mirrored: Readonly<Record<string, number>>;
  readonly via: readonly string[];
  readonly statuses: Readonly<Record<number, number>>;
  readonly closed: number;
  readonly sees: { readonly path: string; readonly host: string; readonly headers: Readonly<Record<string, string>> } | null;
  readonly transport: NonNullable<Fate['transport']> | '';
  readonly answer: Readonly<Record<string, string>>;
  readonly attempts: readonly number[];
  readonly seconds: number;
  readonly statistical: boolean;
  readonly hops: readonly string[];
  /** Why the row could not be sent; empty where it was. */
  readonly error: string;
}

const START_TIMEOUT_MS = 20_000;

export class MeshLab {
  /** Starts the programs; they end with `stop`, or with this process. */
  public static async start(): Promise<MeshLab> {
    const folder = temporaryFolder();
    const [control, configuration, admin] = await freePorts(3);
    const hops = join(folder, 'hops.jsonl');
    const bootstrap = join(folder, 'bootstrap.json');
    writeFileSync(hops, '');
    writeFileSync(bootstrap, JSON.stringify(envoyBootstrap(configuration, admin)));
    const programs = supervise(folder, [
      {
        name: 'mesh-lab',
        program: requireTool('mesh-lab'),
        args: ['-listen', `127.0.0.1:${control}`, '-xds', `127.0.0.1:${configuration}`, '-hops', hops],
      },
      {
        name: 'envoy',
        program: requireTool('envoy'),
        args: ['-c', bootstrap, '--concurrency', '1', '--use-dynamic-base-id', '--file-flush-interval-msec', '2', '--drain-time-s', '1',
          '--drain-strategy', 'immediate', '--log-level', 'warning'],
      },
    ]);
    const lab = new MeshLab(programs, control);
    try {
      await lab.untilReady();
    } catch (error) {
      await programs.stop();
      throw error;
    }
    return lab;
  }

  private constructor(private readonly programs: Supervised, private readonly port: number) {}

  /** Sends rows through a mesh, one after the other, and returns what became of each. */
  public async send(mesh: LabMesh, rows: readonly TrafficRow[]): Promise<Observed[]> {
    const asked = {
      documents: mesh.documents,
      meshConfig: mesh.meshConfig,
      jwks: LAB_JWKS,
      rows: rows.map(({ fate, ...row }) => ({ ...row, shares: speaksOfShares(fate) })),
    };
    const { status, text } = await this.call('POST', '/run', JSON.stringify(asked)).catch((error: Error) => {
      throw new Error(`the lab is gone (${error.message}): ${this.lastWords()}`);
    });
    if (status !== 200) {
      throw new Error(`the lab cannot read the mesh: ${text}`);
    }
    return JSON.parse(text);
  }

  /** Stops the programs and removes their files. */
  public stop(): Promise<void> {
    return this.programs.stop();
  }

  /** The last lines of the logs, for the case that something is wrong with the lab itself. */
  public lastWords(): string {
    return `mesh-lab: ${this.programs.lastWords('mesh-lab')}\nenvoy: ${this.programs.lastWords('envoy')}`;
  }

  private async untilReady(): Promise<void> {
    for (const deadline = Date.now() + START_TIMEOUT_MS; ; await sleep(50)) {
      const ready = await this.call('GET', '/ready').then(({ status }) => status === 200, () => false);
      if (ready) {
        return;
      }
      if (Date.now() > deadline) {
        throw new Error(`the lab does not start: ${this.lastWords()}`);
      }
    }
  }

  /** Without `fetch`, which gives up on answers that take minutes. */
  private call(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: this.port, method, path }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

/** Whether one request cannot show what a row says, even where the service is slow or fails. */
function speaksOfShares({ to, mirrored }: Fate): boolean {
  return [to, mirrored].some((shares) =>
    shares !== undefined && (Object.keys(shares).length > 1 || Object.values(shares).some((share) => share !== 100)));
}

/** Envoy's own beginning: all else comes from our program. */
function envoyBootstrap(configurationPort: number, adminPort: number): object {
  const address = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });
  return {
    node: { id: 'mesh-lab', cluster: 'mesh-lab' },
    admin: { address: address(adminPort) },
    dynamic_resources: {
      ads_config: { api_type: 'GRPC', transport_api_version: 'V3', grpc_services: [{ envoy_grpc: { cluster_name: 'mesh-lab' } }] },
      cds_config: { ads: {}, resource_api_version: 'V3' },
      lds_config: { ads: {}, resource_api_version: 'V3' },
    },
    static_resources: {
      clusters: [{
        name: 'mesh-lab',
        type: 'STATIC',
        load_assignment: { cluster_name: 'mesh-lab', endpoints: [{ lb_endpoints: [{ endpoint: { address: address(configurationPort) } }] }] },
        typed_extension_protocol_options: {
          'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
            '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
            'explicit_http_config': { http2_protocol_options: {} },
          },
        },
      }],
    },
    // Istio still writes fields that Envoy has replaced.
    layered_runtime: { layers: [{ name: 'static', static_layer: { 'envoy.features.enable_all_deprecated_features': true } }] },
  };
}


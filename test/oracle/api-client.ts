/** Requests to the API server over a few kept-alive connections: a new connection per document costs more than the verdict. */

import { Agent, request } from 'node:https';

export interface ApiResponse {
  readonly status: number;
  /** The parsed body: an object of the API, or a Status. */
  readonly body: any;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
}

/** As many requests at a time as two cores of server can use. */
const CONNECTIONS = 12;

/** A fresh resource answers 429 or 503 for a moment, until its storage is ready. */
const RETRIES = 100;
const RETRY_PAUSE_MS = 100;

/** Dozens of endpoints are polled at the same time: asking more often takes the time that the server needs to get ready. */
const POLL_PAUSE_MS = 200;

export class ApiClient {
  private readonly agent: Agent;

  constructor(private readonly port: number, private readonly token: string, certificateAuthority: Buffer) {
    this.agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, ca: certificateAuthority });
  }

  /** Sends a request, again and again while the server says that it is not ready for it. */
  async send(what: ApiRequest): Promise<ApiResponse> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.sendOnce(what);
      if ((response.status !== 429 && response.status !== 503) || attempt === RETRIES) {
        return response;
      }
      await pause(RETRY_PAUSE_MS);
    }
  }

  /** Sends a request whose failure is a fault of the harness. */
  async expect(what: ApiRequest): Promise<any> {
    const { status, body } = await this.send(what);
    if (status >= 300) {
      throw new Error(`${what.method} ${what.path}: ${status} ${body.message ?? JSON.stringify(body)}`);
    }
    return body;
  }

  close(): void {
    this.agent.destroy();
  }

  private sendOnce(what: ApiRequest): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host: '127.0.0.1',
        port: this.port,
        agent: this.agent,
        method: what.method,
        path: what.path,
        headers: {
          authorization: `Bearer ${this.token}`,
          accept: what.accept ?? 'application/json',
          ...(what.body !== undefined && {
            'content-type': what.contentType ?? 'application/yaml',
            'content-length': Buffer.byteLength(what.body),
          }),
        },
      }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => resolve({
          status: incoming.statusCode!,
          body: parse(Buffer.concat(chunks).toString('utf8')),
        }));
      });
      outgoing.once('error', reject);
      outgoing.end(what.body);
    });
  }
}

/** Waits until a condition holds; errors count as "not yet", because a starting server refuses connections. */
export async function waitUntil(what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await holds().catch(() => false)) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`not after ${timeoutMs / 1000} s: ${what}`);
    }
    await pause(POLL_PAUSE_MS);
  }
}

/** Some answers (health, unknown paths) are plain text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.trim() };
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

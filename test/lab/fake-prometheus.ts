/**
 * A Prometheus whose every answer is set by the scenario: Flagger and Argo Rollouts ask it as they would ask a real one.
 *
 * It does not read the queries. What it shows is the engines' reaction to a number, not that the queries are right; those are judged by
 * promtool.
 */

import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** What every instant query gets: a number, no series at all, or not a number. */
export type FakeAnswer = number | 'empty' | 'NaN';

export class FakePrometheus {
  static async start(answer: FakeAnswer = 1): Promise<FakePrometheus> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    return new FakePrometheus(server, answer);
  }

  /** The queries that were asked, in their order. */
  public readonly queries: string[] = [];

  /** Answers for the queries that a pattern matches, before the common answer. */
  private readonly special: { readonly query: RegExp; readonly answer: FakeAnswer }[] = [];

  private constructor(private readonly server: Server, private answer: FakeAnswer) {
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.serve(incoming, outgoing).catch(() => outgoing.writeHead(500).end());
    });
  }

  /** `http://127.0.0.1:<port>`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on every query gets this answer, or only those that a pattern matches. The last answer that matches counts. */
  set(answer: FakeAnswer, query?: RegExp): void {
    if (query) {
      this.special.unshift({ query, answer });
    } else {
      this.answer = answer;
      this.special.length = 0;
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const address = new URL(incoming.url!, 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) {
      chunks.push(chunk as Buffer);
    }
    const query = address.searchParams.get('query') ?? new URLSearchParams(Buffer.concat(chunks).toString('utf8')).get('query') ?? '';
    outgoing.setHeader('content-type', 'application/json');
    if (!address.pathname.startsWith('/api/v1/')) {
      // Health pages and the like: Flagger asks for the configuration's before it starts.
      outgoing.end('{}');
      return;
    }
    if (query !== '') {
      this.queries.push(query);
    }
    const ranged = address.pathname.endsWith('/query_range');
    outgoing.end(JSON.stringify({ status: 'success', data: { resultType: ranged ? 'matrix' : 'vector', result: this.result(query, ranged) } }));
  }

  private result(query: string, ranged: boolean): unknown[] {
    const answer = this.special.find((entry) => entry.query.test(query))?.answer ?? this.answer;
    if (answer === 'empty') {
      return [];
    }
    const sample = [Date.now() / 1000, String(answer)];
    return [{ metric: {}, ...(ranged ? { values: [sample] } : { value: sample }) }];
  }
}

/** A Git server on loopback with one repository: `git http-backend` behind a small CGI server, and a working copy to commit from. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Nobody's own configuration takes part, and every commit looks the same whoever runs the lab. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'lab',
  GIT_AUTHOR_EMAIL: 'lab@example.com',
  GIT_COMMITTER_NAME: 'lab',
  GIT_COMMITTER_EMAIL: 'lab@example.com',
};

const REPOSITORY = 'fleet.git';

export class GitServer {
  /** Why there can be no Git server; undefined when Git is there with its http backend. */
  static skipReason(): string | undefined {
    const { status, stdout } = spawnSync('git', ['--exec-path'], { encoding: 'utf8' });
    if (status !== 0) {
      return 'git is missing';
    }
    return existsSync(join(stdout.trim(), 'git-http-backend')) ? undefined : 'git has no git-http-backend';
  }

  /** Starts a server with an empty repository whose branch is `main`. */
  static async start(): Promise<GitServer> {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-lab-git-'));
    const bare = join(folder, 'served', REPOSITORY);
    mkdirSync(bare, { recursive: true });
    git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
    git(folder, 'clone', '--quiet', bare, 'work');
    const server = createServer((incoming, outgoing) => serve(join(folder, 'served'), incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    return new GitServer(folder, server);
  }

  /** The address that engines fetch from. */
  public readonly url: string;

  /** The working copy: write here, then `commit`. */
  public readonly workTree: string;

  private constructor(private readonly folder: string, private readonly server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${REPOSITORY}`;
    this.workTree = join(folder, 'work');
  }

  /** Commits and publishes whatever the working copy holds; returns the commit. Nothing changed is an error: a step must do something. */
  commit(message: string): string {
    git(this.workTree, 'add', '--all');
    git(this.workTree, 'commit', '--quiet', '--message', message);
    return this.publish();
  }

  /** Undoes a commit by a new one and publishes it, as people do; returns the new commit. */
  revert(commit: string): string {
    git(this.workTree, 'revert', '--no-edit', commit);
    return this.publish();
  }

  /** Runs Git in the working copy and returns what it says. */
  git(...args: string[]): string {
    return git(this.workTree, ...args);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private publish(): string {
    git(this.workTree, 'push', '--quiet', 'origin', 'HEAD:main');
    return git(this.workTree, 'rev-parse', 'HEAD');
  }
}

function git(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', env: ENVIRONMENT });
  if (status !== 0) {
    throw new Error(`git ${args.join(' ')}: ${stderr.trim() || stdout.trim()}`);
  }
  return stdout.trim();
}

/** One request, by the rules of CGI: the request's head in variables, its body on stdin, a head and a body on stdout. */
function serve(root: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const address = new URL(incoming.url!, 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...ENVIRONMENT,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(address.pathname),
      QUERY_STRING: address.search.slice(1),
      REQUEST_METHOD: incoming.method,
      CONTENT_TYPE: incoming.headers['content-type'] ?? '',
      CONTENT_LENGTH: incoming.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: incoming.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(incoming.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  incoming.pipe(backend.stdin.on('error', () => undefined));
  let head: Buffer | undefined = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (head === undefined) {
      outgoing.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end >= 0) {
      writeHead(head.subarray(0, end).toString('latin1'), outgoing);
      outgoing.write(head.subarray(end + 4));
      head = undefined;
    }
  });
  backend.stdout.on('end', () => outgoing.end());
  backend.on('error', () => outgoing.writeHead(500).end());
}

function writeHead(text: string, outgoing: ServerResponse): void {
  const fields = text.split('\r\n').map((line) => /^([^:]+):\s*(.*)$/.exec(line)!).map(([, name, value]) => [name, value] as const);
  const status = fields.find(([name]) => name.toLowerCase() === 'status')?.[1];
  const rest = fields.filter(([name]) => name.toLowerCase() !== 'status');
  outgoing.writeHead(status ? Number.parseInt(status, 10) : 200, Object.fromEntries(rest));
}

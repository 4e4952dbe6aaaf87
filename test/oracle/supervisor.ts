/**
 * Programs that live exactly as long as this process wants them, and never longer than this process itself.
 *
 * A small shell starts them and then reads a pipe whose other end is ours. The pipe closes when we stop and also when this process
 * dies, however it dies, so neither a crash nor `kill -9` leaves a server or a temporary folder behind.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SupervisedCommand {
  /** Names the log file in the folder. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

export interface Supervised {
  /** Kills the programs and removes their folder. */
  stop(): Promise<void>;
  /** The last lines of a program's log. */
  lastWords(name: string): string;
}

/** A new folder for the programs' files; `supervise` takes it over and removes it at the end. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cdk8s-istio-oracle-'));
}

/** Starts programs in the background; their folder is removed with them. */
export function supervise(folder: string, commands: readonly SupervisedCommand[]): Supervised {
  const starts = commands.map(({ name, program, args }) =>
    `${[program, ...args].map(quote).join(' ')} >${quote(join(folder, `${name}.log`))} 2>&1 & programs="$programs $!"`);
  const script = [
    // Only the pipe decides: an interrupt at the keyboard reaches the whole terminal group, and we must outlive it to clean up.
    'trap "" HUP INT TERM',
    'programs=""',
    ...starts,
    'cat >/dev/null',
    'kill -KILL $programs',
    'wait',
    `rm -rf ${quote(folder)}`,
  ].join('\n');
  const shell = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  // A caller that forgets to stop must be able to end: its end is the signal.
  shell.unref();
  (shell.stdin as Socket).unref();
  return {
    stop: () => {
      shell.ref();
      shell.stdin.end();
      return ended;
    },
    lastWords: (name) => readFileSync(join(folder, `${name}.log`), 'utf8').trim().split('\n').slice(-5).join('\n'),
  };
}

/** Ports of the loopback interface that are free and differ from each other. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function quote(text: string): string {
  return `'${text.replace(/'/g, '\'\\\'\'')}'`;
}

/** What all engines share: programs on loopback that run against one cluster. */

import { connect } from 'node:net';
import { supervise, Supervised, SupervisedCommand, temporaryFolder } from '../../oracle/supervisor';
import { Cluster } from '../cluster';
import { Stoppable } from '../scenario';
import { eventually } from '../wait';

/** Engines wait for their caches before they listen, and the machine may be busy. */
const START_TIMEOUT_MS = 60_000;

/** A program of an engine, with its variables. */
export interface EngineProgram {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Programs that run together until `stop`. */
export class Engine implements Stoppable {
  protected constructor(
    protected readonly cluster: Cluster,
    private readonly processes: Supervised,
    private readonly names: readonly string[],
  ) {}

  /** Waits until all these ports are listened on; where one never is, stops, and says what the programs said. */
  async listening(ports: readonly number[]): Promise<this> {
    try {
      await Promise.all(ports.map((port) => eventually(`port ${port} is listened on`, START_TIMEOUT_MS, () => connects(port))));
      return this;
    } catch (error) {
      const words = this.lastWords();
      await this.stop();
      throw new Error(`${(error as Error).message}\n${words}`);
    }
  }

  /** Ends the programs at once, as a node that fails would. */
  async stop(): Promise<void> {
    await this.processes.stop();
  }

  /** The last lines of every log. */
  lastWords(): string {
    return this.names.map((name) => `${name}:\n${this.processes.lastWords(name)}`).join('\n');
  }
}

/** Starts programs whose files lie in a folder that goes with them. */
export function startPrograms(programs: readonly EngineProgram[], folder = temporaryFolder()): { processes: Supervised; names: string[] } {
  return { processes: supervise(folder, programs.map(command)), names: programs.map(({ name }) => name) };
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function command({ name, program, args, environment = {} }: EngineProgram): SupervisedCommand {
  const variables = Object.entries(environment).map(([variable, value]) => `${variable}=${value}`);
  return { name, program: 'env', args: [...variables, program, ...args] };
}

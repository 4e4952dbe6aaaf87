/** A scenario: a plain script of steps, each a sentence with a checked outcome. */

import { Cluster } from './cluster';
import { FakeAnswer, FakePrometheus } from './fake-prometheus';
import { GitServer } from './git-server';
import { ApiServerOptions } from '../oracle/api-server';
import { ToolName } from '../oracle/pins';

export interface Scenario {
  /** Its heading in the report. */
  readonly title: string;
  /** What it shows, in a sentence or two, for the report. */
  readonly about: string;
  /** The engine's tools; those of the cluster are implied by `cluster`. */
  readonly tools: readonly ToolName[];
  /** Whether it starts a cluster. */
  readonly cluster: boolean;
  /** Programs of the machine, found on PATH. */
  readonly programs?: readonly string[];
  /** What it leaves out and why, for the report. */
  readonly notRun?: readonly string[];
  run(lab: Lab): Promise<void>;
}

/** What became of a step. */
export interface StepResult {
  readonly sentence: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** The figures that the step returned, or why it failed. */
  readonly text: string;
}

/** Something to be stopped at the end. */
export interface Stoppable {
  stop(): Promise<void>;
  /** Last lines of the logs, for a step that fails. */
  lastWords?(): string;
}

/** What a scenario works with. Everything that it starts is stopped when the scenario ends, in whatever way. */
export class Lab {
  public readonly steps: StepResult[] = [];
  private readonly started: Stoppable[] = [];

  constructor(private readonly say: (line: string) => void = () => undefined) {}

  /**
   * Runs a step. Its sentence is what the report says; what it returns is the figure beside the sentence. A step that throws ends the
   * scenario.
   */
  async step<T = void>(sentence: string, run: (figure: (text: string) => void) => Promise<T>): Promise<T> {
    const begun = Date.now();
    const figures: string[] = [];
    const end = (ok: boolean, text: string) => {
      const result = { sentence, ok, seconds: (Date.now() - begun) / 1000, text };
      this.steps.push(result);
      this.say(`  ${ok ? 'ok    ' : 'FAILED'} ${result.seconds.toFixed(1).padStart(6)} s  ${sentence}${text && ` (${text})`}`);
    };
    try {
      const value = await run((text) => figures.push(text));
      end(true, figures.join('; '));
      return value;
    } catch (error) {
      end(false, (error as Error).message);
      this.started.forEach((thing) => thing.lastWords && this.say(thing.lastWords()));
      throw error;
    }
  }

  /** A cluster of the scenario's own. */
  async startCluster(options: ApiServerOptions = {}): Promise<Cluster> {
    return this.keep(await Cluster.start(options));
  }

  /** A Git server with an empty repository. */
  async startGitServer(): Promise<GitServer> {
    return this.keep(await GitServer.start());
  }

  /** A Prometheus that says what it is told to say. */
  async startPrometheus(answer?: FakeAnswer): Promise<FakePrometheus> {
    return this.keep(await FakePrometheus.start(answer));
  }

  /** Takes over an engine: it is stopped at the end, or earlier by `stop`. */
  keep<T extends Stoppable>(thing: T): T {
    this.started.push(thing);
    return thing;
  }

  /** Stops one thing before the end: one engine at a time. */
  async stop(thing: Stoppable): Promise<void> {
    this.started.splice(this.started.indexOf(thing), 1);
    await thing.stop();
  }

  /** Stops everything, the last first. */
  async stopAll(): Promise<void> {
    while (this.started.length > 0) {
      await this.stop(this.started[this.started.length - 1]);
    }
  }
}

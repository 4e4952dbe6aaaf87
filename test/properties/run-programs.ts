import { Complaint, Emitted, Judge } from './judges';
import { uses } from './plan';
import { attempt, Statement, Statements } from './programs';
import { Assembly } from '../../projenrc/assembly';

/** Which programs to run. */
export interface ProgramOptions {
  readonly assembly: Assembly;
  readonly programs: number;
  readonly seed: number;
  readonly judges: readonly Judge[];
  /** Told now and then how far the run is. */
  readonly progress?: (programs: number) => void;
}

/** One to four statements, each in a namespace of its own. */
export interface Program {
  readonly number: number;
  readonly statements: readonly Statement[];
}

/** Something that must not be: with the program, which can be replayed. */
export interface Defect {
  readonly program: Program;
  readonly judge: string;
  readonly message: string;
}

/** How often a way was tried, and how often the library took it. */
export interface WayCount {
  tried: number;
  taken: number;
}

/** What a run of random programs has shown. */
export interface ProgramsReport {
  readonly statements: number;
  readonly objects: number;
  readonly ways: ReadonlyMap<string, WayCount>;
  readonly coverage: Statements['coverage'];
  /** Errors without a code, and what a judge refuses. */
  readonly defects: readonly Defect[];
  /** Warnings of judges by their words, without names and numbers. */
  readonly warnings: ReadonlyMap<string, number>;
}

const BATCH = 400;

/** Runs random programs and puts what they emit before the judges. */
export async function runPrograms({ assembly, programs, seed, judges, progress }: ProgramOptions): Promise<ProgramsReport> {
  const statements = new Statements(assembly, seed);
  const ways = new Map<string, WayCount>(statements.ways.map(way => [way, { tried: 0, taken: 0 }]));
  const defects: Defect[] = [];
  const warnings = new Map<string, number>();
  let [made, objects] = [0, 0];
  for (let first = 0; first < programs; first += BATCH) {
    const batch = new Map<number, Program>();
    const emitted: Emitted[] = [];
    let namespace = 0;
    for (let number = first; number < Math.min(first + BATCH, programs); number++) {
      const program: Program = { number, statements: Array.from({ length: 1 + number % 4 }, () => statements.next(made++)) };
      batch.set(number, program);
      const found = program.statements.flatMap(statement => {
        const count = ways.get(statement.way)!;
        count.tried++;
        try {
          const outcome = attempt(statement, `ns-${namespace++}`);
          if ('refused' in outcome) {
            return [];
          }
          count.taken++;
          statements.coverage.add(uses(statement.plan));
          return outcome.objects;
        } catch (error) {
          defects.push({ program, judge: 'library', message: `${(error as Error).stack}` });
          return [];
        }
      });
      emitted.push({ program: number, objects: found });
      objects += found.length;
    }
    for (const judge of judges) {
      for (const complaint of await judge.judge(emitted.filter(each => each.objects.length > 0))) {
        note(complaint, batch, defects, warnings);
      }
    }
    progress?.(Math.min(first + BATCH, programs));
  }
  return { statements: made, objects, ways, coverage: statements.coverage, defects, warnings };
}

function note(
  { level, program, judge, message }: Complaint, batch: ReadonlyMap<number, Program>, defects: Defect[], warnings: Map<string, number>,
): void {
  if (level === 'refused') {
    defects.push({ program: batch.get(program)!, judge, message });
  } else {
    const words = `${judge}: ${message.replace(/"[^"]*"|'[^']*'|\d+/g, '…')}`;
    warnings.set(words, (warnings.get(words) ?? 0) + 1);
  }
}

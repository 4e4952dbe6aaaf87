import type { SourceLocation } from './source';

/** What a coded error says: what is wrong with which value, where, why it matters and how to fix it. */
export interface Fault {
  /** Stable code, `MESH` and four digits. One code has one meaning and is never reused; the register is `codes.ts`. */
  readonly code: string;
  /** What is wrong, with the value that is wrong. One sentence. */
  readonly what: string;
  /** Where: object, field path, construct path or file. Omitted where the stack says it. */
  readonly where?: string;
  /** Why it matters. Omitted where it is plain from `what`. */
  readonly why?: string;
  /** How to fix it: the corrected text or the nearest name when that can be computed. */
  readonly fix: string;
}

/** The one error type of the library. Thrown by `fail`; never construct it elsewhere. */
export class MeshError extends Error {
  /** Recognises the error across two copies of the library, where `instanceof` does not. */
  public static isMeshError(error: unknown): error is MeshError {
    return error instanceof Error && error.name === 'MeshError' && typeof (error as Partial<MeshError>).code === 'string';
  }

  public readonly code: string;
  public readonly what: string;
  public readonly where?: string;
  public readonly why?: string;
  public readonly fix: string;

  constructor(fault: Fault) {
    super(faultText(fault));
    this.name = 'MeshError';
    this.code = fault.code;
    this.what = fault.what;
    this.where = fault.where;
    this.why = fault.why;
    this.fix = fault.fix;
  }
}

/** Throws the coded error. Returns `never`, so it also ends an expression: `return table[key] ?? fail({ ... })`. */
export function fail(fault: Fault): never {
  const error = new MeshError(fault);
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.max(limit, FRAMES);
  Error.captureStackTrace(error, fail);
  Error.stackTraceLimit = limit;
  throw error;
}

/**
 * An error of ours that was found later than it was made, with a stack that begins at the line of the program that made it, so that tools
 * which read stacks point there. The first line that is given stays; other errors stay as they are.
 */
export function locatedError(error: unknown, location: SourceLocation | undefined): unknown {
  if (location && MeshError.isMeshError(error) && !LOCATED.has(error)) {
    LOCATED.add(error);
    const frames = (error.stack ?? '').split('\n').filter(line => line.startsWith('    at '));
    error.stack = [`${error.name}: ${error.message}`, `    at ${location.file}:${location.line}:${location.column ?? 1}`, ...frames].join('\n');
  }
  return error;
}

const LOCATED = new WeakSet<Error>();

/** Frames of a stack: a value that a pattern hands down is checked deeper than the ten that Node keeps, and the program's own line lies below. */
const FRAMES = 50;

function faultText({ code, what, where, why, fix }: Fault): string {
  const lines = [`${code}: ${what}`];
  if (where) {
    lines.push(`  where  ${where}`);
  }
  if (why) {
    lines.push(`  why    ${why}`);
  }
  lines.push(`  fix    ${fix}`);
  return lines.join('\n');
}

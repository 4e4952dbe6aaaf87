import { dirname } from 'node:path';
import { FieldPath } from './field-path';

/** A place in a source file. `line` and `column` count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/**
 * Remembers where the user's code called us. Taking a mark costs a few microseconds, most of them for the frames it keeps,
 * so it keeps few; the stack is turned into text only when somebody asks for the location, which is when there is
 * something to report.
 */
export class SourceMark {
  /**
   * Marks the line of the user's program that is running now.
   * @param below the function the user called; frames above its caller are left out. A constructor passes `new.target`.
   */
  public static here(below: Function = SourceMark.here): SourceMark {
    return new SourceMark(below);
  }

  private readonly stack?: string;
  private found?: SourceLocation;

  private constructor(below: Function) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES;
    Error.captureStackTrace(this, below);
    Error.stackTraceLimit = limit;
  }

  /**
   * The innermost frame that belongs to the user: not to this package, not to Node, and outside of `node_modules`
   * if there is such a frame. Undefined when no frame qualifies.
   */
  public get location(): SourceLocation | undefined {
    return this.found ??= userFrame(this.stack ?? '');
  }
}

/**
 * Notes that `container[key]` (or the whole container) of a rendered document was said at `mark`. Values that carry a
 * name across an ownership boundary note where that name was written, so that a finding points at the line to change.
 */
export function noteSource(container: object, mark: SourceMark, key?: string | number): void {
  let notes = NOTES.get(container);
  if (!notes) {
    NOTES.set(container, notes = new Map());
  }
  notes.set(key, mark);
}

/** What is noted of a part of a document holds for its copy too. */
export function copySource<T extends object>(original: object, copy: T): T {
  const notes = NOTES.get(original);
  if (notes) {
    NOTES.set(copy, notes);
  }
  return copy;
}

/** The mark noted deepest along a path through a rendered document, or undefined. */
export function sourceAt(document: unknown, path: FieldPath): SourceMark | undefined {
  let deepest: SourceMark | undefined;
  let value: any = document;
  for (let i = 0; value !== null && typeof value === 'object'; i++) {
    const notes = NOTES.get(value);
    deepest = notes?.get(undefined) ?? deepest;
    if (i === path.length) {
      break;
    }
    deepest = notes?.get(path[i]) ?? deepest;
    value = value[path[i]];
  }
  return deepest;
}

const NOTES = new WeakMap<object, Map<string | number | undefined, SourceMark>>();

/** Frames a mark keeps: our own between the public call and the user, patterns included, and the user's. */
const FRAMES = 4;

/** `…/src/` or `…/lib/src/`: frames below it are ours. */
const OWN_FOLDER = dirname(__dirname);
const FRAME = /^\s+at (?:.*?\()?(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

function userFrame(stack: string): SourceLocation | undefined {
  let fallback: SourceLocation | undefined;
  for (const text of stack.split('\n')) {
    const frame = FRAME.exec(text);
    if (!frame || frame[1].startsWith(OWN_FOLDER)) {
      continue;
    }
    const location = { file: frame[1], line: Number(frame[2]), column: Number(frame[3]) };
    if (!/[\\/]node_modules[\\/]/.test(frame[1])) {
      return location;
    }
    fallback ??= location;
  }
  return fallback;
}

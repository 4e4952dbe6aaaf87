import { resolve } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, YAMLMap } from 'yaml';
import { readDocuments } from './yaml-document';
import { readPlain } from './yaml-scalar-reading';
import { CODES } from '../kernel/codes';
import { fail, locatedError } from '../kernel/fail';

/** One scalar of a values file, as it stands. */
export interface ValueScalar {
  /** The characters, without quotes. */
  readonly text: string;
  /** What YAML makes of it; a quoted one is a text always. */
  readonly value: string | number | boolean | null;
  /** What is odd about it: readers of YAML disagree. */
  readonly doubt?: string;
}

/** One value of a values file: a scalar, or a list as a whole. */
export interface ValueLeaf {
  /** `cart.canaryPercent`. */
  readonly key: string;
  /** Where it stands, from 1. */
  readonly line: number;
  /** The scalar. Absent for a list. */
  readonly scalar?: ValueScalar;
  /** The items of a list; undefined for one that is no scalar. Absent for a scalar. */
  readonly items?: readonly (ValueScalar | undefined)[];
}

/** What became of a values file. */
export interface ValuesUsage {
  readonly file: string;
  /** Keys of values that the program read, in the order of the file. */
  readonly read: readonly string[];
  readonly unread: readonly { readonly key: string; readonly line: number }[];
  /** Keys the program asked for, whether the file has them or not. */
  readonly asked: readonly string[];
  readonly pinned: readonly string[];
}

/** The values of one environment: the leaves of `config/<environment>.yaml` by their keys, maps unfolded. Nothing is written here. */
export class ValuesFile {
  /** The values in a text. `file` is what messages call it. Fails (MESH0502) where the text is no map of values. */
  public static parse(text: string, file: string): ValuesFile {
    return new ValuesFile(text, file);
  }

  /** Leaves by key, in the order of the file. */
  public readonly leaves = new Map<string, ValueLeaf>();
  /** Lines of the maps above them, by key; the whole file is `''`. */
  public readonly maps = new Map<string, number>([['', 1]]);
  private readonly lines = new LineCounter();

  private constructor(text: string, public readonly file: string) {
    const documents = readDocuments(text);
    const problem = documents.flatMap(({ problems }) => problems).find(({ severity }) => severity === 'error');
    if (problem) {
      this.refuse(problem.line, problem.message.replace(/\.$/, ''), problem.fix);
    }
    if (documents.length > 1) {
      this.refuse(1, `The file holds ${documents.length} YAML documents`, 'Keep one document per file: remove the lines "---".');
    }
    const { contents } = parseDocument(text, { schema: 'failsafe', version: '1.1', uniqueKeys: false, lineCounter: this.lines });
    if (isMap(contents)) {
      this.unfold(contents, '');
    } else if (documents.length > 0) {
      this.refuse(1, 'The file holds no map of values', 'Write one value a line, as "canaryPercent: 5".');
    }
  }

  /** Throws the coded error about a line of the file. */
  public refuse(line: number, what: string, fix: string, why?: string): never {
    return refuseAt(this.file, line, { what: `${what}.`, why, fix });
  }

  private unfold(map: YAMLMap, prefix: string): void {
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.source ?? key.value) : '';
      const line = this.lineOf(key);
      if (name === '' || name === '<<' || /[.\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(name)) {
        this.refuse(line, `The key ${JSON.stringify(name)} is no name of a value`, 'Use a key without "." on one line, and no merge keys: nested values are maps.');
      }
      this.refuseAlias(value, line);
      const path = prefix + name;
      if (isMap(value)) {
        this.maps.set(path, line);
        this.unfold(value, `${path}.`);
      } else if (isSeq(value)) {
        value.items.forEach(item => this.refuseAlias(item, line));
        this.leaves.set(path, { key: path, line, items: value.items.map(item => isScalar(item) ? scalarOf(item) : undefined) });
      } else {
        this.leaves.set(path, { key: path, line, scalar: scalarOf(value as Scalar | null) });
      }
    }
  }

  private refuseAlias(node: unknown, line: number): void {
    if (isAlias(node) || (node as { anchor?: string } | null)?.anchor !== undefined) {
      this.refuse(line, 'The value is an anchor or an alias', 'Write the value out.', 'Machines edit single values of this file; a value that stands for several would change them all.');
    }
  }

  private lineOf(node: unknown): number {
    return Math.max(1, this.lines.linePos((node as Scalar | null)?.range?.[0] ?? 0).line);
  }
}

/** Throws the coded error about a line of a file, with a stack that begins there. */
export function refuseAt(file: string, line: number, fault: { readonly what: string; readonly why?: string; readonly fix: string }): never {
  try {
    return fail({ code: CODES.CONFIGURATION, where: `${file}:${line}`, ...fault });
  } catch (error) {
    throw locatedError(error, { file: resolve(file), line });
  }
}

function scalarOf(node: Scalar | null): ValueScalar {
  const text = String(node?.source ?? node?.value ?? '');
  return node === null || node.type === 'PLAIN' ? { text, ...readPlain(text) } : { text, value: text };
}

import { readFileSync } from 'node:fs';
import { Finding } from '../analysis/finding';

/** Lines after the marked one in which a statement of several lines may say the value. */
const STATEMENT = 60;

/**
 * Moves findings to the line that says the wrong value: the mark of a construct is the line its statement begins on, the
 * value often stands below. A line is taken only when it is the only one that says the value, quoted: in the lines after the
 * mark, else in the whole file. Of a label `key=value` the value counts, in the lines after the mark. Files are read when a finding needs them, each once.
 */
export class SourceLocator {
  private readonly files = new Map<string, readonly string[]>();

  public refine<T extends Finding>(finding: T): T {
    const { file, line, found } = finding;
    if (file === undefined || line === undefined || !found || finding.constructPath === undefined) {
      return finding;
    }
    const lines = this.linesOf(file);
    if (lines.length === 0) {
      return finding;
    }
    const statement = Math.min(line + STATEMENT, lines.length);
    const whole = sayer(lines, found);
    const label = /=(.+)$/.exec(found)?.[1];
    const better = onlyLine(line, statement, whole) ?? onlyLine(1, lines.length, whole)
      ?? (label === undefined ? undefined : onlyLine(line, statement, sayer(lines, label)));
    return better === undefined ? finding : { ...finding, line: better };
  }

  private linesOf(file: string): readonly string[] {
    let lines = this.files.get(file);
    if (!lines) {
      try {
        lines = readFileSync(file, 'utf8').split('\n');
      } catch {
        lines = [];
      }
      this.files.set(file, lines);
    }
    return lines;
  }
}

/** Whether a line says a value, quoted. */
function sayer(lines: readonly string[], value: string): (line: number) => boolean {
  const quoted = ["'", '"', '`'].map(quote => `${quote}${value}${quote}`);
  return line => quoted.some(text => lines[line - 1].includes(text));
}

function onlyLine(from: number, to: number, says: (line: number) => boolean): number | undefined {
  let only: number | undefined;
  for (let line = from; line <= to; line++) {
    if (says(line)) {
      if (only !== undefined) {
        return undefined;
      }
      only = line;
    }
  }
  return only;
}

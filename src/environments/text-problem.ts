import { CODES } from '../kernel/codes';
import { FieldPath } from '../kernel/field-path';
import { DEEPEST_NESTING } from '../kernel/yaml-printer';

/** Something wrong with a text, at a line of it. */
export interface TextProblem {
  readonly code: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly why?: string;
  readonly fix: string;
  readonly line: number;
  /** Path of the value, where it is one value. */
  readonly path?: FieldPath;
}

/**
 * Characters that Kubernetes' reader refuses (controls) or takes for line ends where other readers see text: with them, nobody
 * can say what a file means.
 */
const ILLEGAL = new RegExp('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufffe\\uffff]');

export function illegalCharacter(text: string): TextProblem | undefined {
  const offset = text.search(ILLEGAL);
  if (offset < 0) {
    return undefined;
  }
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  const line = text.slice(0, offset).split(/\r\n|\r|\n/).length;
  return syntax(`The file holds the character U+${code}, which readers of YAML refuse or take for a line end.`, line, 'Write the value in double quotes, with an escape for the character.');
}

export function syntaxProblem(message: string, line: number): TextProblem {
  if (/call stack/.test(message)) {
    return tooDeep(line);
  }
  return syntax(`The file is no YAML: ${message.replace(/\.?$/, '.')}`, line, 'Correct the syntax at this line.');
}

export function tooDeep(line: number): TextProblem {
  return { ...syntax(`The document is nested more than ${DEEPEST_NESTING} levels deep.`, line, 'No manifest needs that: remove the file.'), code: CODES.READ_FILE, rule: 'unreadable-file' };
}

export function syntax(message: string, line: number, fix: string): TextProblem {
  return { code: CODES.READ_SYNTAX, rule: 'no-yaml', severity: 'error', message, fix, line };
}

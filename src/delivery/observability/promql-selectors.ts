import { PromqlCursor } from './promql-cursor';
import { PromqlProblem, Token } from './promql-tokens';
import { re2Fault, re2Matches } from '../../kernel/re2';

/** Names of labels in parentheses. */
export function readLabels(cursor: PromqlCursor): string[] {
  cursor.expectSign('(');
  const labels: string[] = [];
  while (!cursor.isSign(')')) {
    if ((cursor.token.kind !== 'name' && cursor.token.kind !== 'text' && !/^(?:inf|nan)$/i.test(cursor.token.text)) || cursor.token.text.includes(':')) {
      cursor.refuse(`${cursor.shown} is no name of a label`);
    }
    labels.push(cursor.token.text);
    cursor.take();
    if (!cursor.takeSign(',')) {
      break;
    }
  }
  cursor.expectSign(')');
  return labels;
}

/** What stands in braces behind a metric, or without one. */
export function readMatchers(cursor: PromqlCursor, named: boolean): void {
  const { offset } = cursor.token;
  cursor.take();
  let selects = named;
  while (!cursor.isSign('}')) {
    selects = readMatcher(cursor, named) || selects;
    if (!cursor.takeSign(',')) {
      break;
    }
  }
  cursor.expectSign('}');
  if (!selects) {
    throw new PromqlProblem('a selector without metric needs a matcher that the empty text does not meet', offset);
  }
}

/** One matcher; whether it leaves out series without the label. */
function readMatcher(cursor: PromqlCursor, named: boolean): boolean {
  const { kind, text: label, offset } = cursor.token;
  if ((kind !== 'name' && kind !== 'text' && !/^(?:inf|nan)$/i.test(label)) || (kind === 'name' && label.includes(':'))) {
    cursor.refuse(`${cursor.shown} is no name of a label`);
  }
  cursor.take();
  if (kind === 'text' && (cursor.isSign(',') || cursor.isSign('}'))) {
    if (named) {
      throw new PromqlProblem('the metric is named twice', offset);
    }
    return true;
  }
  const operator = cursor.token.text;
  if (cursor.token.kind !== 'sign' || !['=', '!=', '=~', '!~'].includes(operator)) {
    cursor.refuse(`behind the label ${label} stands =, !=, =~ or !~`);
  }
  cursor.take();
  const value = cursor.token;
  if (value.kind !== 'text') {
    cursor.refuse(`the value of the label ${label} is a text in quotes`);
  }
  cursor.take();
  if (named && label === '__name__') {
    throw new PromqlProblem('the metric is named twice', offset);
  }
  return leavesOutEmpty(operator, value);
}

/** Prometheus takes longer patterns than our engine; those are believed. */
const LONGEST_PATTERN = 1000;

function leavesOutEmpty(operator: string, { text, offset }: Token): boolean {
  if (operator === '=' || operator === '!=') {
    return (operator === '=') === (text !== '');
  }
  if (text.length > LONGEST_PATTERN) {
    return true;
  }
  const fault = re2Fault(text);
  if (fault !== undefined) {
    throw new PromqlProblem(`${JSON.stringify(text)} is no regular expression: ${fault}`, offset);
  }
  return (operator === '=~') !== re2Matches(text, '');
}

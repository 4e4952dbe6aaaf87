import { PromqlCursor } from './promql-cursor';
import { AGGREGATIONS, EXPERIMENTAL_FUNCTIONS, PROMQL_FUNCTIONS, PromqlType, RESERVED_WORDS } from './promql-functions';
import { readLabels, readMatchers } from './promql-selectors';
import { PromqlFault, PromqlProblem, tokensOf } from './promql-tokens';
import { binaryProblem, Matching, Part, requireTypes } from './promql-types';
import { nearestName } from '../../kernel/nearest';

/** An expression as Prometheus reads it, or why it does not. */
export interface ReadPromql {
  /** What the expression gives; undefined with a fault. */
  readonly type?: PromqlType;
  readonly fault?: PromqlFault;
}

/**
 * Reads an expression of PromQL: its words, its grammar and its types, as Prometheus does when it loads a rule. What Prometheus takes with
 * feature flags only is refused.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export function readPromql(expression: string): ReadPromql {
  try {
    return { type: new Parser(new PromqlCursor(tokensOf(expression))).whole().type };
  } catch (error) {
    if (error instanceof PromqlProblem) {
      return { fault: { message: error.message, offset: error.offset } };
    }
    throw error;
  }
}

/** How tightly operators bind; `^` binds its right side first. */
const BINDING: Readonly<Record<string, number>> = {
  'or': 1, 'and': 2, 'unless': 2, '==': 3, '!=': 3, '<=': 3, '<': 3, '>=': 3, '>': 3, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, 'atan2': 5, '^': 6,
};
/** Deeper than any query, shallower than the stack. */
const DEEPEST = 200;

class Parser {
  private depth = 0;

  constructor(private readonly cursor: PromqlCursor) {}

  public whole(): Part {
    if (this.cursor.ended) {
      this.cursor.refuse('there is no expression');
    }
    const part = this.expression(0);
    if (!this.cursor.ended) {
      this.cursor.refuse(`${this.cursor.shown} cannot stand here`);
    }
    return part;
  }

  /** An expression of operators that bind tighter than the given ones. */
  private expression(loosest: number): Part {
    if (++this.depth > DEEPEST) {
      this.cursor.refuse('the expression nests too deep');
    }
    let left = this.signed();
    for (;;) {
      const operator = this.cursor.token.kind === 'name' || this.cursor.token.kind === 'sign' ? this.cursor.word : '';
      const binding = BINDING[operator];
      if (binding === undefined || binding <= loosest) {
        this.depth--;
        return left;
      }
      left = this.binary(left, operator, binding);
    }
  }

  private binary(left: Part, operator: string, binding: number): Part {
    const { offset } = this.cursor.token;
    this.cursor.take();
    const bool = this.cursor.takeWord('bool');
    const matching = this.matching();
    const right = this.expression(operator === '^' ? binding - 1 : binding);
    const problem = [left, right].some(({ type }) => type !== 'vector' && type !== 'scalar')
      ? `${operator} takes vectors and scalars, and gets a ${left.type} and a ${right.type}`
      : binaryProblem(operator, bool, matching, left.type === 'vector' && right.type === 'vector', left.type === 'scalar' && right.type === 'scalar');
    if (problem !== undefined) {
      throw new PromqlProblem(problem, offset);
    }
    return { type: left.type === 'scalar' && right.type === 'scalar' ? 'scalar' : 'vector', offset: left.offset, shape: 'other' };
  }

  private matching(): Matching {
    const by = this.cursor.word === 'on' || this.cursor.word === 'ignoring' ? this.cursor.word : undefined;
    if (by === undefined) {
      return { labels: [], include: [], grouped: false };
    }
    this.cursor.take();
    const labels = readLabels(this.cursor);
    const grouped = this.cursor.word === 'group_left' || this.cursor.word === 'group_right';
    if (!grouped) {
      return { by, labels, include: [], grouped };
    }
    this.cursor.take();
    return { by, labels, include: this.cursor.isSign('(') ? readLabels(this.cursor) : [], grouped };
  }

  private signed(): Part {
    const { text, kind, offset } = this.cursor.token;
    if (kind !== 'sign' || (text !== '-' && text !== '+')) {
      return this.shiftedPart();
    }
    this.cursor.take();
    const part = this.expression(BINDING['*']);
    if (part.type !== 'vector' && part.type !== 'scalar') {
      throw new PromqlProblem(`${text} takes a vector or a scalar, and gets a ${part.type}`, offset);
    }
    return { type: part.type, offset, shape: 'other' };
  }

  /** A part with ranges, `offset` and `@` behind it. */
  private shiftedPart(): Part {
    let part = this.single();
    for (;;) {
      if (this.cursor.isSign('[')) {
        part = this.range(part);
      } else if (this.cursor.word === 'offset') {
        this.cursor.take();
        if (part.shape === 'other' || part.shifted) {
          this.cursor.refuse(part.shifted ? 'offset is said twice' : 'offset stands behind a metric, a range or a subquery only');
        }
        this.cursor.takeSign('-');
        this.duration('offset takes a duration');
        part = { ...part, shifted: true };
      } else if (this.cursor.isSign('@')) {
        this.cursor.take();
        if (part.shape === 'other' || part.pinned) {
          this.cursor.refuse(part.pinned ? '@ is said twice' : '@ stands behind a metric, a range or a subquery only');
        }
        this.moment();
        part = { ...part, pinned: true };
      } else {
        return part;
      }
    }
  }

  private moment(): void {
    if (this.cursor.word === 'start' || this.cursor.word === 'end') {
      this.cursor.take();
      this.cursor.expectSign('(');
      this.cursor.expectSign(')');
      return;
    }
    this.cursor.takeSign('-') || this.cursor.takeSign('+');
    if (this.cursor.token.kind !== 'number' && this.cursor.token.kind !== 'duration') {
      this.cursor.refuse('@ takes a timestamp, start() or end()');
    }
    this.cursor.take();
  }

  private range(of: Part): Part {
    const { offset } = this.cursor.token;
    this.cursor.take();
    this.duration('a range takes a duration, as [5m]');
    if (this.cursor.takeSign(':')) {
      if (!this.cursor.isSign(']')) {
        this.duration('the step of a subquery is a duration, as [1h:5m]');
      }
      this.cursor.expectSign(']');
      if (of.type !== 'vector') {
        throw new PromqlProblem(`a subquery is taken of a vector, and this is a ${of.type}`, offset);
      }
      return { type: 'range', offset: of.offset, shape: 'subquery' };
    }
    this.cursor.expectSign(']');
    if (of.shape !== 'selector' || of.shifted || of.pinned) {
      throw new PromqlProblem(of.shape !== 'selector' ? 'a range is taken of a metric only; of anything else take a subquery, as [5m:]'
        : 'offset and @ stand behind the range', offset);
    }
    return { type: 'range', offset: of.offset, shape: 'range' };
  }

  private duration(problem: string): void {
    if (this.cursor.token.kind !== 'duration' && this.cursor.token.kind !== 'number') {
      this.cursor.refuse(problem);
    }
    if (/^[0.]+(?:ms|[smhdwy])?$/.test(this.cursor.token.text) && this.cursor.before === '[') {
      this.cursor.refuse('a range of nothing');
    }
    this.cursor.take();
  }

  private single(): Part {
    const { kind, text, offset } = this.cursor.token;
    if (kind === 'number' || kind === 'duration') {
      this.cursor.take();
      return { type: 'scalar', offset, shape: 'other' };
    }
    if (kind === 'text') {
      this.cursor.take();
      return { type: 'text', offset, shape: 'other' };
    }
    if (this.cursor.isSign('(')) {
      this.cursor.take();
      const { type } = this.expression(0);
      this.cursor.expectSign(')');
      return { type, offset, shape: 'other' };
    }
    if (this.cursor.isSign('{')) {
      readMatchers(this.cursor, false);
      return { type: 'vector', offset, shape: 'selector' };
    }
    if (kind !== 'name') {
      return this.cursor.refuse(kind === 'end' ? 'the expression ends too early' : `${JSON.stringify(text)} cannot stand here`);
    }
    return this.named();
  }

  private named(): Part {
    const { text, offset } = this.cursor.token;
    const next = this.cursor.next;
    const word = text.toLowerCase();
    const aggregates = AGGREGATIONS.has(word) && (next.text === '(' || /^(?:by|without)$/i.test(next.text)) && next.kind !== 'text';
    if (aggregates) {
      return this.aggregation(word);
    }
    if (next.kind === 'sign' && next.text === '(') {
      return this.call();
    }
    if (RESERVED_WORDS.has(word)) {
      this.cursor.refuse(`${text} is a word of PromQL and can be no metric`);
    }
    this.cursor.take();
    if (this.cursor.isSign('{')) {
      readMatchers(this.cursor, true);
    }
    return { type: 'vector', offset, shape: 'selector' };
  }

  private aggregation(name: string): Part {
    const { offset } = this.cursor.token;
    this.cursor.take();
    const before = this.grouping();
    const parts = this.arguments();
    if (!before) {
      this.grouping();
    }
    const parameter = AGGREGATIONS.get(name);
    const wanted: PromqlType[] = parameter === undefined ? ['vector'] : [parameter, 'vector'];
    if (parts.length !== wanted.length) {
      throw new PromqlProblem(`${name} takes ${wanted.length === 1 ? 'one argument' : 'two arguments'}, and gets ${parts.length}`, offset);
    }
    requireTypes(name, parts, wanted);
    return { type: 'vector', offset, shape: 'other' };
  }

  private grouping(): boolean {
    if (this.cursor.word !== 'by' && this.cursor.word !== 'without') {
      return false;
    }
    this.cursor.take();
    readLabels(this.cursor);
    return true;
  }

  private call(): Part {
    const { text: name, offset } = this.cursor.token;
    const known = PROMQL_FUNCTIONS.get(name);
    if (!known) {
      const near = nearestName(name, [...PROMQL_FUNCTIONS.keys(), ...AGGREGATIONS.keys()]);
      this.cursor.refuse(EXPERIMENTAL_FUNCTIONS.has(name) ? `${name} is experimental: Prometheus takes it with a feature flag only`
        : `there is no function ${name}${near ? `; did you mean ${near}?` : ''}`);
    }
    this.cursor.take();
    const parts = this.arguments();
    const { takes, optional, repeats, gives } = known;
    const [least, most] = [takes.length - optional, repeats ? Infinity : takes.length];
    if (parts.length < least || parts.length > most) {
      throw new PromqlProblem(`${name} takes ${least === most ? least : repeats ? `${least} or more` : `${least} or ${most}`} arguments, and gets ${parts.length}`, offset);
    }
    requireTypes(name, parts, parts.map((_, i) => takes[Math.min(i, takes.length - 1)]));
    return { type: gives, offset, shape: 'other' };
  }

  private arguments(): Part[] {
    this.cursor.expectSign('(');
    const parts: Part[] = [];
    while (!this.cursor.isSign(')')) {
      parts.push(this.expression(0));
      if (!this.cursor.takeSign(',')) {
        break;
      }
      if (this.cursor.isSign(')')) {
        this.cursor.refuse('a comma before the closing parenthesis');
      }
    }
    this.cursor.expectSign(')');
    return parts;
  }
}

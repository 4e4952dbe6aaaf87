import { PromqlProblem, Token } from './promql-tokens';

/** A place in the words of an expression, and what can be asked and taken there. */
export class PromqlCursor {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** The word that stands here. */
  public get token(): Token {
    return this.tokens[this.at];
  }

  /** The word of PromQL that stands here, in lower case; empty for anything else. */
  public get word(): string {
    return this.token.kind === 'text' ? '' : this.token.text.toLowerCase();
  }

  public get ended(): boolean {
    return this.token.kind === 'end';
  }

  /** The word for a message. */
  public get shown(): string {
    return this.ended ? 'the end' : JSON.stringify(this.token.text);
  }

  public isSign(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign;
  }

  public takeSign(sign: string): boolean {
    const taken = this.isSign(sign);
    this.at += Number(taken);
    return taken;
  }

  public takeWord(word: string): boolean {
    const taken = this.word === word;
    this.at += Number(taken);
    return taken;
  }

  public expectSign(sign: string): void {
    if (!this.takeSign(sign)) {
      this.refuse(this.ended ? `${JSON.stringify(sign)} is missing at the end` : `${this.shown} stands where ${JSON.stringify(sign)} belongs`);
    }
  }

  public refuse(message: string): never {
    throw new PromqlProblem(message, this.token.offset);
  }

  /** The sign or word before this one. */
  public get before(): string | undefined {
    return this.tokens[this.at - 1]?.text;
  }

  /** The word after this one. */
  public get next(): Token {
    return this.tokens[Math.min(this.at + 1, this.tokens.length - 1)];
  }

  /** The word, and the place moves behind it. */
  public take(): Token {
    return this.tokens[this.at++];
  }
}

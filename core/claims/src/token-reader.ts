import { MAX_LIST } from './budget.ts';
import { ClaimRuleError, type ClaimRuleErrorCode } from './error.ts';
import { readTokens, type Token } from './lexer.ts';

/** Walks over the words of a rule set, and says at which one it was disappointed. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = readTokens(text);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (!token) throw new TypeError('A text has at least its end.');
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Keywords are read in any case; signs have none. */
  isNext(text: string, ahead = 0): boolean {
    const { kind, text: found } = this.peek(ahead);
    return (kind === 'name' || kind === 'sign') && found.toLowerCase() === text;
  }

  takeIf(text: string): boolean {
    const isNext = this.isNext(text);
    if (isNext) this.#at += 1;
    return isNext;
  }

  expect(text: string): void {
    if (!this.takeIf(text)) throw this.disappointed(`«${text}»`);
  }

  expectKind(kind: Token['kind'], wanted: string): Token {
    if (this.peek().kind !== kind) throw this.disappointed(wanted);
    return this.take();
  }

  /** Reads `read` as often as commas follow. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.takeIf(',')) {
      if (items.length === MAX_LIST)
        throw this.refuse('too-large', `A list has at most ${MAX_LIST} entries.`);
      items.push(read());
    }
    return items;
  }

  disappointed(wanted: string): ClaimRuleError {
    const { kind, text } = this.peek();
    const found = kind === 'end' ? 'the end of the text' : kind === 'string' ? 'a string' : `«${text}»`;
    return this.refuse('unexpected-token', `Expected ${wanted}, found ${found}.`);
  }

  refuse(code: ClaimRuleErrorCode, message: string, at: Token = this.peek()): ClaimRuleError {
    return new ClaimRuleError(code, message, at.position);
  }
}

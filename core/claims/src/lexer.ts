import { MAX_TEXT_LENGTH } from './budget.ts';
import { ClaimRuleError, type Position } from './error.ts';

/** A word of the language: a name, a number, a string without its quotes, a sign, or the end of the text. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign' | 'end';
  readonly text: string;
  readonly position: Position;
}

/**
 * Splits a rule set into its words.
 *
 * @throws ClaimRuleError `too-large`, `unexpected-character` or `unterminated-string`
 */
export function readTokens(text: string): readonly Token[] {
  if (text.length > MAX_TEXT_LENGTH)
    throw new ClaimRuleError('too-large', `A rule set has at most ${MAX_TEXT_LENGTH} characters.`);
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  let at = 0;
  while (at < text.length) {
    const position = { line, column: at - lineStart + 1 };
    WORD.lastIndex = at;
    const word = WORD.exec(text);
    if (!word) throw refuseAt(text, at, position);
    const [whole, space, string, number, name, sign] = word;
    if (space === undefined) {
      if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1), position });
      else if (number !== undefined) tokens.push({ kind: 'number', text: number, position });
      else if (name !== undefined) tokens.push({ kind: 'name', text: name, position });
      else tokens.push({ kind: 'sign', text: sign ?? '', position });
    }
    for (let feed = whole.indexOf('\n'); feed !== -1; feed = whole.indexOf('\n', feed + 1)) {
      line += 1;
      lineStart = at + feed + 1;
    }
    at += whole.length;
  }
  tokens.push({ kind: 'end', text: '', position: { line, column: at - lineStart + 1 } });
  return tokens;
}

function refuseAt(text: string, at: number, position: Position): ClaimRuleError {
  if (text[at] === '"') return new ClaimRuleError('unterminated-string', 'This string has no end.', position);
  return new ClaimRuleError('unexpected-character', `«${text[at]}» has no meaning here.`, position);
}

// A backslash in a string is a backslash: regular expressions are written as they are.
const WORD = /(\s+)|("[^"]*")|(\d+)|([A-Za-z_][A-Za-z0-9_]*)|(=>|==|!=|=~|!~|<=|>=|&&|[[\]():;,.=+<>@])/y;

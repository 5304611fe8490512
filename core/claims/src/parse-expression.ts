import type { Expression, Part } from './ast.ts';
import { MAX_DEPTH, MAX_LIST } from './budget.ts';
import { CLAIM_FIELDS } from './claim.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { TokenReader } from './token-reader.ts';

/** `"text" + c.Value + RegExReplace(c.Value, "pattern", "replacement")`; `known` are the identifiers of the conditions before. */
export function parseExpression(reader: TokenReader, known: ReadonlySet<string>, depth = 0): Expression {
  if (depth > MAX_DEPTH) throw reader.refuse('too-deep', `Calls nest at most ${MAX_DEPTH} deep.`);
  const first = parseTerm(reader, known, depth);
  const terms = [first];
  while (reader.takeIf('+')) {
    if (terms.length === MAX_LIST) throw reader.refuse('too-large', `A sum has at most ${MAX_LIST} terms.`);
    terms.push(parseTerm(reader, known, depth));
  }
  return terms.length === 1 ? first : { kind: 'concat', terms };
}

/** `Type`, `Value`, … or `Properties["…"]`. */
export function parsePart(reader: TokenReader): Part {
  const token = reader.expectKind('name', 'a claim property');
  const name = token.text.toLowerCase();
  if (name === 'properties') {
    reader.expect('[');
    const property = reader.expectKind('string', 'the name of the property').text;
    reader.expect(']');
    return { property };
  }
  const field = Object.hasOwn(CLAIM_FIELDS, name) && CLAIM_FIELDS[name as keyof typeof CLAIM_FIELDS];
  if (!field) throw reader.refuse('unexpected-token', `A claim has no property «${token.text}».`, token);
  return { field };
}

/** A regular expression is always written out, never taken from a claim. */
export function parsePattern(reader: TokenReader): Pattern {
  const { text, position } = reader.expectKind('string', 'a regular expression as a string');
  return compilePattern(text, position);
}

/** An identifier that a condition of this rule has bound. */
export function parseIdentifier(reader: TokenReader, known: ReadonlySet<string>): string {
  const token = reader.expectKind('name', 'the identifier of a condition');
  if (!known.has(token.text))
    throw reader.refuse('unknown-identifier', `No condition before this is called «${token.text}».`, token);
  return token.text;
}

function parseTerm(reader: TokenReader, known: ReadonlySet<string>, depth: number): Expression {
  if (reader.peek().kind === 'string') return { kind: 'text', text: reader.take().text };
  if (reader.isNext('(', 1)) return parseCall(reader, known, depth);
  const identifier = parseIdentifier(reader, known);
  reader.expect('.');
  return { kind: 'part', identifier, part: parsePart(reader) };
}

function parseCall(reader: TokenReader, known: ReadonlySet<string>, depth: number): Expression {
  if (!reader.isNext('regexreplace'))
    throw reader.refuse(
      'unknown-function',
      `There is no function «${reader.peek().text}», only RegExReplace.`,
    );
  reader.take();
  reader.expect('(');
  const value = parseExpression(reader, known, depth + 1);
  reader.expect(',');
  const pattern = parsePattern(reader);
  reader.expect(',');
  const replacement = parseExpression(reader, known, depth + 1);
  reader.expect(')');
  return { kind: 'replace', value, pattern, replacement };
}

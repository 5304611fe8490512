import type { Clause, Condition, CountOperator } from './ast.ts';
import { parseExpression, parsePart, parsePattern } from './parse-expression.ts';
import type { TokenReader } from './token-reader.ts';

/** One condition; an identifier that it binds is added to `known`. */
export function parseCondition(reader: TokenReader, known: Set<string>): Condition {
  if (reader.isNext('not') && reader.isNext('exists', 1)) {
    reader.take();
    reader.take();
    return { kind: 'exists', expected: 'none', clauses: parseInParentheses(reader, known) };
  }
  if (reader.isNext('exists') && reader.isNext('(', 1)) {
    reader.take();
    return { kind: 'exists', expected: 'some', clauses: parseInParentheses(reader, known) };
  }
  if (reader.isNext('count') && reader.isNext('(', 1)) return parseCount(reader, known);
  return parseSelection(reader, known);
}

function parseCount(reader: TokenReader, known: Set<string>): Condition {
  reader.take();
  const clauses = parseInParentheses(reader, known);
  const operator = COUNT_OPERATORS.find((candidate) => reader.takeIf(candidate));
  if (!operator) throw reader.disappointed('a comparison of the count');
  const limit = Number(reader.expectKind('number', 'a number').text);
  return { kind: 'count', clauses, operator, limit };
}

function parseSelection(reader: TokenReader, known: Set<string>): Condition {
  if (reader.peek().kind !== 'name')
    return { kind: 'select', identifier: undefined, clauses: parseClauses(reader, known) };
  const token = reader.take();
  if (known.has(token.text))
    throw reader.refuse('duplicate-identifier', `Two conditions are called «${token.text}».`, token);
  reader.expect(':');
  const clauses = parseClauses(reader, known);
  known.add(token.text);
  return { kind: 'select', identifier: token.text, clauses };
}

function parseInParentheses(reader: TokenReader, known: ReadonlySet<string>): readonly Clause[] {
  reader.expect('(');
  const clauses = parseClauses(reader, known);
  reader.expect(')');
  return clauses;
}

/** `[]` is any claim at all. */
function parseClauses(reader: TokenReader, known: ReadonlySet<string>): readonly Clause[] {
  reader.expect('[');
  if (reader.takeIf(']')) return [];
  const clauses = reader.list(() => parseClause(reader, known));
  reader.expect(']');
  return clauses;
}

function parseClause(reader: TokenReader, known: ReadonlySet<string>): Clause {
  const part = parsePart(reader);
  for (const operator of ['=~', '!~'] as const)
    if (reader.takeIf(operator)) return { operator, part, pattern: parsePattern(reader) };
  for (const operator of ['==', '!='] as const)
    if (reader.takeIf(operator)) return { operator, part, expected: parseExpression(reader, known) };
  throw reader.disappointed('«==», «!=», «=~» or «!~»');
}

const COUNT_OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const satisfies readonly CountOperator[];

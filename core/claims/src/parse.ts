import type { Action, Assignment, Condition, Rule } from './ast.ts';
import { MAX_CONDITIONS, MAX_RULES } from './budget.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression, parseIdentifier, parsePart } from './parse-expression.ts';
import { TokenReader } from './token-reader.ts';

/**
 * Reads a rule set in AD FS's claim rule language.
 *
 * @throws ClaimRuleError with line and column
 */
export function parseClaimRules(text: string): readonly Rule[] {
  const reader = new TokenReader(text);
  const rules: Rule[] = [];
  while (reader.peek().kind !== 'end') {
    if (rules.length === MAX_RULES)
      throw reader.refuse('too-many-rules', `A rule set has at most ${MAX_RULES} rules.`);
    rules.push(parseRule(reader));
  }
  return rules;
}

function parseRule(reader: TokenReader): Rule {
  const { position } = reader.peek();
  const { name, template } = parseHeaders(reader);
  const known = new Set<string>();
  const conditions = parseConditions(reader, known);
  const action = parseAction(reader, known);
  reader.expect(';');
  return { position, name, template, conditions, action };
}

function parseHeaders(reader: TokenReader): Pick<Rule, 'name' | 'template'> {
  const headers = new Map<string, string>();
  while (reader.takeIf('@')) {
    const key = ['rulename', 'ruletemplate'].find((candidate) => reader.isNext(candidate));
    if (!key || headers.has(key)) throw reader.disappointed('RuleName or RuleTemplate, each once');
    reader.take();
    reader.expect('=');
    headers.set(key, reader.expectKind('string', 'a string').text);
  }
  return { name: headers.get('rulename'), template: headers.get('ruletemplate') };
}

function parseConditions(reader: TokenReader, known: Set<string>): readonly Condition[] {
  const conditions: Condition[] = [];
  if (reader.takeIf('=>')) return conditions;
  do {
    if (conditions.length === MAX_CONDITIONS)
      throw reader.refuse('too-many-conditions', `A rule has at most ${MAX_CONDITIONS} conditions.`);
    conditions.push(parseCondition(reader, known));
  } while (reader.takeIf('&&'));
  reader.expect('=>');
  return conditions;
}

function parseAction(reader: TokenReader, known: ReadonlySet<string>): Action {
  const verb = (['issue', 'add'] as const).find((candidate) => reader.takeIf(candidate));
  if (!verb) throw reader.disappointed('«issue» or «add»');
  reader.expect('(');
  const action = parseArguments(reader, known);
  reader.expect(')');
  return { verb, ...action };
}

type WithoutVerb<T> = T extends unknown ? Omit<T, 'verb'> : never;

function parseArguments(reader: TokenReader, known: ReadonlySet<string>): WithoutVerb<Action> {
  if (reader.takeIf('claim')) {
    reader.expect('=');
    return { kind: 'copy', identifier: parseIdentifier(reader, known) };
  }
  if (reader.isNext('store')) return parseQuery(reader, known);
  const start = reader.peek();
  const assignments = reader.list(() => parseAssignment(reader, known));
  const isSet = (field: string) => assignments.some(({ part }) => 'field' in part && part.field === field);
  if (!isSet('type')) throw reader.refuse('unexpected-token', 'A claim that is made needs a Type.', start);
  return { kind: 'make', assignments };
}

function parseAssignment(reader: TokenReader, known: ReadonlySet<string>): Assignment {
  const part = parsePart(reader);
  reader.expect('=');
  return { part, value: parseExpression(reader, known) };
}

function parseQuery(reader: TokenReader, known: ReadonlySet<string>): WithoutVerb<Action> {
  const store = parseNamed(reader, 'store');
  reader.expect(',');
  reader.expect('types');
  reader.expect('=');
  reader.expect('(');
  const types = reader.list(() => reader.expectKind('string', 'a claim type').text);
  reader.expect(')');
  reader.expect(',');
  const query = parseNamed(reader, 'query');
  const params: ReturnType<typeof parseExpression>[] = [];
  while (reader.takeIf(',')) {
    if (params.length === MAX_CONDITIONS)
      throw reader.refuse('too-large', `A query has at most ${MAX_CONDITIONS} parameters.`);
    reader.expect('param');
    reader.expect('=');
    params.push(parseExpression(reader, known));
  }
  return { kind: 'query', store, types, query, params };
}

function parseNamed(reader: TokenReader, name: string): string {
  reader.expect(name);
  reader.expect('=');
  return reader.expectKind('string', 'a string').text;
}

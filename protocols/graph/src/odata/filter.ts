import { badRequest, GraphError } from '../graph-error.ts';

/** What a collection may be filtered by: property path to the functions that are understood. */
export type FilterRules = Readonly<Record<string, readonly FilterFunction[]>>;

export type FilterFunction = 'eq' | 'ne' | 'startsWith';

export interface FilterTerm {
  /** As in the rules: `status/errorCode`. */
  readonly property: string;
  readonly compare: FilterFunction;
  readonly value: string | number | boolean | null;
}

/**
 * `$filter` as a list of terms that all must hold: `a eq 'x' and startsWith(b,'y')`. Throws `Request_BadRequest`
 * for what does not parse, `Request_UnsupportedQuery` for OData that we do not answer.
 */
export function parseFilter(text: string, rules: FilterRules): readonly FilterTerm[] {
  if (text.length > MAX_LENGTH) throw badRequest('The $filter is too long.');
  const tokens = tokenize(text);
  const terms: FilterTerm[] = [];
  let position = 0;
  const next = (): Token | undefined => tokens[position++];
  do {
    if (terms.length >= MAX_TERMS) throw badRequest('The $filter has too many terms.');
    terms.push(readTerm(next, rules));
  } while (isWord(tokens[position], 'and') && position++ >= 0);
  const rest = tokens[position];
  if (rest !== undefined) throw isOperator(rest) ? unsupported(rest.text) : malformed();
  return terms;
}

/** Strings are compared without case, as Graph does for directory objects. */
export function matches(item: object, terms: readonly FilterTerm[]): boolean {
  return terms.every(({ property, compare, value }) => {
    const found = valueAt(item, property);
    const [left, right] = [withoutCase(found), withoutCase(value)];
    switch (compare) {
      case 'eq':
        return left === right;
      case 'ne':
        return left !== right;
      case 'startsWith':
        return typeof left === 'string' && typeof right === 'string' && left.startsWith(right);
      default:
        return compare satisfies never;
    }
  });
}

/** The value of the one term `property eq '…'`, for collections that can look it up. */
export function equalTo(terms: readonly FilterTerm[], property: string): string | undefined {
  const term = terms.find((candidate) => candidate.compare === 'eq' && candidate.property === property);
  return typeof term?.value === 'string' ? term.value : undefined;
}

interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'mark';
  readonly text: string;
}

type Next = () => Token | undefined;

function readTerm(next: Next, rules: FilterRules): FilterTerm {
  const first = next();
  if (first?.kind !== 'word') throw malformed();
  const second = next();
  if (second?.kind === 'mark' && second.text === '(') return readFunction(first.text, next, rules);
  if (second?.kind !== 'word') throw malformed();
  const compare = COMPARISONS.find((known) => known === second.text.toLowerCase());
  if (compare === undefined) throw isOperator(second) ? unsupported(second.text) : malformed();
  return term(first.text, compare, readLiteral(next()), rules);
}

function readFunction(name: string, next: Next, rules: FilterRules): FilterTerm {
  if (name.toLowerCase() !== 'startswith') throw unsupported(name);
  const property = next();
  const comma = next();
  const value = next();
  const close = next();
  if (property?.kind !== 'word' || comma?.text !== ',' || value?.kind !== 'string' || close?.text !== ')') {
    throw malformed();
  }
  return term(property.text, 'startsWith', value.text, rules);
}

function term(
  name: string,
  compare: FilterFunction,
  value: FilterTerm['value'],
  rules: FilterRules,
): FilterTerm {
  const property = Object.keys(rules).find((known) => known.toLowerCase() === name.toLowerCase());
  if (property === undefined || rules[property]?.includes(compare) !== true) {
    throw unsupported(`${compare} on ${name}`);
  }
  return { property, compare, value };
}

function readLiteral(token: Token | undefined): FilterTerm['value'] {
  if (token === undefined || token.kind === 'mark') throw malformed();
  if (token.kind === 'string') return token.text;
  if (token.kind === 'number') return Number(token.text);
  switch (token.text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    default:
      throw malformed();
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (found === null) throw malformed();
    const [, quoted, number, word, mark] = found;
    // OData 4.01 ABNF: a quote inside a string is doubled.
    if (quoted !== undefined) tokens.push({ kind: 'string', text: quoted.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'mark', text: mark ?? '' });
  }
  return tokens;
}

function valueAt(item: object, path: string): unknown {
  let value: unknown = item;
  for (const name of path.split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

function withoutCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}

function isOperator({ kind, text }: Token): boolean {
  return kind === 'word' && OPERATORS.has(text.toLowerCase());
}

function malformed(): GraphError {
  return badRequest('Invalid filter clause.');
}

function unsupported(what: string): GraphError {
  return new GraphError('Request_UnsupportedQuery', `Unsupported query: the $filter may not use ${what}.`);
}

// Sticky, one token a match, no nested repetition: linear in the length of the text.
const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)(?![\w-])|([A-Za-z_][\w/.]*)|([(),]))/y;

const COMPARISONS = ['eq', 'ne'] as const;
const OPERATORS: ReadonlySet<string> = new Set(['ge', 'gt', 'le', 'lt', 'in', 'has', 'or', 'not']);

/** A filter that a person or a client library writes has one or two terms. */
const MAX_LENGTH = 2048;
const MAX_TERMS = 10;

import { ClaimRuleError } from '@signet/claims';
import { count } from '@signet/identity';

/** `samAccountName={0};userPrincipalName,mail;{1}`, read before its parameters go in: they are data, whatever they hold. */
export interface StoreQuery {
  /** All must hold; none: the account alone says whose record it is. */
  readonly filter: readonly Comparison[];
  readonly attributes: readonly string[];
  readonly account: Template;
}

export interface Comparison {
  readonly attribute: string;
  readonly value: Template;
}

/** Text with the numbers of parameters in between. */
export type Template = readonly (string | number)[];

/**
 * Reads a query as AD FS writes it for the store «Active Directory»: an LDAP filter or nothing, the attributes, and
 * the account, `DOMAIN\user`. Of filters it reads equality and `&` (RFC 4515).
 *
 * @throws ClaimRuleError `invalid-query`
 */
export function parseStoreQuery(
  text: string,
  { columns, params }: { readonly columns: number; readonly params: number },
): StoreQuery {
  if (text.length > MAX_QUERY_LENGTH) throw invalid(`A query has at most ${MAX_QUERY_LENGTH} characters.`);
  const parts = text.split(';');
  const [filter = '', attributes = '', account = ''] = parts;
  if (parts.length !== 3) throw invalid('A query is «filter;attributes;account», its parts parted by «;».');
  const names = attributes.split(',').map((name) => name.trim());
  if (names.length !== columns)
    throw invalid(
      `The query names ${count(names.length, 'attribute')}, and the rule ${count(columns, 'claim type')} for them.`,
    );
  const query = {
    filter: parseFilter(filter.trim()),
    attributes: names,
    account: parseTemplate(account.trim()),
  };
  checkParams(query, params);
  return query;
}

/** Puts the parameters in. */
export function fillTemplate(template: Template, params: readonly string[]): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : (params[piece] ?? ''))).join('');
}

function checkParams({ filter, account }: StoreQuery, params: number): void {
  for (const piece of [account, ...filter.map(({ value }) => value)].flat())
    if (typeof piece === 'number' && piece >= params)
      throw invalid(`The query has {${piece}}, and the rule no such param.`);
}

function parseFilter(text: string): readonly Comparison[] {
  if (text === '') return [];
  if (!text.startsWith('(')) return [parseComparison(text)];
  const [filter, rest] = parseParenthesis(text, 0);
  if (rest !== '') throw unreadable(text);
  return filter;
}

function parseParenthesis(text: string, depth: number): [filter: readonly Comparison[], rest: string] {
  if (depth > MAX_DEPTH || !text.startsWith('(')) throw unreadable(text);
  if (!text.startsWith('(&')) {
    const end = text.indexOf(')');
    if (end === -1) throw unreadable(text);
    return [[parseComparison(text.slice(1, end))], text.slice(end + 1)];
  }
  const filter: Comparison[] = [];
  let rest = text.slice(2);
  while (!rest.startsWith(')')) {
    const [inner, after] = parseParenthesis(rest, depth + 1);
    filter.push(...inner);
    rest = after;
  }
  return [filter, rest.slice(1)];
}

function parseComparison(text: string): Comparison {
  const match = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*=([^()*\\]+)$/.exec(text);
  if (!match) throw unreadable(text);
  const [, attribute = '', value = ''] = match;
  return { attribute, value: parseTemplate(value.trim()) };
}

function parseTemplate(text: string): Template {
  return text.split(/(\{\d{1,2}\})/).flatMap((piece): Template => {
    if (piece === '') return [];
    return /^\{\d+\}$/.test(piece) ? [Number(piece.slice(1, -1))] : [piece];
  });
}

const invalid = (message: string) => new ClaimRuleError('invalid-query', message);

const unreadable = (text: string) =>
  invalid(
    `«${text.slice(0, 60)}» is no filter that is read here: use «attribute=value» or «(&(a=b)(c=d))», without wildcards.`,
  );

/** AD FS's own are under a hundred. */
const MAX_QUERY_LENGTH = 2_048;
const MAX_DEPTH = 8;

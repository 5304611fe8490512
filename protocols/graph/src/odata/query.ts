import { badRequest, GraphError } from '../graph-error.ts';
import { type FilterRules, type FilterTerm, parseFilter } from './filter.ts';

export type QueryOption = 'select' | 'filter' | 'top' | 'count' | 'skiptoken';

/** The OData options of a request, parsed (Microsoft Graph). */
export interface Query {
  readonly select: readonly string[] | undefined;
  readonly filter: readonly FilterTerm[];
  readonly top: number | undefined;
  readonly count: boolean;
  readonly skiptoken: string | undefined;
  /** As sent, for the link to the next page. */
  readonly sent: ReadonlyMap<QueryOption, string>;
}

export interface QueryRules {
  readonly options: readonly QueryOption[];
  readonly filter: FilterRules;
}

/**
 * Names are read without case and with or without `$`. Throws `Request_BadRequest` for what does not parse or comes twice,
 * `Request_UnsupportedQuery` for an option of OData that the operation does not answer; other parameters are passed over.
 */
export function parseQuery(search: URLSearchParams, { options, filter }: QueryRules): Query {
  const sent = new Map<QueryOption, string>();
  for (const [name, value] of search) {
    const option = name.toLowerCase().replace(/^\$/, '');
    if (!ODATA_OPTIONS.has(option)) {
      if (name.startsWith('$')) throw badRequest('The query has an option that OData does not know.');
      continue;
    }
    const known = options.find((candidate) => candidate === option);
    if (known === undefined) {
      throw new GraphError('Request_UnsupportedQuery', `This resource does not take $${option}.`);
    }
    if (sent.has(known)) throw badRequest(`The query has $${option} twice.`);
    sent.set(known, value);
  }
  const filterText = sent.get('filter');
  return {
    select: parseSelect(sent.get('select')),
    filter: filterText === undefined ? [] : parseFilter(filterText, filter),
    top: parseTop(sent.get('top')),
    count: parseCount(sent.get('count')),
    skiptoken: sent.get('skiptoken'),
    sent,
  };
}

function parseSelect(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.length > MAX_SELECT || names.some((name) => !/^[A-Za-z]\w{0,127}$/.test(name))) {
    throw badRequest('Parsing $select failed: it is a list of property names with commas between.');
  }
  return [...new Set(names)];
}

function parseTop(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const top = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (top < 1 || top > MAX_PAGE) throw badRequest(`$top is a whole number from 1 to ${MAX_PAGE}.`);
  return top;
}

function parseCount(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw badRequest('$count is true or false.');
}

const ODATA_OPTIONS: ReadonlySet<string> = new Set([
  'select',
  'filter',
  'top',
  'count',
  'skiptoken',
  'skip',
  'expand',
  'orderby',
  'search',
  'apply',
  'compute',
  'format',
]);

/** The most that a page holds (Microsoft Graph). */
export const MAX_PAGE = 1000;
/** No type of ours has more properties. */
const MAX_SELECT = 100;

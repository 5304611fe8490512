import type { Page, PageRequest } from '@signet/identity';
import { badRequest } from '../graph-error.ts';
import { matches } from './filter.ts';
import { MAX_PAGE, type Query } from './query.ts';
import { selectFrom, selectSuffix } from './select.ts';

/** Where a collection is, for its context and its links. */
export interface CollectionPlace {
  /** `https://graph.example/v1.0` */
  readonly root: string;
  /** Below the root: `/users`. */
  readonly path: string;
  /** After `$metadata#`: `users`. */
  readonly context: string;
  readonly query: Query;
  /** What is shown of an item when `$select` is not sent; all of it when absent here too. Filters see the whole. */
  readonly defaultSelect?: readonly string[];
}

/** The answer for a collection that is small and at hand. */
export function collect<Item extends object>(place: CollectionPlace, items: readonly Item[]): object {
  const { query } = place;
  const found = items.filter((item) => matches(item, query.filter));
  const start = parseOffset(query.skiptoken);
  const end = start + (query.top ?? MAX_PAGE);
  const next = end < found.length ? String(end) : undefined;
  return body(place, found.slice(start, end), next, start === 0 ? found.length : undefined);
}

/**
 * The answer for a collection that is read in pages. Items that the filter leaves out are passed over, for so
 * many pages as the budget allows: then the client gets what was found and a link to go on.
 */
export async function collectPages<Row, Item extends object>(
  place: CollectionPlace,
  list: (page: PageRequest) => Promise<Page<Row>>,
  toItem: (row: Row) => Item,
  defaultTop: number,
): Promise<object> {
  const { query } = place;
  const wanted = query.top ?? defaultTop;
  const found: Item[] = [];
  let after = query.skiptoken;
  let pages = 0;
  do {
    const page = await readPage(list, {
      limit: wanted - found.length,
      ...(after !== undefined && { after }),
    });
    found.push(...page.items.map(toItem).filter((item) => matches(item, query.filter)));
    after = page.next;
    pages += 1;
  } while (after !== undefined && found.length < wanted && pages < MAX_PAGES_READ);
  const count =
    query.count && query.skiptoken === undefined ? await countAll(list, toItem, query) : undefined;
  return body(place, found, after, count);
}

async function countAll<Row, Item extends object>(
  list: (page: PageRequest) => Promise<Page<Row>>,
  toItem: (row: Row) => Item,
  query: Query,
): Promise<number> {
  let count = 0;
  let after: string | undefined;
  for (let pages = 0; pages < MAX_PAGES_COUNTED; pages += 1) {
    const page = await list({ limit: MAX_PAGE, ...(after !== undefined && { after }) });
    count += page.items.map(toItem).filter((item) => matches(item, query.filter)).length;
    after = page.next;
    if (after === undefined) return count;
  }
  throw badRequest('There are too many items to count; ask for pages without $count.');
}

async function readPage<Row>(
  list: (page: PageRequest) => Promise<Page<Row>>,
  page: PageRequest,
): Promise<Page<Row>> {
  try {
    return await list(page);
  } catch (error) {
    // The repository's word for a cursor that no page of it has handed out.
    if (error instanceof TypeError && page.after !== undefined) throw badSkiptoken(error);
    throw error;
  }
}

function body(
  place: CollectionPlace,
  items: readonly object[],
  next: string | undefined,
  count: number | undefined,
): object {
  const { root, context, query, defaultSelect } = place;
  return {
    '@odata.context': `${root}/$metadata#${context}${selectSuffix(query.select)}`,
    ...(query.count && count !== undefined && { '@odata.count': count }),
    ...(next !== undefined && { '@odata.nextLink': nextLink(place, next) }),
    value: items.map((item) => selectFrom(item, query.select ?? defaultSelect)),
  };
}

function nextLink({ root, path, query }: CollectionPlace, skiptoken: string): string {
  const parameters = [...query.sent].filter(([option]) => option !== 'skiptoken');
  const words = [...parameters, ['skiptoken', skiptoken] as const].map(
    ([option, value]) => `$${option}=${encodeURIComponent(value)}`,
  );
  return `${root}${path}?${words.join('&')}`;
}

function parseOffset(skiptoken: string | undefined): number {
  if (skiptoken === undefined) return 0;
  if (!/^[1-9]\d{0,8}$/.test(skiptoken)) throw badSkiptoken();
  return Number(skiptoken);
}

function badSkiptoken(cause?: unknown): Error {
  return badRequest('The $skiptoken is not one that a page of this collection has handed out.', cause);
}

/** A filter that fits almost nothing reads this many pages of a table before the client has to ask again. */
const MAX_PAGES_READ = 50;
/** Two hundred thousand items. */
const MAX_PAGES_COUNTED = 200;

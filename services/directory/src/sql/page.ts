import type { Page, PageRequest } from '@signet/identity';

/** Asked for one row more than the page holds, so that the last page knows that it is the last. */
export function rowsToFetch({ limit }: PageRequest): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_LIMIT) {
    throw new TypeError(`a page holds 1 to ${MAX_PAGE_LIMIT} items, not ${limit}`);
  }
  return limit + 1;
}

/** `cursorOf` names the row after which the next page begins. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => Cursor,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : undefined;
  return { items: shown.map(toItem), next };
}

/** The values of the columns by which the listing is ordered. */
export type Cursor = readonly [key: string | number, id: string];

/** Throws a `TypeError` for a text that no page has handed out. */
export function parseCursor({ after }: PageRequest): Cursor | undefined {
  if (after === undefined) return undefined;
  const [key, id, ...rest] = decode(after);
  if ((typeof key === 'string' || Number.isSafeInteger(key)) && typeof id === 'string' && rest.length === 0) {
    return [key as string | number, id];
  }
  throw new TypeError('after must be the «next» of a page');
}

/** The key of a listing in the order of insertion. */
export function sequenceOf([key]: Cursor): number {
  if (typeof key === 'number') return key;
  throw new TypeError('after must be the «next» of a page of this listing');
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function decode(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** As `PageRequest` says. */
const MAX_PAGE_LIMIT = 1000;

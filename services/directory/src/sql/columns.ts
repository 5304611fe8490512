import { DirectoryError } from '@signet/identity';

/** Flags are integers on both databases: SQLite has no other. */
export function flag(value: boolean): number {
  return value ? 1 : 0;
}

/** `node-postgres` hands out `Buffer`, which compares and prints differently from what was stored. */
export function plainBytes(value: Uint8Array): Uint8Array {
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** The same for a column that may be null. */
export function optionalBytes(value: Uint8Array | null): Uint8Array | undefined {
  return value === null ? undefined : plainBytes(value);
}

/** A JSON list whose items are what `isItem` says; anything else means that somebody edited the row. */
export function parseList<Item>(
  text: string,
  column: string,
  isItem: (value: unknown) => value is Item,
): readonly Item[] {
  const value = parseJson(text);
  if (Array.isArray(value) && value.every(isItem)) return value;
  throw new DirectoryError('corrupt', `The column ${column} holds something else than its list; restore it.`);
}

/** For `parseList`. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** A JSON object, neither null nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One of the words of a literal union, as stored. */
export function parseWord<Word extends string>(text: string, column: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new DirectoryError('corrupt', `The column ${column} holds an unknown word; restore it.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { CommandError, EXIT } from '../exit-codes.ts';

/** The members of an object that Graph answered. Throws when it is none: another service answered. */
export function readObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw unexpected();
}

/** `value` of a collection. */
export function readItems(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const { value: items } = readObject(value);
  if (Array.isArray(items)) return items.map(readObject);
  throw unexpected();
}

export function readText(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw unexpected();
}

/** Absent and null are the same to Graph. */
export function readTextOrNull(fields: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  return readText(fields, name);
}

export function readTexts(fields: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw unexpected();
}

function unexpected(): CommandError {
  return new CommandError(
    EXIT.failed,
    'The answer is not one of Graph: is the address of the connection right?',
  );
}

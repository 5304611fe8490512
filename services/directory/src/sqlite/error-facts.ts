/** What is left of an error on its way between threads: the members that SQLite gives to its errors would be lost. */
export interface ErrorFacts {
  readonly message: string;
  /** https://www.sqlite.org/rescode.html; absent in errors that are not SQLite's. */
  readonly errcode: number | undefined;
}

/** Of anything that was thrown. */
export function errorFacts(error: unknown): ErrorFacts {
  const message = error instanceof Error ? error.message : String(error);
  return { message, errcode: resultCode(error) };
}

/** The result code of an error of `node:sqlite`. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** Another connection has the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return ((resultCode(error) ?? 0) & 0xff) === 5;
}

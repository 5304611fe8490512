/** A parser and what must hold of it for any bytes. */
export interface FuzzTarget {
  readonly name: string;
  readonly shape: 'der' | 'bytes' | 'text';
  /** The folders whose blocks are to be reached: `/core/pki/src/`. */
  readonly covers: readonly string[];
  readonly maxLength: number;
  readonly dictionary: readonly string[];
  readonly seeds: readonly Uint8Array[];
  /**
   * Returns for a value or the parser's own typed error. Throws anything else, and `PropertyError` when what was
   * read is not what was written.
   */
  run(input: Uint8Array): void;
}

/** The parser answered, and the answer is wrong. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
}

/** Runs `parse`; nothing for a typed error of the class, which is how a parser says no. */
export function parsed<Value>(
  parse: () => Value,
  typed: abstract new (...parameters: never[]) => Error,
): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof typed) return undefined;
    throw error;
  }
}

export function expectEqualBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (Buffer.compare(actual, expected) !== 0) throw new PropertyError(`${what} gives other bytes`);
}

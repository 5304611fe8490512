/**
 * Remembers what was made of short octet strings that come again and again, as object identifiers and the names of CAs
 * do. Each has one place, by its last octets and its length; what comes there later takes it. So it stays as small as it
 * is made, and who sends octets of his own making can only cause them to be read again.
 */
export class OctetMemory<T> {
  readonly #places: (Remembered<T> | undefined)[];
  readonly #maxOctets: number;

  /** `places`: a power of two. Longer strings than `maxOctets` are not remembered. */
  constructor(places: number, maxOctets: number) {
    this.#places = new Array<Remembered<T> | undefined>(places).fill(undefined);
    this.#maxOctets = maxOctets;
  }

  /** What was kept for the octets of `bytes` from `start` up to `end`. */
  find(bytes: Uint8Array, start: number, end: number): T | undefined {
    const known = this.#places[this.#placeOf(bytes, start, end)];
    if (known === undefined || known.octets.length !== end - start) return undefined;
    const { octets } = known;
    for (let i = 0; i < octets.length; i++) if (octets[i] !== bytes[start + i]) return undefined;
    return known.value;
  }

  keep(bytes: Uint8Array, start: number, end: number, value: T): void {
    if (end - start > this.#maxOctets) return;
    // Not `slice()`: of a Node Buffer that would be a view, which its owner may write to and which keeps all of it.
    const octets = new Uint8Array(bytes.subarray(start, end));
    this.#places[this.#placeOf(bytes, start, end)] = { octets, value };
  }

  #placeOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let at = Math.max(start, end - HASHED_OCTETS); at < end; at++) {
      hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    }
    return (hash ^ (hash >>> 15)) & (this.#places.length - 1);
  }
}

interface Remembered<T> {
  readonly octets: Uint8Array;
  readonly value: T;
}

/** The ends of identifiers and names are what tells them apart. */
const HASHED_OCTETS = 16;

/**
 * Remembers what was made of short octet strings that come again and again, as object identifiers and the names of CAs
 * do. Each has two places, told by its last octets and its length; what comes there takes that of the older. So it stays as
 * small as it is made, and who sends octets of his own making can only cause them to be read again.
 */
export class OctetMemory<T> {
  readonly maxOctets: number;
  readonly #places: (Remembered<T> | undefined)[];

  /** `places`: a power of two, at least 2. Longer strings than `maxOctets` are not remembered. */
  constructor(places: number, maxOctets: number) {
    this.#places = new Array<Remembered<T> | undefined>(places).fill(undefined);
    this.maxOctets = maxOctets;
  }

  /** What was kept for the octets of `bytes` from `start` up to `end`. */
  find(bytes: Uint8Array, start: number, end: number): T | undefined {
    const place = this.#placeOf(bytes, start, end);
    const [first, second] = [this.#places[place], this.#places[place + 1]];
    if (first !== undefined && holds(first.octets, bytes, start, end)) return first.value;
    return second !== undefined && holds(second.octets, bytes, start, end) ? second.value : undefined;
  }

  keep(bytes: Uint8Array, start: number, end: number, value: T): void {
    if (end - start > this.maxOctets) return;
    // Not `slice()`: of a Node Buffer that would be a view, which its owner may write to and which keeps all of it.
    const octets = new Uint8Array(bytes.subarray(start, end));
    const place = this.#placeOf(bytes, start, end);
    this.#places[place + 1] = this.#places[place];
    this.#places[place] = { octets, value };
  }

  #placeOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let at = Math.max(start, end - HASHED_OCTETS); at < end; at++) {
      hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    }
    // The low bits of the product know only those of the octets.
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) & (this.#places.length - 2);
  }
}

interface Remembered<T> {
  readonly octets: Uint8Array;
  readonly value: T;
}

function holds(octets: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (octets.length !== end - start) return false;
  for (let i = 0; i < octets.length; i++) if (octets[i] !== bytes[start + i]) return false;
  return true;
}

/** The ends of identifiers and names are what tells them apart. */
const HASHED_OCTETS = 16;

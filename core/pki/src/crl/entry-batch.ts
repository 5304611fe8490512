import { hashSerial } from './serial-hash.ts';
import { usualEntryEnd } from './usual-entry.ts';

/** Usual entries that were read and wait to be put into a `SerialTable`: hash and offset of each. */
export class EntryBatch {
  readonly #shift: number;
  readonly #sizes: Int32Array = new Int32Array(REGIONS);
  readonly #read: Pairs = makePairs();
  readonly #sorted: Pairs = makePairs();
  #count = 0;

  /** For a table of as many buckets, a power of two. */
  constructor(buckets: number) {
    this.#shift = Math.max(0, Math.log2(buckets) - Math.log2(REGIONS));
  }

  get count(): number {
    return this.#count;
  }

  /** Of the entries, in their order once they are sorted. */
  get hashes(): Int32Array {
    return this.#sorted.hashes;
  }

  get offsets(): Int32Array {
    return this.#sorted.offsets;
  }

  /** Reads entries as long as they are usual, at most `most`. Answers the offset of the first that was not read. */
  read(bytes: Uint8Array, view: DataView, start: number, end: number, most: number): number {
    const { hashes, offsets } = this.#read;
    const sizes = this.#sizes.fill(0);
    const shift = this.#shift;
    const room = Math.min(most, BATCH_ENTRIES);
    let offset = start;
    let count = 0;
    while (offset < end && count < room) {
      const next = usualEntryEnd(bytes, view, offset, end);
      if (next < 0) break;
      const hash = hashSerial(bytes, view, offset + 4, bytes[offset + 3] ?? 0);
      const region = (hash >>> shift) & (REGIONS - 1);
      hashes[count] = hash;
      offsets[count] = offset;
      sizes[region] = (sizes[region] ?? 0) + 1;
      offset = next;
      count++;
    }
    this.#count = count;
    return offset;
  }

  /** Region after region of the table; within one they stay in the order of the list. */
  sortByRegion(): void {
    const { hashes, offsets } = this.#read;
    const sorted = this.#sorted;
    const places = startsOf(this.#sizes);
    for (let number = 0; number < this.#count; number++) {
      const hash = hashes[number] ?? 0;
      const region = (hash >>> this.#shift) & (REGIONS - 1);
      const place = places[region] ?? 0;
      places[region] = place + 1;
      sorted.hashes[place] = hash;
      sorted.offsets[place] = offsets[number] ?? 0;
    }
  }
}

interface Pairs {
  readonly hashes: Int32Array;
  readonly offsets: Int32Array;
}

function makePairs(): Pairs {
  return { hashes: new Int32Array(BATCH_ENTRIES), offsets: new Int32Array(BATCH_ENTRIES) };
}

function startsOf(sizes: Int32Array): Int32Array {
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return start - size;
  });
}

/** Of half a megabyte each for the largest list that is read. */
const REGIONS = 64;

/** 16 MB in all: less than the smallest list that is read in batches. */
const BATCH_ENTRIES = 1 << 20;

import { PkiError } from '../error.ts';
import { EntryBatch } from './entry-batch.ts';
import { hashSerial } from './serial-hash.ts';
import { usualEntryEnd } from './usual-entry.ts';

/** 64 octets: one cache line. */
export const BUCKET_SLOTS = 16;

/** Of a word of the filter, the two bits, or one, that an entry sets. */
export function filterMask(hash: number): number {
  const mixed = Math.imul(hash, 0x9e3779b1);
  return (1 << (mixed >>> 27)) | (1 << (mixed >>> 22));
}

/** Makes an array of zeros for an index; over shared memory where threads are to share it. */
export type Allocate = (length: number) => Int32Array;

/** Of a slot, the lower bits, in which the offset of an entry stands. */
export function offsetMask(bytes: Uint8Array): number {
  return -1 >>> Math.clz32(bytes.length);
}

/**
 * The slots of an `EntryIndex` while they are filled: as many as the list is expected to need, doubled when it needs
 * more. Of each entry only the count of its bucket is read, all of which fit into the processor's cache; to look
 * whether a serial number stands there already would cost more than the rest of the parsing.
 */
export class SerialTable {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #allocate: Allocate;
  #slots: Int32Array;
  #filter: Int32Array;
  /** Slots in use of each bucket. */
  #counts: Uint8Array;
  /** Entries that may come before the table has to grow. */
  #room: number;
  #entries = 0;
  readonly #expectedEntries: number;
  #batch: EntryBatch | undefined;

  constructor(bytes: Uint8Array, view: DataView, expectedEntries: number, allocate: Allocate) {
    this.#bytes = bytes;
    this.#view = view;
    this.#allocate = allocate;
    this.#expectedEntries = expectedEntries;
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1, expectedEntries / MOST_ENTRIES_PER_BUCKET)));
    this.#slots = allocate(buckets * BUCKET_SLOTS);
    this.#filter = allocate(buckets * FILTER_WORDS_PER_BUCKET);
    this.#counts = new Uint8Array(buckets);
    this.#room = buckets * MOST_ENTRIES_PER_BUCKET;
  }

  get filter(): Int32Array {
    return this.#filter;
  }

  get entries(): number {
    return this.#entries;
  }

  get slots(): Int32Array {
    return this.#slots;
  }

  /**
   * Takes up entries from an offset on, as long as they are usual and find room in their buckets: loops over local
   * variables, which is where nearly all the time of parsing a list goes. Answers the offset of the first entry that
   * was not taken, or the end.
   */
  insertUsual(start: number, end: number): number {
    if (this.#slots.length <= CACHED_SLOTS) return this.#insertAtOnce(start, end, this.#room);
    // A list of which only now and then an entry is usual has no use for a batch.
    const before = this.#entries;
    const next = this.#insertAtOnce(start, end, Math.min(this.#room, FIRST_ENTRIES));
    return this.#entries - before < FIRST_ENTRIES ? next : this.#insertByRegion(next, end);
  }

  #insertAtOnce(start: number, end: number, most: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const slots = this.#slots;
    const filter = this.#filter;
    const counts = this.#counts;
    const mask = offsetMask(bytes);
    let left = most;
    let offset = start;
    while (offset < end && left > 0) {
      const next = usualEntryEnd(bytes, view, offset, end);
      if (next < 0) break;
      const hash = hashSerial(bytes, view, offset + 4, bytes[offset + 3] ?? 0);
      const bucket = hash & (counts.length - 1);
      const count = counts[bucket] ?? 0;
      if (count === BUCKET_SLOTS) break;
      slots[bucket * BUCKET_SLOTS + count] = (hash & ~mask) | offset;
      counts[bucket] = count + 1;
      const word = hash & (filter.length - 1);
      filter[word] = (filter[word] ?? 0) | filterMask(hash);
      offset = next;
      left--;
    }
    this.#entries += most - left;
    this.#room -= most - left;
    return offset;
  }

  /** The same for a table larger than the processor's cache. */
  #insertByRegion(start: number, end: number): number {
    this.#batch ??= new EntryBatch(this.#counts.length, this.#expectedEntries);
    const batch = this.#batch;
    const { pairs, ends, shift, distance, room } = batch;
    const bytes = this.#bytes;
    const view = this.#view;
    const lastBucket = this.#counts.length - 1;
    let left = this.#room;
    let offset = start;
    while (offset < end && left > 0) {
      const next = usualEntryEnd(bytes, view, offset, end);
      if (next < 0) break;
      const hash = hashSerial(bytes, view, offset + 4, bytes[offset + 3] ?? 0);
      const region = (hash & lastBucket) >>> shift;
      let place = ends[region] ?? 0;
      if (place - region * distance === room) place = this.#insertRegion(batch, region);
      pairs[place] = hash;
      pairs[place + 1] = offset;
      ends[region] = place + 2;
      offset = next;
      left--;
    }
    if (offset > start) for (const region of ends.keys()) this.#insertRegion(batch, region);
    return offset;
  }

  /**
   * Empties a region of the batch into the table, and answers where it begins. What finds its bucket full comes after
   * the others, and so stays behind equal serial numbers before it.
   */
  #insertRegion({ pairs, ends, distance }: EntryBatch, region: number): number {
    const slots = this.#slots;
    const filter = this.#filter;
    const counts = this.#counts;
    const mask = offsetMask(this.#bytes);
    const start = region * distance;
    const end = ends[region] ?? 0;
    const late: number[] = [];
    for (let place = start; place < end; place += 2) {
      const hash = pairs[place] ?? 0;
      const offset = pairs[place + 1] ?? 0;
      const bucket = hash & (counts.length - 1);
      const count = counts[bucket] ?? 0;
      if (count === BUCKET_SLOTS) {
        late.push(offset);
        continue;
      }
      slots[bucket * BUCKET_SLOTS + count] = (hash & ~mask) | offset;
      counts[bucket] = count + 1;
      const word = hash & (filter.length - 1);
      filter[word] = (filter[word] ?? 0) | filterMask(hash);
    }
    const taken = (end - start) / 2 - late.length;
    this.#entries += taken;
    this.#room -= taken;
    ends[region] = start;
    for (const offset of late) this.insert(offset);
    return start;
  }

  /** Takes up one entry that was scanned. Throws `PkiError` when too many have the hash of its serial number. */
  insert(offset: number): void {
    if (this.#room === 0) this.#grow();
    const serial = serialOffset(this.#bytes, offset);
    const hash = hashSerial(this.#bytes, this.#view, serial, this.#bytes[serial - 1] ?? 0);
    const bucket = this.#findRoom(hash & (this.#counts.length - 1));
    const count = this.#counts[bucket] ?? 0;
    this.#slots[bucket * BUCKET_SLOTS + count] = (hash & ~offsetMask(this.#bytes)) | offset;
    this.#counts[bucket] = count + 1;
    const word = hash & (this.#filter.length - 1);
    this.#filter[word] = (this.#filter[word] ?? 0) | filterMask(hash);
    this.#room--;
    this.#entries++;
  }

  #findRoom(first: number): number {
    const counts = this.#counts;
    for (let passed = 0; passed < MAX_BUCKETS_OF_ONE_HASH; passed++) {
      const bucket = (first + passed) & (counts.length - 1);
      if (counts[bucket] !== BUCKET_SLOTS) return bucket;
    }
    throw new PkiError('too-many-elements', 'serial numbers of the CRL repeat or collide too often');
  }

  #grow(): void {
    const outgrown = this.#slots;
    const mask = offsetMask(this.#bytes);
    const buckets = this.#counts.length * 2;
    this.#slots = this.#allocate(buckets * BUCKET_SLOTS);
    this.#filter = this.#allocate(buckets * FILTER_WORDS_PER_BUCKET);
    this.#counts = new Uint8Array(buckets);
    this.#batch = undefined;
    this.#room = buckets * MOST_ENTRIES_PER_BUCKET;
    this.#entries = 0;
    // From behind a free slot on: what found the last bucket full lies in the first, and comes after those before it.
    const free = outgrown.indexOf(0);
    for (let place = 1; place <= outgrown.length; place++) {
      const held = outgrown[(free + place) % outgrown.length] ?? 0;
      if (held !== 0) this.insert(held & mask);
    }
  }
}

/**
 * Offset of the content of the serial number of an entry that was scanned: after a SEQUENCE header of two to six
 * octets, 02 and a one-octet length.
 */
export function serialOffset(bytes: Uint8Array, entryOffset: number): number {
  const first = bytes[entryOffset + 1] ?? 0;
  return entryOffset + (first < 0x80 ? 4 : 4 + (first & 0x7f));
}

/** A quarter of a megabyte, which a processor has at hand. */
const CACHED_SLOTS = 1 << 16;

/** Before a batch is worth its while. */
const FIRST_ENTRIES = 256;

/** At least six bits of the filter for each entry, which lets at most one in ten pass. */
const FILTER_WORDS_PER_BUCKET = 2;

/** On the average: then one bucket in forty is full. */
const MOST_ENTRIES_PER_BUCKET = 10;

/**
 * A list is indexed before its signature is known to be good, so what somebody computed to keep us busy must cost
 * little. Honest serial numbers fill two or three buckets in a row. An indirect CRL may hold the same number for up
 * to 1024 issuers; each of them is looked at when it is asked for.
 */
const MAX_BUCKETS_OF_ONE_HASH = 64;

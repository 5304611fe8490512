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
  #batch: EntryBatch | undefined;

  constructor(bytes: Uint8Array, view: DataView, expectedEntries: number, allocate: Allocate) {
    this.#bytes = bytes;
    this.#view = view;
    this.#allocate = allocate;
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
   * Takes up entries from an offset on, as long as they are usual and find room in their buckets: one loop over
   * local variables, which is where nearly all the time of parsing a list goes. Answers the offset of the first
   * entry that was not taken, or the end.
   */
  insertUsual(start: number, end: number): number {
    return this.#slots.length > CACHED_SLOTS
      ? this.#insertByRegion(start, end)
      : this.#insertAtOnce(start, end);
  }

  #insertAtOnce(start: number, end: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const slots = this.#slots;
    const filter = this.#filter;
    const counts = this.#counts;
    const mask = offsetMask(bytes);
    let room = this.#room;
    let offset = start;
    while (offset < end && room > 0) {
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
      room--;
    }
    this.#entries += this.#room - room;
    this.#room = room;
    return offset;
  }

  /**
   * The same for a table larger than the processor's cache, which each entry would be waited for: the entries of a
   * batch are sorted by region of the table first, so that one region after the other is filled while it is at hand.
   */
  #insertByRegion(start: number, end: number): number {
    this.#batch ??= new EntryBatch(this.#counts.length);
    const batch = this.#batch;
    let offset = start;
    while (offset < end && this.#room > 0) {
      const next = batch.read(this.#bytes, this.#view, offset, end, this.#room);
      if (next === offset) return offset;
      offset = next;
      batch.sortByRegion();
      this.#insertBatch(batch);
    }
    return offset;
  }

  // What finds its bucket full comes after the others, and so stays behind equal serial numbers before it.
  #insertBatch({ count, hashes, offsets }: EntryBatch): void {
    const slots = this.#slots;
    const filter = this.#filter;
    const counts = this.#counts;
    const mask = offsetMask(this.#bytes);
    const late: number[] = [];
    for (let number = 0; number < count; number++) {
      const hash = hashes[number] ?? 0;
      const offset = offsets[number] ?? 0;
      const bucket = hash & (counts.length - 1);
      const used = counts[bucket] ?? 0;
      if (used === BUCKET_SLOTS) {
        late.push(offset);
        continue;
      }
      slots[bucket * BUCKET_SLOTS + used] = (hash & ~mask) | offset;
      counts[bucket] = used + 1;
      const word = hash & (filter.length - 1);
      filter[word] = (filter[word] ?? 0) | filterMask(hash);
    }
    this.#entries += count - late.length;
    this.#room -= count - late.length;
    for (const offset of late) this.insert(offset);
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
    for (const held of outgrown) if (held !== 0) this.insert(held & mask);
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

/** Four megabytes, as the table of a list of 20 MB has. */
const CACHED_SLOTS = 1 << 20;

/** At least six bits of the filter for each entry, which lets one in ten pass. */
const FILTER_WORDS_PER_BUCKET = 2;

/** On the average: then one bucket in forty is full. */
const MOST_ENTRIES_PER_BUCKET = 10;

/**
 * A list is indexed before its signature is known to be good, so what somebody computed to keep us busy must cost
 * little. Honest serial numbers fill two or three buckets in a row. An indirect CRL may hold the same number for up
 * to 1024 issuers; each of them is looked at when it is asked for.
 */
const MAX_BUCKETS_OF_ONE_HASH = 64;

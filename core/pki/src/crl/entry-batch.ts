/**
 * Entries that wait to be put into a `SerialTable` larger than the processor's cache, each of which would be waited
 * for: they are laid by region of the table, so that one region after the other is filled while it is at hand. Within
 * a region they stay in the order of the list.
 */
export class EntryBatch {
  /** Hash and offset of each entry, one region behind the other. */
  readonly pairs: Int32Array;
  /** By region, where in `pairs` the next entry goes. */
  readonly ends: Int32Array;
  /** In `pairs`, what a region has for its entries, and how far it is from one to the next. */
  readonly room: number;
  readonly distance: number;
  /** How far to shift the number of a bucket to get its region. */
  readonly shift: number;

  /** For a table of `buckets`, a power of two, and about as many entries. */
  constructor(buckets: number, entries: number) {
    const regions = Math.max(1, Math.min(buckets / BUCKETS_PER_REGION, MOST_REGIONS));
    this.shift = Math.log2(buckets / regions);
    this.room = 2 * Math.ceil((Math.min(entries, MOST_ENTRIES) / regions) * 1.1 + 1);
    this.distance = this.room + GAP;
    this.pairs = new Int32Array(regions * this.distance);
    this.ends = Int32Array.from({ length: regions }, (_, region) => region * this.distance);
  }
}

/** An eighth of a megabyte of slots. */
const BUCKETS_PER_REGION = 2048;

/** All are written to at one time, and a line of each is to stay in the cache. */
const MOST_REGIONS = 128;

/** Of 32 MB, a fifth of a list that has so many; a region that is full before is emptied into the table. */
const MOST_ENTRIES = 1 << 22;

/** Numbers between two regions: distances that are powers of two would meet in the same lines of the cache. */
const GAP = 16;

import { expect, it } from 'vitest';
import { buildEntryIndex, findEntryOffset, findEntryOffsets } from './entry-index.ts';

/** More than are filled in at once, so that regions and batches both come into it. */
const ENTRIES = 1_300_000;
const ENTRY_BYTES = 27;
/** So often does the number of every entry of this kind come again: more than three buckets full. */
const REPEATED_EVERY = 26_000;

it('finds every entry of a list larger than the caches, those of one number in the order of the list', () => {
  const { bytes, serialAt } = makeEntries();
  const index = buildEntryIndex(bytes, 0, bytes.length);
  expect(index.count).toBe(ENTRIES);
  for (let number = 1; number < ENTRIES; number += 997) {
    if (number % REPEATED_EVERY === 0) continue;
    const serial = serialAt(number);
    expect(findEntryOffset(bytes, index, serial, 0, serial.length)).toBe(number * ENTRY_BYTES);
  }
  const repeated = Array.from(
    { length: ENTRIES / REPEATED_EVERY },
    (_, time) => time * REPEATED_EVERY * ENTRY_BYTES,
  );
  expect(findEntryOffsets(bytes, index, serialAt(0), 0, 8)).toEqual(repeated);
});

it('finds them as well when the first entries let it expect fewer', () => {
  const { bytes, serialAt } = makeEntries({ longFirst: 64 });
  const index = buildEntryIndex(bytes, 0, bytes.length);
  for (let number = 65; number < ENTRIES; number += 997) {
    if (number % REPEATED_EVERY === 0) continue;
    const serial = serialAt(number);
    const found = findEntryOffset(bytes, index, serial, 0, serial.length);
    expect(bytes.subarray(found + 4, found + 4 + serial.length)).toEqual(serial);
  }
});

// Each a SEQUENCE of a serial number of eight octets and a UTCTime; the first ones may have longer numbers.
function makeEntries({ longFirst = 0 } = {}): {
  readonly bytes: Uint8Array;
  readonly serialAt: (number: number) => Uint8Array;
} {
  const bytes = Buffer.alloc(longFirst * LONGER_BYTES + ENTRIES * ENTRY_BYTES);
  let offset = 0;
  for (let number = 0; number < ENTRIES; number++) {
    const longer = number < longFirst ? LONGER_BYTES : 0;
    bytes.set([0x30, ENTRY_BYTES - 2 + longer, 0x02, 8 + longer], offset);
    bytes.fill(0x44, offset + 4, offset + 4 + longer);
    bytes.set(serialAt(number), offset + 4 + longer);
    bytes.set(TIME, offset + 12 + longer);
    offset += ENTRY_BYTES + longer;
  }
  return { bytes, serialAt };
}

function serialAt(number: number): Uint8Array {
  const serial = Buffer.alloc(8, 0x55);
  serial.writeUInt32BE(number % REPEATED_EVERY === 0 ? 0 : number, 4);
  return serial;
}

const LONGER_BYTES = 50;
const TIME = Buffer.concat([Buffer.of(0x17, 13), Buffer.from('261123090000Z')]);

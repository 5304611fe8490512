import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der } from './_test-authority.ts';
import { EntryScanner } from './entry-scan.ts';
import { usualEntryEnd } from './usual-entry.ts';

const REASON = Buffer.from('300c300a0603551d1504030a0101', 'hex');
const LIST_END = Buffer.alloc(100);

function entry(serial: Uint8Array, time: string, ...rest: readonly Uint8Array[]): Uint8Array {
  return der(0x30, der(0x02, serial), der(0x17, Buffer.from(time)), ...rest);
}

function usualEnd(one: Uint8Array): number {
  const bytes = Buffer.concat([one, LIST_END]);
  return usualEntryEnd(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
}

function scannedEnd(one: Uint8Array): number {
  const bytes = Buffer.concat([one, LIST_END]);
  const scanner = new EntryScanner(bytes);
  const end = scanner.scan(0, bytes.length);
  if (scanner.hasCertificateIssuer || scanner.hasUnknownCriticalExtension) throw new Error('not usual');
  return end;
}

describe('usualEntryEnd', () => {
  const serial = Buffer.from('0102030405', 'hex');

  it('takes entries with a reasonCode and without', () => {
    for (const one of [entry(serial, '261123090000Z'), entry(serial, '991231235959Z', REASON)]) {
      expect(usualEnd(one)).toBe(one.length);
    }
  });

  it('takes the first and the last day of every month', () => {
    const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (const [index, last] of days.entries()) {
      const month = String(index + 1).padStart(2, '0');
      for (const day of ['01', '10', String(last)]) {
        const one = entry(serial, `26${month}${day}195959Z`);
        expect(usualEnd(one), `${month}-${day}`).toBe(one.length);
      }
      expect(usualEnd(entry(serial, `26${month}${last + 1}000000Z`))).toBe(-1);
    }
  });

  it('takes every hour, minute and second that there is and no other', () => {
    for (let value = 0; value < 100; value++) {
      const two = String(value).padStart(2, '0');
      const taken = [`${two}5959`, `23${two}59`, `2359${two}`].map(
        (time) => usualEnd(entry(serial, `261123${time}Z`)) > 0,
      );
      expect(taken, two).toEqual([value < 24, value < 60, value < 60]);
    }
  });

  it('leaves all else to the scanner', () => {
    const others = [
      entry(Buffer.of(5), '261123090000Z'),
      entry(Buffer.alloc(65, 1), '261123090000Z'),
      entry(Buffer.of(0, 1), '261123090000Z'),
      entry(Buffer.of(0xff, 0x80), '261123090000Z'),
      entry(serial, '261123090000Z', Buffer.of(0x05, 0)),
      entry(serial, '240229090000Z'),
      entry(serial, '261123240000Z'),
      entry(serial, '261123096000Z'),
      entry(serial, '261123090060Z'),
      entry(serial, '26112309000:Z'),
      entry(serial, '2611230900/0Z'),
      entry(serial, '2611230900000'),
      entry(serial, '261323090000Z'),
      entry(serial, '260023090000Z'),
      entry(serial, '261100090000Z'),
    ];
    for (const one of others) expect(usualEnd(one), Buffer.from(one).toString('hex')).toBe(-1);
    const bytes = Buffer.from(entry(serial, '261123090000Z'));
    expect(usualEntryEnd(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)).toBe(-1);
  });

  it('passes nothing that the scanner refuses or reads otherwise', () => {
    const usual = [entry(serial, '261123090000Z'), entry(serial, '261123090000Z', REASON)];
    const changes = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.constantFrom(...usual), changes, (sound, changed) => {
        const one = sound.slice();
        for (const [place, value] of changed) one[place % one.length] = value;
        const end = usualEnd(one);
        if (end >= 0) expect(scannedEnd(one)).toBe(end);
      }),
      { numRuns: 20_000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PkiError } from '../error.ts';
import { formatTime } from '../time.ts';
import { DerReader, parseDer } from './reader.ts';
import { TAG } from './tags.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const ascii = (tag: number, text: string): Uint8Array =>
  Uint8Array.from([tag, text.length, ...Buffer.from(text, 'latin1')]);

function codeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
  return 'accepted';
}

const refusal = (hex: string, read: (reader: DerReader) => unknown): string =>
  codeOf(() => parseDer(bytes(hex), read));

describe('DerReader', () => {
  it('walks nested elements with one cursor', () => {
    const reader = new DerReader(bytes('3008 3003 0201 05 0401 ff'));
    reader.enter(TAG.sequence);
    const inner = reader.within(TAG.sequence, () => reader.readSmallInteger());
    expect(inner).toBe(5);
    expect([...reader.readOctetString()]).toEqual([0xff]);
    expect(reader.atEnd).toBe(true);
    reader.leave();
    reader.expectEnd();
  });

  it('returns views and never copies', () => {
    const input = bytes('30030201 05');
    const element = new DerReader(input).readElement();
    expect(element.buffer).toBe(input.buffer);
    expect(element.length).toBe(5);
  });

  it.each([
    ['indefinite length', '3080 0000', 'bad-length'],
    ['length in long form below 128', '308101 00', 'bad-length'],
    ['length with a leading zero octet', `30820080${'00'.repeat(128)}`, 'bad-length'],
    ['length of five octets', '308501 00000000', 'bad-length'],
    ['length past the end', '3005 0201', 'truncated'],
    ['length of 4 GB', '3084ffffffff', 'truncated'],
    ['no length octet', '30', 'truncated'],
    ['nothing at all', '', 'truncated'],
    ['tag in the high form', '3f8100 00', 'bad-tag'],
    ['end-of-contents tag', '0000', 'bad-tag'],
    ['a byte after the value', '3000 00', 'trailing-bytes'],
  ])('refuses %s', (_, hex, code) => {
    expect(refusal(hex, (reader) => reader.skip())).toBe(code);
  });

  it('tells where the fault is', () => {
    const reader = new DerReader(bytes('3003 0101 05'));
    reader.enter(TAG.sequence);
    expect(() => reader.readBoolean()).toThrowError(expect.objectContaining({ offset: 2 }));
  });

  it('refuses content that was not read to its end', () => {
    expect(refusal('3006 020101 020102', (r) => r.within(TAG.sequence, () => r.readInteger()))).toBe(
      'trailing-bytes',
    );
  });

  it('refuses an inner element that is longer than the outer', () => {
    expect(refusal('3003 020201 02', (r) => r.within(TAG.sequence, () => r.readInteger()))).toBe('truncated');
  });

  it('stops at the depth budget', () => {
    const nested = bytes('3006 3004 3002 3000');
    const enterAll = (maxDepth: number): void => {
      const reader = new DerReader(nested, { maxDepth });
      for (let i = 0; i < 4; i++) reader.enter(TAG.sequence);
    };
    expect(codeOf(() => enterAll(3))).toBe('too-deep');
    expect(codeOf(() => enterAll(4))).toBe('accepted');
  });

  it('stops at the size budget before reading', () => {
    expect(codeOf(() => new DerReader(new Uint8Array(11), { maxBytes: 10 }))).toBe('too-large');
  });

  it('reads what no depth or length breaks, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (input) => {
        const code = codeOf(() => {
          const reader = new DerReader(input);
          while (!reader.atEnd) reader.skip();
        });
        expect(['accepted', 'truncated', 'bad-length', 'bad-tag']).toContain(code);
      }),
    );
  });
});

describe('values', () => {
  it.each([
    ['0101ff', true],
    ['010100', false],
  ])('reads BOOLEAN %s', (hex, value) => {
    expect(parseDer(bytes(hex), (r) => r.readBoolean())).toBe(value);
  });

  it.each(['010101', '0100', '0102ffff'])('refuses BOOLEAN %s', (hex) => {
    expect(refusal(hex, (r) => r.readBoolean())).toBe('bad-boolean');
  });

  it.each(['0200', '02020001', '0202ff80'])('refuses INTEGER %s', (hex) => {
    expect(refusal(hex, (r) => r.readInteger())).toBe('bad-integer');
  });

  it.each(['0201ff', '02050100000000'])('refuses %s as a small INTEGER', (hex) => {
    expect(refusal(hex, (r) => r.readSmallInteger())).toBe('bad-integer');
  });

  it('reads the largest small INTEGER', () => {
    expect(parseDer(bytes('02047fffffff'), (r) => r.readSmallInteger())).toBe(2 ** 31 - 1);
  });

  it.each(['0300', '030101', '030208 00', '030201 01'])('refuses BIT STRING %s', (hex) => {
    expect(refusal(hex, (r) => r.readBitString())).toBe('bad-bit-string');
  });

  it('refuses NULL with content', () => {
    expect(refusal('050100', (r) => r.readNull())).toBe('bad-null');
  });

  it.each([
    ['06032a0304', '1.2.3.4'],
    ['0603551d0f', '2.5.29.15'],
    ['06062b0601040182', 'refused'],
    ['06028001', 'refused'],
    ['0600', 'refused'],
    ['060127', '0.39'],
    ['06028837', '2.999'],
    ['06098fffffffffffffff7f', '2.1152921504606846895'],
  ])('reads OBJECT IDENTIFIER %s as %s', (hex, text) => {
    const read = (): string => parseDer(bytes(hex), (r) => r.readObjectIdentifier());
    if (text === 'refused') expect(codeOf(read)).toBe('bad-object-identifier');
    else expect(read()).toBe(text);
  });

  it.each([
    [TAG.utcTime, '491231235959Z', '2049-12-31T23:59:59Z'],
    [TAG.utcTime, '500101000000Z', '1950-01-01T00:00:00Z'],
    [TAG.utcTime, '000229120000Z', '2000-02-29T12:00:00Z'],
    [TAG.generalizedTime, '99991231235959Z', '9999-12-31T23:59:59Z'],
    [TAG.generalizedTime, '20500101000000Z', '2050-01-01T00:00:00Z'],
  ])('reads time %s %s', (tag, text, expected) => {
    expect(formatTime(parseDer(ascii(tag, text), (r) => r.readTime()))).toBe(expected);
  });

  it.each([
    [TAG.utcTime, '4912312359Z'],
    [TAG.utcTime, '491231235959+0100'],
    [TAG.utcTime, '490229000000Z'],
    [TAG.utcTime, '491331000000Z'],
    [TAG.utcTime, '490100000000Z'],
    [TAG.utcTime, '491231240000Z'],
    [TAG.utcTime, '491231236000Z'],
    [TAG.utcTime, '491231235960Z'],
    [TAG.utcTime, '4912312359 9Z'],
    [TAG.generalizedTime, '20500101000000.5Z'],
    [TAG.generalizedTime, '20500101000000'],
  ])('refuses time %s %s', (tag, text) => {
    expect(codeOf(() => parseDer(ascii(tag, text), (r) => r.readTime()))).toBe('bad-time');
  });

  it.each([
    ['0c03e282ac', '€'],
    ['1303414243', 'ABC'],
    ['1302c3a9', 'é'],
    ['1e0420ac0041', '€A'],
    ['1c040001f600', '😀'],
    ['1401e9', 'é'],
  ])('reads the string %s', (hex, text) => {
    expect(parseDer(bytes(hex), (r) => r.readCharacterString())).toBe(text);
  });

  it.each(['0c01ff', '1301e9', '1602c3a9', '1e0141', '1e02d800', '1c0400110000', '1c040000d800'])(
    'refuses the string %s',
    (hex) => {
      expect(refusal(hex, (r) => r.readCharacterString())).toBe('bad-string');
    },
  );
});

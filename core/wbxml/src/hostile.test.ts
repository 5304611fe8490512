import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AirSync, decodeWbxml, element, WbxmlError } from './index.ts';

const HEADER = [0x03, 0x01, 0x6a, 0x00];
const document = (...body: readonly number[]): Uint8Array => Uint8Array.from([...HEADER, ...body]);
const codeOf = (bytes: Uint8Array, maxBytes?: number): string => {
  try {
    decodeWbxml(bytes, maxBytes);
    return 'read';
  } catch (error) {
    if (error instanceof WbxmlError) return error.code;
    throw error;
  }
};

describe('what is refused', () => {
  it.each([
    ['nothing', [], 'truncated'],
    ['another version', [0x02, 0x01, 0x6a, 0x00, 0x05], 'header'],
    ['another character set', [0x03, 0x01, 0x04, 0x00, 0x05], 'header'],
    ['a string table that is not there', [0x03, 0x01, 0x6a, 0x7f, 0x05], 'truncated'],
    ['an endless number', [0x03, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'number'],
    ['a number over 32 bits', [0x03, 0x9f, 0xff, 0xff, 0xff, 0x7f], 'number'],
  ] as const)('%s', (_title, bytes, code) => {
    expect(codeOf(Uint8Array.from(bytes))).toBe(code);
  });

  it.each([
    ['no element', [], 'truncated'],
    ['an END for a root', [0x01], 'root'],
    ['an unknown root', [0x3f], 'root'],
    ['a second root', [0x05, 0x05], 'root'],
    ['an element without END', [0x45], 'truncated'],
    ['a string without NUL', [0x45, 0x03, 0x61], 'truncated'],
    ['a string that is not UTF-8', [0x45, 0x03, 0xc3, 0x28, 0x00, 0x01], 'text'],
    ['opaque bytes that are not there', [0x45, 0xc3, 0x8f, 0xff, 0xff, 0xff, 0x7f, 0x00], 'truncated'],
    ['a page switch without a page', [0x00], 'truncated'],
    ['attributes', [0xc5, 0x01], 'token'],
    ...[0x02, 0x04, 0x40, 0x41, 0x42, 0x43, 0x44, 0x80, 0x81, 0x82, 0x83, 0x84, 0xc0, 0xc1, 0xc2, 0xc4].map(
      (token) => [`global token 0x${token.toString(16)}`, [0x45, token, 0x01], 'token'] as const,
    ),
  ] as const)('%s', (_title, body, code) => {
    expect(codeOf(document(...body))).toBe(code);
  });

  it('more levels than 32, of known and of unknown elements', () => {
    const nest = (token: number, depth: number): Uint8Array =>
      Uint8Array.from([HEADER, Array<number>(depth).fill(token), Array<number>(depth).fill(0x01)].flat());
    expect(codeOf(nest(0x45, 32))).toBe('read');
    expect(codeOf(nest(0x45, 33))).toBe('too-deep');
    expect(codeOf(nest(0x7f, 100_000))).toBe('too-deep');
  });

  it('more elements than the budget, and more bytes', () => {
    expect(codeOf(document(0x45, ...Array<number>(50_000).fill(0x0b), 0x01))).toBe('too-many');
    expect(codeOf(document(0x05), 4)).toBe('too-long');
  });

  it.each([
    ['strings', 0x03],
    ['byte strings', 0xc3],
  ])('millions of empty %s in one element', (_what, token) => {
    const bytes = new Uint8Array(4_000_000);
    bytes.set(document(0x45));
    for (let at = 5; at < bytes.length; at += 2) bytes[at] = token;
    expect(codeOf(bytes)).toBe('too-many');
  });
});

describe('what is read over', () => {
  it('an unknown tag and an unknown page, with everything in them', () => {
    const unknown = [0x7f, 0x00, 0x63, 0x45, 0x03, 0x61, 0x00, 0x01, 0x01];
    expect(decodeWbxml(document(0x45, ...unknown, 0x00, 0x00, 0x4b, 0x03, 0x31, 0x00, 0x01, 0x01))).toEqual(
      element(AirSync.Sync, [element(AirSync.SyncKey, '1')]),
    );
  });

  it('a public id of more bytes and a string table', () => {
    expect(decodeWbxml(Uint8Array.from([0x03, 0x81, 0x01, 0x6a, 0x02, 0x61, 0x00, 0x05]))).toEqual(
      element(AirSync.Sync),
    );
  });
});

it('reads any bytes or throws its own error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(() => codeOf(bytes)).not.toThrow();
      expect(() => codeOf(document(...bytes))).not.toThrow();
    }),
  );
});

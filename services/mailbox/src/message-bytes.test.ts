import { describe, expect, test } from 'vitest';
import { MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, MAX_MULTIPARTS } from './budgets.ts';
import { MailError } from './mail-error.ts';
import { encodeMessageBytes, fieldValue, headerField, parseMessageBytes } from './message-bytes.ts';

describe('parseMessageBytes', () => {
  test('cuts fields and body, and encodes them to the same bytes', () => {
    const raw = bytes('Subject: a\r\n b\r\nX-Y:c\r\n\r\nbody\n\xff\r\n\r\nmore');
    const message = parseMessageBytes(raw);
    expect(message.fields.map(({ name }) => name)).toEqual(['subject', 'x-y']);
    expect(message.fields.map(fieldValue)).toEqual(['a b', 'c']);
    expect(encodeMessageBytes(message)).toEqual(raw);
  });

  test('takes bare line feeds, and a message that ends with its header', () => {
    const message = parseMessageBytes(bytes('Subject: a\nTo: b\n\nbody\n'));
    expect(Buffer.from(encodeMessageBytes(message)).toString()).toBe('Subject: a\r\nTo: b\r\n\r\nbody\n');
    expect(parseMessageBytes(bytes('Subject: a\r\n')).fields.map(fieldValue)).toEqual(['a']);
  });

  test('reads UTF-8 in a header', () => {
    const raw = new Uint8Array(Buffer.from('To: jörg@münchen.example\r\n\r\n'));
    expect(parseMessageBytes(raw).fields.map(fieldValue)).toEqual(['jörg@münchen.example']);
    expect(fieldValue(headerField('X', 'ü'))).toBe('ü');
  });

  test.each([
    ['nothing', ''],
    ['no header', 'hello'],
    ['a header that begins with a continuation', ' a\r\nSubject: b\r\n\r\n'],
    ['a line without a colon', 'Subject: a\r\nbody already\r\n\r\n'],
    ['a name beyond ASCII', 'S\xfcbject: a\r\n\r\n'],
    ['a name with a space', 'A B: c\r\n\r\n'],
    ['noise', '\x00\x01\xfe\xff'.repeat(1000)],
    ['a header without end', `X: ${'a'.repeat(MAX_HEADER_BYTES)}`],
    ['parts in parts', nested(MAX_MULTIPARTS + 1)],
    ['parts in parts, the type on a line of its own', 'Content-Type:\r\n Multipart/Mixed\r\n'.repeat(101)],
  ])('refuses %s', (_name, text) => {
    expect(() => parseMessageBytes(bytes(text))).toThrow(MailError);
  });

  test('takes as many parts in parts as the budget allows, and not a byte too many', () => {
    expect(parseMessageBytes(bytes(nested(MAX_MULTIPARTS))).fields).toHaveLength(1);
    const largest = bytes('A: b\r\n\r\n'.padEnd(MAX_MESSAGE_BYTES, 'x'));
    expect(parseMessageBytes(largest).fields).toHaveLength(1);
    expect(() => parseMessageBytes(new Uint8Array(MAX_MESSAGE_BYTES + 1))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});

function nested(depth: number): string {
  const parts = Array.from(
    { length: depth },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  );
  return parts.join('');
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

import type { MailMessageId } from '@signet/identity';
import { expect, test } from 'vitest';
import { parseMail } from './parse-mail.ts';
import { ParsedCache } from './parsed-cache.ts';

const [A, B, C] = ['a', 'b', 'c'] as readonly string[] as readonly [
  MailMessageId,
  MailMessageId,
  MailMessageId,
];
const MAIL = await parseMail(new Uint8Array(Buffer.from(`Subject: x\r\n\r\n${'x'.repeat(10_000)}`)));

test('keeps what was asked for last, and no more than it may', () => {
  const cache = new ParsedCache(60_000);
  cache.put(A, MAIL);
  cache.put(B, MAIL);
  cache.put(B, MAIL);
  expect(cache.find(A)).toBe(MAIL);
  cache.put(C, MAIL);
  expect([A, B, C].map((id) => cache.find(id) !== undefined)).toEqual([true, false, true]);
});

test('does not keep what is larger than all it may keep', () => {
  const cache = new ParsedCache(10_000);
  cache.put(A, MAIL);
  expect(cache.find(A)).toBeUndefined();
  expect(new ParsedCache(30_000).find(A)).toBeUndefined();
});

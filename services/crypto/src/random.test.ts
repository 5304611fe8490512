import { isGuid } from '@signet/identity';
import { expect, test } from 'vitest';
import { createSystemClock } from './clock.ts';
import { createRandom } from './random.ts';

const random = createRandom();

test('secrets carry 256 bits as base64url and do not repeat', () => {
  const secrets = Array.from({ length: 100 }, () => random.secret());
  for (const secret of secrets) {
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  }
  expect(new Set(secrets).size).toBe(100);
});

test('GUIDs are of version 4 in lower case', () => {
  const guid = random.guid();
  expect(isGuid(guid)).toBe(true);
  expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('bytes have the length that was asked for', () => {
  expect(random.bytes(0)).toEqual(new Uint8Array());
  expect(random.bytes(20)).toHaveLength(20);
  expect(Buffer.from(random.bytes(16))).not.toEqual(Buffer.from(random.bytes(16)));
});

test('the clock counts whole Unix seconds', () => {
  const before = Math.floor(Date.now() / 1000);
  const now = createSystemClock().now();
  expect(Number.isInteger(now)).toBe(true);
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
});

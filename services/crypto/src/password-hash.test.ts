import { expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.ts';

it('knows the password that was hashed, and no other', async () => {
  const stored = await hashPassword('correct horse');
  expect(await verifyPassword('correct horse', stored)).toBe(true);
  expect(await verifyPassword('correct horsE', stored)).toBe(false);
  expect(await verifyPassword('', stored)).toBe(false);
});

it('salts: the same password twice is two hashes, and neither holds it', async () => {
  const [first, second] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
  expect(first).not.toBe(second);
  expect(first).not.toContain('correct');
});

it.each([undefined, '', 'correct horse', 'scrypt$2$1$1$AAAA$AAAA'])(
  'says no where %s is stored',
  async (stored) => {
    expect(await verifyPassword('correct horse', stored)).toBe(false);
  },
);

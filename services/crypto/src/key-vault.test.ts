import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createKeyVault, KeyVaultError } from './key-vault.ts';

const key = new Uint8Array(randomBytes(32));
const vault = createKeyVault(key);
const secret = new TextEncoder().encode('private key');

test('opens what it sealed, in the same context and after a restart', () => {
  const sealed = vault.seal(secret, 'signing-key:1');
  expect(vault.open(sealed, 'signing-key:1')).toEqual(secret);
  expect(createKeyVault(key).open(sealed, 'signing-key:1')).toEqual(secret);
  expect(vault.open(vault.seal(new Uint8Array(), ''), '')).toEqual(new Uint8Array());
});

test('seals the same bytes differently each time, and never in the clear', () => {
  const sealed = [vault.seal(secret, 'a'), vault.seal(secret, 'a')].map((bytes) => Buffer.from(bytes));
  expect(sealed[0]).not.toEqual(sealed[1]);
  for (const bytes of sealed) expect(bytes.includes(secret)).toBe(false);
});

test('refuses another context', () => {
  expect(code(() => vault.open(vault.seal(secret, 'a'), 'b'))).toBe('sealed-malformed');
});

test('says that the key is another one', () => {
  const other = createKeyVault(new Uint8Array(randomBytes(32)));
  expect(code(() => other.open(vault.seal(secret, 'a'), 'a'))).toBe('wrong-key');
});

test('refuses bytes with any bit changed and any shorter prefix', () => {
  const sealed = vault.seal(secret, 'a');
  for (const index of sealed.keys()) {
    const changed = sealed.with(index, (sealed[index] ?? 0) ^ 1);
    expect(code(() => vault.open(changed, 'a'))).toMatch(/^(sealed-malformed|wrong-key)$/);
    expect(code(() => vault.open(sealed.subarray(0, index), 'a'))).toBe('sealed-malformed');
  }
});

test.each([0, 16, 31, 33])('refuses a key of %i bytes', (length) => {
  expect(code(() => createKeyVault(new Uint8Array(length)))).toBe('key-malformed');
});

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof KeyVaultError) return error.code;
    throw error;
  }
  return 'no error';
}

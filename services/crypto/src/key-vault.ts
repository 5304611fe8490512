import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyVault } from '@signet/identity';

export type KeyVaultErrorCode = 'key-malformed' | 'key-unreadable' | 'wrong-key' | 'sealed-malformed';

/** Thrown for an encryption key that cannot be used and for sealed bytes that it does not open. */
export class KeyVaultError extends Error {
  override readonly name = 'KeyVaultError';
  readonly code: KeyVaultErrorCode;

  constructor(code: KeyVaultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Bytes of an encryption key: AES-256. */
export const ENCRYPTION_KEY_LENGTH = 32;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce; the context is authenticated, not stored. Sealed bytes:
 * version, four bytes that tell keys apart, nonce, ciphertext, tag.
 */
export function createKeyVault(key: Uint8Array): KeyVault {
  if (key.length !== ENCRYPTION_KEY_LENGTH) {
    throw new KeyVaultError('key-malformed', `The encryption key must be ${ENCRYPTION_KEY_LENGTH} bytes.`);
  }
  const secretKey = createSecretKey(key);
  const fingerprint = createHash('sha256').update('signet key vault').update(key).digest().subarray(0, 4);
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_LENGTH);
      const cipher = createCipheriv('aes-256-gcm', secretKey, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      const sealed = Buffer.concat([Buffer.of(VERSION), fingerprint, nonce, ciphertext, cipher.getAuthTag()]);
      return new Uint8Array(sealed);
    },
    open(sealed, context) {
      const parts = split(sealed);
      if (!fingerprint.equals(parts.fingerprint)) {
        throw new KeyVaultError(
          'wrong-key',
          'The encryption key is not the one that this data was encrypted with; give Signet that key, or restore its file from the backup.',
        );
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', secretKey, parts.nonce, {
          authTagLength: TAG_LENGTH,
        });
        decipher.setAAD(Buffer.from(context)).setAuthTag(parts.tag);
        return new Uint8Array(Buffer.concat([decipher.update(parts.ciphertext), decipher.final()]));
      } catch (cause) {
        throw new KeyVaultError(
          'sealed-malformed',
          `The encrypted data of ${context} was altered or belongs elsewhere; restore the database from a backup.`,
          { cause },
        );
      }
    },
  };
}

function split(sealed: Uint8Array) {
  if (sealed.length < HEADER_LENGTH + TAG_LENGTH || sealed[0] !== VERSION) {
    throw new KeyVaultError(
      'sealed-malformed',
      'Encrypted data is cut short or of an unknown version; restore the database from a backup.',
    );
  }
  return {
    fingerprint: sealed.subarray(1, 5),
    nonce: sealed.subarray(5, HEADER_LENGTH),
    ciphertext: sealed.subarray(HEADER_LENGTH, sealed.length - TAG_LENGTH),
    tag: sealed.subarray(sealed.length - TAG_LENGTH),
  };
}

const VERSION = 1;
// NIST SP 800-38D §8.2.2: 96 random bits; far below 2^32 messages with one key.
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = 1 + 4 + NONCE_LENGTH;

import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto';
import type { ContentEncryption, EncryptedContent, XmlDecryptor } from '@signet/xml';

/**
 * Opens what was encrypted for one of these RSA keys, the newest first; at most four are tried, for each costs a
 * private-key operation. A key that does not fit, content that was changed, and a length that cannot be are one
 * answer: whoever sends it learns nothing about which it was.
 */
export function createXmlDecryptor(keys: readonly KeyObject[]): XmlDecryptor {
  const tried = keys.slice(0, MAX_KEYS);
  return Object.freeze({
    async decrypt(content: EncryptedContent) {
      for (const key of tried) {
        const octets = open(content, key);
        if (octets !== undefined) return octets;
      }
      return undefined;
    },
  });
}

function open(content: EncryptedContent, key: KeyObject): Uint8Array | undefined {
  const { algorithm, keyTransportHash: oaepHash, encryptedKey, cipherValue } = content;
  const { name, keyBytes } = CIPHERS[algorithm];
  if (cipherValue.length < NONCE_BYTES + TAG_BYTES) return undefined;
  try {
    const contentKey = privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
      encryptedKey,
    );
    if (contentKey.length !== keyBytes) return undefined;
    const nonce = cipherValue.subarray(0, NONCE_BYTES);
    const decryption = createDecipheriv(name, contentKey, nonce, { authTagLength: TAG_BYTES });
    decryption.setAuthTag(cipherValue.subarray(-TAG_BYTES));
    const clear = decryption.update(cipherValue.subarray(NONCE_BYTES, -TAG_BYTES));
    // Throws when the tag does not fit: nothing that was changed is ever handed on.
    return new Uint8Array(Buffer.concat([clear, decryption.final()]));
  } catch {
    return undefined;
  }
}

const CIPHERS = {
  'aes128-gcm': { name: 'aes-128-gcm', keyBytes: 16 },
  'aes192-gcm': { name: 'aes-192-gcm', keyBytes: 24 },
  'aes256-gcm': { name: 'aes-256-gcm', keyBytes: 32 },
} as const satisfies Record<ContentEncryption, unknown>;
/** XML Encryption 1.1 §5.2.4. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Current, next, and the one before. */
const MAX_KEYS = 4;

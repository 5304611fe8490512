import { constants, createCipheriv, publicEncrypt, X509Certificate } from 'node:crypto';
import type { Random } from '@signet/identity';
import type { ContentEncryption, XmlEncryptor } from '@signet/xml';

/**
 * Encrypts for the RSA key of a certificate (DER). Throws a `TypeError` for a certificate that cannot be read
 * or whose key is of another kind: such a certificate is no encryption certificate.
 */
export function createXmlEncryptor(
  certificate: Uint8Array,
  random: Pick<Random, 'bytes'>,
  algorithm: ContentEncryption = 'aes256-gcm',
): XmlEncryptor {
  const publicKey = readCertificate(certificate).publicKey;
  if (publicKey.asymmetricKeyType !== 'rsa') throw new TypeError('only RSA keys can be encrypted for');
  const cipher = CIPHERS[algorithm];
  return Object.freeze({
    algorithm,
    async encrypt(octets: Uint8Array) {
      const contentKey = random.bytes(cipher.keyBytes);
      const nonce = random.bytes(NONCE_BYTES);
      const encryption = createCipheriv(cipher.name, contentKey, nonce);
      const content = Buffer.concat([nonce, encryption.update(octets), encryption.final()]);
      const cipherValue = new Uint8Array(Buffer.concat([content, encryption.getAuthTag()]));
      const encryptedKey = new Uint8Array(publicEncrypt({ key: publicKey, ...OAEP }, contentKey));
      return { encryptedKey, cipherValue };
    },
  });
}

function readCertificate(certificate: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (cause) {
    throw new TypeError('the certificate cannot be read', { cause });
  }
}

const CIPHERS = {
  'aes128-gcm': { name: 'aes-128-gcm', keyBytes: 16 },
  'aes192-gcm': { name: 'aes-192-gcm', keyBytes: 24 },
  'aes256-gcm': { name: 'aes-256-gcm', keyBytes: 32 },
} as const satisfies Record<ContentEncryption, unknown>;
const NONCE_BYTES = 12;
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' } as const;

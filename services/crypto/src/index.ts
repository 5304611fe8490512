/**
 * services/crypto does with node:crypto what core may not: randomness, the clock, keys and signatures.
 */
export { createSystemClock } from './clock.ts';
export { type EncryptionKeySource, loadOrCreateEncryptionKey } from './encryption-key.ts';
export { createKeyVault, KeyVaultError, type KeyVaultErrorCode } from './key-vault.ts';
export { hashPassword, verifyPassword } from './password-hash.ts';
export { createRandom } from './random.ts';
export { createSignatureVerifier, sha1Hex } from './signature-verifier.ts';
export { generateSigningKey } from './signing-key.ts';
export { createXmlDecryptor } from './xml-decryptor.ts';
export { createXmlEncryptor } from './xml-encryptor.ts';
export { createXmlCrypto, createXmlSigner } from './xml-signer.ts';

/**
 * Encrypts what must not be readable in a copy of the database, a backup or a disk: private keys.
 * `@signet/crypto` implements it.
 */
export interface KeyVault {
  /** `context` says what the bytes are and whose (`signing-key:<id>`); they open with the same context only. */
  seal(plaintext: Uint8Array, context: string): Uint8Array;
  /** Throws when the bytes were altered, belong to another context or were sealed with another key. */
  open(sealed: Uint8Array, context: string): Uint8Array;
}

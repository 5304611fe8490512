import type { UnixSeconds } from '@signet/pki';

/** A private key and its certificate; the repository encrypts the private part at rest. */
export interface SigningKey {
  readonly id: string;
  /** `assertion-decryption`: partners encrypt for its certificate, and nothing is signed with it. */
  readonly use: 'token-signing' | 'token-signing-es256' | 'federation-signing' | 'assertion-decryption';
  /** PKCS #8 DER. */
  readonly privateKey: Uint8Array;
  /** Self-signed certificate, DER; the source of `kid`, `x5t` and `x5c`. */
  readonly certificate: Uint8Array;
  readonly notBefore: UnixSeconds;
  readonly notAfter: UnixSeconds;
  readonly createdAt: UnixSeconds;
}

export interface SigningKeyRepository {
  add(key: SigningKey): Promise<void>;
  remove(id: string): Promise<void>;
  /** Newest first. */
  list(use: SigningKey['use']): Promise<readonly SigningKey[]>;
}

/** Secrets that every process of the installation knows and that never change; encrypted at rest. */
export interface InstallationSecretRepository {
  /** The secret of this name; the candidate where there was none. Of any number of callers all get the same. */
  findOrAdd(name: string, candidate: Uint8Array): Promise<Uint8Array>;
}

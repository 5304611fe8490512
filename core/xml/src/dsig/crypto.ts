import type { DigestAlgorithm, SignatureAlgorithm } from './algorithms.ts';

/** A certificate that a partner is configured with; only its public key is used here. */
export interface VerificationKey {
  /** Comes back in the verdict: `signingCertificate`, `nextSigningCertificate`. */
  readonly id: string;
  /** DER. Its validity period is not looked at: being configured is what makes it trusted. */
  readonly certificate: Uint8Array;
}

/** The primitives that verification needs; `@signet/crypto` implements them with node:crypto. */
export interface XmlCrypto {
  digest(algorithm: DigestAlgorithm, data: Uint8Array): Uint8Array;
  /**
   * ECDSA values are r and s side by side (RFC 9231 §2.3.6), not DER. False when the key's type does not
   * fit the algorithm, when the certificate can't be read, and for any hostile value; never throws.
   */
  verify(input: {
    readonly algorithm: SignatureAlgorithm;
    /** DER. */
    readonly certificate: Uint8Array;
    readonly data: Uint8Array;
    readonly signature: Uint8Array;
  }): boolean;
}

/** A private key with its certificate; `@signet/crypto` makes one from a stored signing key. */
export interface XmlSigner {
  readonly algorithm: SignatureAlgorithm;
  /** DER, published in KeyInfo. */
  readonly certificate: Uint8Array;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** AlgorithmIdentifier of RFC 5280 §4.1.1.2. */
export interface AlgorithmIdentifier {
  /** Dotted decimal OID. */
  readonly algorithm: string;
  /** DER of the parameters with tag and length; absent when the field is absent. */
  readonly parameters: Uint8Array | undefined;
}

/**
 * Checks one signature. Core holds no cryptography: the caller passes this in (`@signet/crypto` has the one
 * built on node:crypto). It must answer `unsupported-algorithm` for anything outside its allow-list and
 * `invalid` when the key's type does not fit the algorithm; it must not throw on hostile input.
 */
export type SignatureVerifier = (input: {
  readonly algorithm: AlgorithmIdentifier;
  /** DER of the signer's SubjectPublicKeyInfo. */
  readonly subjectPublicKeyInfo: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}) => 'valid' | 'invalid' | 'unsupported-algorithm';

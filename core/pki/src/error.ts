/** What was wrong with bytes or text that claimed to be X.509. Stable: configuration, logs and docs name them. */
export type PkiErrorCode =
  | DerErrorCode
  | 'certificate-version'
  | 'signature-algorithm-mismatch'
  | 'duplicate-extension'
  | 'bad-extension'
  | 'empty-sequence'
  | 'too-many-elements'
  | 'bad-name'
  | 'bad-pem'
  | 'no-certificate'
  | 'bad-certificate-bag'
  | 'private-key-refused'
  | 'bad-crl'
  | 'bad-ocsp';

/** Faults of the encoding itself, X.690 §8, §10 and §11. */
export type DerErrorCode =
  | 'too-large'
  | 'too-deep'
  | 'truncated'
  | 'trailing-bytes'
  | 'unexpected-tag'
  | 'bad-tag'
  | 'bad-length'
  | 'bad-boolean'
  | 'bad-integer'
  | 'bad-bit-string'
  | 'bad-null'
  | 'bad-object-identifier'
  | 'bad-string'
  | 'bad-time';

/** Thrown for malformed input only; «revoked» or «no path» are verdicts. */
export class PkiError extends Error {
  override readonly name = 'PkiError';
  readonly code: PkiErrorCode;
  /** Where in the parsed bytes the fault was seen, when it has a place. */
  readonly offset: number | undefined;

  constructor(
    code: PkiErrorCode,
    message: string,
    facts: { readonly offset?: number; readonly cause?: unknown } = {},
  ) {
    super(facts.offset === undefined ? message : `${message} (at byte ${facts.offset})`, {
      cause: facts.cause,
    });
    this.code = code;
    this.offset = facts.offset;
  }
}

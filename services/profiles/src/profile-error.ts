export type ProfileErrorCode =
  /** Text with a character that XML 1.0 cannot carry. */
  | 'text-not-representable'
  /** A host that is no host name, an address without `@`. */
  | 'account-invalid'
  /** What should sign is not one certificate (the first) with its key. */
  | 'signer-invalid';

/** Thrown for what cannot become a profile; `message` is one sentence for the person who asked. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly code: ProfileErrorCode;

  constructor(code: ProfileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

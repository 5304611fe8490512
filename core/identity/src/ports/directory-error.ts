export type DirectoryErrorCode = 'already-exists' | 'not-found' | 'unavailable' | 'corrupt' | 'not-writable';

/** Thrown by every implementation of `Directory`; `message` is one sentence that says what to do next. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  readonly code: DirectoryErrorCode;

  constructor(code: DirectoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

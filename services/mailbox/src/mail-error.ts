export type MailErrorCode = 'malformed' | 'too-large';

/** Thrown for bytes that are no message or beyond the budgets; `message` says what of them. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: MailErrorCode;

  constructor(code: MailErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type LabErrorCode =
  | 'folder-not-empty'
  | 'folder-without-pki'
  | 'register-unreadable'
  | 'register-locked'
  | 'unknown-serial-number'
  | 'already-revoked'
  | 'not-on-hold'
  | 'no-base-crl'
  | 'port-taken'
  | 'browser-lost'
  | 'no-control'
  | 'control-refused'
  | 'control-failed';

/** Thrown by everything in the lab; `message` is one sentence that says what to do next. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

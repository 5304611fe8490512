/** What ends a request outside its command. `query`, `protocol-version`, `body`: 400. The others: 403. */
export type ActiveSyncErrorCode =
  | 'query'
  | 'protocol-version'
  | 'body'
  | 'certificate-refused'
  | 'device-blocked';

/** The one error of this package; `message` is the short text that the client gets. */
export class ActiveSyncError extends Error {
  override readonly name = 'ActiveSyncError';
  readonly code: ActiveSyncErrorCode;

  constructor(code: ActiveSyncErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Never 401 for a certificate: phones would ask for a password that cannot exist.
 */
export function statusOf({ code }: ActiveSyncError): 400 | 403 {
  return code === 'certificate-refused' || code === 'device-blocked' ? 403 : 400;
}

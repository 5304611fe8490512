/**
 * `invalid_request` is RFC 6749's own word, so that a token endpoint can pass it on; `body-too-large` and it
 * are the client's mistakes, `proxy-not-proved` is somebody's who speaks for another without the right to;
 * `client-hello-malformed` never leaves the listener; the rest are raised by `startListeners`.
 */
export type HttpErrorCode =
  | 'invalid_request'
  | 'body-too-large'
  | 'proxy-not-proved'
  | 'client-hello-malformed'
  | 'port-in-use'
  | 'port-not-permitted'
  | 'address-not-available'
  | 'listen-failed'
  | 'tls-identity-invalid'
  | 'proxy-proof-invalid';

/**
 * The one error of this package; `message` is one sentence that says what is wrong and holds no secret. A
 * handler may let it escape: the listener answers 400, 403 or 413 for the client's mistakes.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  /** The port that could not be opened. */
  readonly port: number | undefined;

  constructor(code: HttpErrorCode, message: string, options: ErrorOptions & { readonly port?: number } = {}) {
    super(message, options);
    this.code = code;
    this.port = options.port;
  }
}

/** 400, 403 or 413 for what the client did wrong, `undefined` for everything else. */
export function statusOf(error: unknown): 400 | 403 | 413 | undefined {
  return error instanceof HttpError ? STATUS[error.code] : undefined;
}

const STATUS: Partial<Readonly<Record<HttpErrorCode, 400 | 403 | 413>>> = {
  invalid_request: 400,
  'proxy-not-proved': 403,
  'body-too-large': 413,
};

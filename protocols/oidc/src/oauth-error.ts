import type { RequestContext } from '@signet/http';
import type { SignInCode } from '@signet/identity';
import { formatTime } from '@signet/pki';
import { describeOAuthError, type ProtocolErrorCode } from './oauth-error-codes.ts';

/** Thrown anywhere in the face; each endpoint turns it into JSON, a redirect or a page. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: ProtocolErrorCode | SignInCode;
  /** The `error` of RFC 6749 §5.2. */
  readonly error: string;
  readonly aadsts: number;
  readonly suberror: string | undefined;
  /** A claims challenge: the `claims` that the client is to repeat at the authorize endpoint. */
  readonly claims: string | undefined;

  constructor(code: ProtocolErrorCode | SignInCode, detail?: string, claims?: string) {
    const { error, aadsts, text, suberror } = describeOAuthError(code);
    super(detail === undefined ? text : `${text} ${detail}`);
    this.code = code;
    this.error = error;
    this.aadsts = aadsts;
    this.suberror = suberror;
    this.claims = claims;
  }
}

/**
 * What was judged is the client's own certificate (RFC 6749 §5.2 `invalid_client`), whatever the code says of people's:
 * the grant that came along is not to be thrown away for it.
 */
export class ClientCertificateError extends OAuthError {
  override readonly error = 'invalid_client';
  override readonly suberror = undefined;
}

/** A sign-in that is refused where no grant was presented: RFC 6749 §4.1.2.1 knows no `invalid_grant`. */
export class AccessDeniedError extends OAuthError {
  override readonly error = 'access_denied';
  override readonly suberror = undefined;
}

/** The body as Entra writes it, the same at every endpoint and in every redirect. */
export function errorBody(
  error: OAuthError,
  context: Pick<RequestContext, 'requestId' | 'correlationId' | 'now'>,
  loginOrigin: string,
): Readonly<Record<string, unknown>> {
  const timestamp = formatTime(context.now).replace('T', ' ');
  return {
    error: error.error,
    error_description:
      `AADSTS${error.aadsts}: ${error.message}\r\nTrace ID: ${context.requestId}\r\n` +
      `Correlation ID: ${context.correlationId}\r\nTimestamp: ${timestamp}`,
    error_codes: [error.aadsts],
    timestamp,
    trace_id: context.requestId,
    correlation_id: context.correlationId,
    error_uri: `${loginOrigin}/error?code=${error.aadsts}`,
    ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
    ...(error.claims === undefined ? {} : { claims: error.claims }),
  };
}

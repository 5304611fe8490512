import type { RequestContext } from '@signet/http';
import { errorBody, type OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { authorizationResponse } from './authorization-response.ts';
import type { AnswerAddress } from './authorize-request.ts';

/** Tells the application of a failure (RFC 6749 §4.1.2.1), at the address that was checked. */
export function redirectError(
  error: OAuthError,
  address: Pick<AnswerAddress, 'redirectUri' | 'responseMode' | 'state' | 'issuer'>,
  context: RequestContext,
  { origins, random }: OidcOptions,
): Response {
  const { error: name, error_description, error_uri } = errorBody(error, context, origins.login);
  return authorizationResponse(
    address,
    { error: String(name), error_description: String(error_description), error_uri: String(error_uri) },
    random,
  );
}

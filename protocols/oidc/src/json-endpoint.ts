import { type Form, HttpError, type RequestContext, readForm } from '@signet/http';
import { errorResponse, jsonResponse } from './json-response.ts';
import { OAuthError } from './oauth-error.ts';
import type { OidcOptions } from './options.ts';

/**
 * Answers a form with JSON. Nothing but 200, 400 and 401 may leave: after a 429, a 5xx or an HTML page the
 * MSALs refuse to call for a minute.
 */
export async function answerForm(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
  answer: (form: Form) => Promise<unknown>,
): Promise<Response> {
  try {
    return jsonResponse(await answer(await readForm(request)), 200, request, context);
  } catch (error) {
    if (error instanceof OAuthError) return errorResponse(error, request, context, options.origins.login);
    if (!(error instanceof HttpError)) options.onUnexpected(error, context);
    const told =
      error instanceof HttpError
        ? new OAuthError('request-unreadable', error.message)
        : new OAuthError('unexpected');
    return errorResponse(told, request, context, options.origins.login);
  }
}

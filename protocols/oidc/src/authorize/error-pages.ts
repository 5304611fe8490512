import { errorPage, htmlResponse, type RequestContext } from '@signet/http';
import { describeSignInCode, type SignInCode } from '@signet/identity';
import type { OAuthError } from '../oauth-error.ts';

/** The page of a refused sign-in: code, ids, time and one plain sentence; the remedy stays in the log. */
export function refusalPage(code: SignInCode, context: RequestContext): Response {
  const { aadsts, sentence } = describeSignInCode(code);
  return page(aadsts, sentence, context);
}

/** The page of a request that cannot be answered to its application. */
export function oauthErrorPage(error: OAuthError, context: RequestContext): Response {
  return page(error.aadsts, error.message, context);
}

function page(aadsts: number, sentence: string, context: RequestContext): Response {
  const { requestId, correlationId, now } = context;
  return htmlResponse(errorPage({ code: `AADSTS${aadsts}`, sentence, requestId, correlationId, time: now }), {
    status: 400,
    headers: { 'x-ms-request-id': requestId },
  });
}

import { errorPage, htmlResponse, type RequestContext } from '@signet/http';
import { describeSignInCode, type SignInCode, type SignInFace } from '@signet/identity';
import type { Check } from '@signet/pki';
import { clientFacts } from '../client-facts.ts';
import type { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';

/** The page of a refused sign-in: code, ids, time and one plain sentence; the remedy stays in the log. */
export function refusalPage(code: SignInCode, context: RequestContext): Response {
  const { aadsts, sentence } = describeSignInCode(code);
  return page(aadsts, sentence, context);
}

/** A leg came with a handle that leads nowhere: a row in the log, because it may have been carried here, and the page. */
export async function refuseLostInteraction(
  face: SignInFace,
  request: Request,
  context: RequestContext,
  { signIn }: Pick<OidcOptions, 'signIn'>,
): Promise<Response> {
  const client = clientFacts(request, context, undefined);
  await signIn.recordRefusal({ face, client, code: 'interaction-lost', evidence: [LOST] });
  return refusalPage('interaction-lost', context);
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

const LOST: Check = {
  check: 'interaction',
  rule: 'a handle is good once, in the browser that began',
  object: 'handle',
  result: 'fail',
  detail: 'This browser waits for no such answer: it was used, is too old, or was begun in another browser.',
};

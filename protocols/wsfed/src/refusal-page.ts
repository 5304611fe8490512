import { errorPage, htmlResponse, type RequestContext } from '@signet/http';
import { describeSignInCode, type SignInCode } from '@signet/identity';

/** The page of a refused sign-in: code, ids, time and one plain sentence. It leads nowhere. */
export function refusalPage(code: SignInCode, { requestId, correlationId, now }: RequestContext): Response {
  const { aadsts, sentence } = describeSignInCode(code);
  const page = errorPage({ code: `AADSTS${aadsts}`, sentence, requestId, correlationId, time: now });
  return htmlResponse(page, { status: 400, headers: { 'x-ms-request-id': requestId } });
}

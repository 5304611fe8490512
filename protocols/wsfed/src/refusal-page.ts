import { errorPage, htmlResponse, type RequestContext } from '@signet/http';
import { describeSignInCode, type SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { FaceRefusal, SignIn } from '@signet/sign-in';
import { clientFacts } from './client-facts.ts';

/** The page of a refused sign-in: code, ids, time and one plain sentence. It leads nowhere. */
export function refusalPage(code: SignInCode, { requestId, correlationId, now }: RequestContext): Response {
  const { aadsts, sentence } = describeSignInCode(code);
  const page = errorPage({ code: `AADSTS${aadsts}`, sentence, requestId, correlationId, time: now });
  return htmlResponse(page, { status: 400, headers: { 'x-ms-request-id': requestId } });
}

/** A refusal that the face found before there was anything to judge: a row in the sign-in log, then the page. */
export async function refuseOnPage(
  refusal: Omit<FaceRefusal, 'client'> & Partial<Pick<FaceRefusal['client'], 'appId'>>,
  request: Request,
  context: RequestContext,
  { signIn }: { readonly signIn: SignIn },
): Promise<Response> {
  const { appId, ...facts } = refusal;
  await signIn.recordRefusal({ ...facts, client: clientFacts(request, context, appId) });
  return refusalPage(refusal.code, context);
}

/** What came with a handle that leads nowhere: it may have been carried to another browser, so the log has it. */
export const LOST_INTERACTION: Check = {
  check: 'interaction',
  rule: 'a handle is good once, in the browser that began',
  object: 'handle',
  result: 'fail',
  detail: 'This browser waits for no such answer: it was used, is too old, or was begun in another browser.',
};

/** A request that cannot be read, or is none of those that its address takes. */
export function malformedRequest(detail: string): Check {
  return { check: 'request', rule: 'WS-Federation 1.2 §13.2', object: 'request', result: 'fail', detail };
}

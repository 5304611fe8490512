import { type ApplicationId, describeSignInCode, type SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { FaceRefusal, SignIn } from '@signet/sign-in';
import { htmlResponse } from '../html-response.ts';
import { type ErrorPage, errorPage } from '../pages/error-page.ts';
import type { RequestContext } from '../router.ts';
import { clientFacts } from './client-facts.ts';

/** The page of a refused sign-in: code, ids, time and one plain sentence; the remedy stays in the log. */
export function refusalPage(code: SignInCode, context: RequestContext): Response {
  const { aadsts, sentence } = describeSignInCode(code);
  return failurePage(aadsts, sentence, context, isAboutCertificate(code) ? 'certificate' : 'nothing');
}

/** A page with an AADSTS number that leads nowhere. */
export function failurePage(
  aadsts: number,
  sentence: string,
  context: RequestContext,
  help: ErrorPage['help'] & string = 'nothing',
): Response {
  const { requestId, correlationId, now } = context;
  const page = errorPage({ code: `AADSTS${aadsts}`, sentence, help, requestId, correlationId, time: now });
  return htmlResponse(page, { status: 400, headers: { 'x-ms-request-id': requestId } });
}

/** A refusal that a face found before there was anything to judge: a row in the sign-in log, then the page. */
export async function refuseOnPage(
  refusal: Omit<FaceRefusal, 'client'> & { readonly appId?: ApplicationId | undefined },
  request: Request,
  context: RequestContext,
  { signIn }: { readonly signIn: SignIn },
): Promise<Response> {
  const { appId, ...facts } = refusal;
  await signIn.recordRefusal({ ...facts, client: clientFacts(request, context, appId) });
  return refusalPage(refusal.code, context);
}

/** The browser sends the same certificate, or none, until it is closed (KB 4032987): the page says so. */
function isAboutCertificate(code: SignInCode): boolean {
  return code === 'no-certificate' || code.startsWith('certificate-');
}

/** What came with a handle that leads nowhere: it may have been carried to another browser, so the log has it. */
export const LOST_INTERACTION: Check = {
  check: 'interaction',
  rule: 'a handle is good once, in the browser that began',
  object: 'handle',
  result: 'fail',
  detail: 'This browser waits for no such answer: it was used, is too old, or was begun in another browser.',
};

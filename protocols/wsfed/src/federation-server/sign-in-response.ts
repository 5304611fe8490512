import { type IssuedClaims, issueAssertion } from '@signet/federation';
import {
  autoPostPage,
  htmlResponse,
  issueClaims,
  type RequestContext,
  refuseOnPage,
  takeCertificateResult,
} from '@signet/http';
import type { UnixSeconds } from '@signet/pki';
import type { XmlText } from '@signet/xml';
import { WA } from '../vocabulary.ts';
import { CERTIFICATE_STEP, type CertificateResult } from './certificate.ts';
import type { FederationServerOptions } from './options.ts';
import { writeRequestSecurityTokenResponse } from './request-security-token-response.ts';
import type { WsignInRequest } from './sign-in-request.ts';
import { rememberRelyingParty } from './sign-out.ts';

/**
 * Back on the login host, in the browser that began: issues the assertion, if the rules let the relying party have
 * one, and posts it there (AD FS).
 */
export async function completeSignIn(
  handle: string,
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> {
  const result = await takeCertificateResult<WsignInRequest>(
    CERTIFICATE_STEP,
    handle,
    request,
    context,
    options,
  );
  if (result instanceof Response) return result;
  const token = { audience: result.request.wtrealm, tokenType: 'saml11' } as const;
  const answer = await issueClaims(result, token, request, context, options.claims);
  if (answer.verdict === 'refused') {
    const { code, checks: evidence, user } = answer;
    const { tenantId } = options;
    const whom = { userId: user?.id ?? result.userId, userPrincipalName: user?.userPrincipalName };
    const refusal = { face: 'federation-server', code, evidence, tenantId, ...whom } as const;
    const { correlationId } = result.request;
    return refuseOnPage(refusal, request, { ...context, correlationId }, options);
  }
  const wresult = await issueToken(result, answer.claims, context.now, options);
  return postToRelyingParty(wresult, result, request, options);
}

async function issueToken(
  { request: { wtrealm }, authentication }: CertificateResult,
  claims: IssuedClaims,
  now: UnixSeconds,
  options: FederationServerOptions,
): Promise<XmlText> {
  const signer = options.createSigner(await options.keyRing.current(now));
  const { token, expires } = await issueAssertion(
    { claims, authentication, provenBy: 'tls-certificate', audience: wtrealm },
    now,
    { ...options, signer },
  );
  return writeRequestSecurityTokenResponse({ token, appliesTo: wtrealm, created: now, expires });
}

async function postToRelyingParty(
  wresult: XmlText,
  { request: { wctx, wtrealm, replyUrl } }: CertificateResult,
  request: Request,
  options: FederationServerOptions,
): Promise<Response> {
  const nonce = options.random.secret();
  const page = autoPostPage({
    action: replyUrl,
    fields: [
      ['wa', WA.signIn],
      ['wresult', wresult.text],
      ...(wctx === undefined ? [] : [['wctx', wctx] as const]),
    ],
    title: 'Signing you in',
    nonce,
  });
  const headers = [rememberRelyingParty(request, wtrealm, await options.listRelyingParties())];
  // The relying party answers with redirects of its own, which Chromium would hold against a narrower list.
  return htmlResponse(page, { nonce, formAction: 'any', headers });
}

import {
  type ClaimsIssued,
  type ClaimsRefused,
  type IssuedClaims,
  issueAssertion,
  issuedFactors,
} from '@signet/federation';
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
import { TOO_FEW_FACTORS, type WsignInRequest } from './sign-in-request.ts';
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
  const outcome = answer.verdict === 'issued' ? judgeFactors(answer, result.request) : answer;
  if (outcome.verdict === 'refused') {
    const { code, checks: evidence, user } = outcome;
    const { tenantId } = options;
    const whom = { userId: user?.id ?? result.userId, userPrincipalName: user?.userPrincipalName };
    const refusal = { face: 'federation-server', code, evidence, tenantId, ...whom } as const;
    const { correlationId } = result.request;
    return refuseOnPage(refusal, request, { ...context, correlationId }, options);
  }
  const wresult = await issueToken(result, outcome.claims, context.now, options);
  return postToRelyingParty(wresult, result, request, options);
}

/** WS-Federation 1.2 §13.2.1: where `wauth` asks for a method, no weaker one stands in for it. */
function judgeFactors(
  issued: ClaimsIssued,
  { factors }: WsignInRequest,
): ClaimsIssued | Omit<ClaimsRefused, 'stages'> {
  if (factors !== 'multiple' || issuedFactors(issued.claims) === 'multiple') return issued;
  const { user } = issued;
  return { verdict: 'refused', code: 'partner-multi-factor-missing', checks: [TOO_FEW_FACTORS], user };
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

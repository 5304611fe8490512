import { issueAssertion } from '@signet/federation';
import { autoPostPage, htmlResponse, type RequestContext, readBinding } from '@signet/http';
import type { UnixSeconds } from '@signet/pki';
import type { XmlText } from '@signet/xml';
import { WA } from '../vocabulary.ts';
import { CERTIFICATE_RESULT, type CertificateResult } from './certificate.ts';
import type { FederationServerOptions } from './options.ts';
import { refuseLost } from './refusals.ts';
import { writeRequestSecurityTokenResponse } from './request-security-token-response.ts';
import { rememberRelyingParty } from './sign-out.ts';

/**
 * Back on the login host, in the browser that began: issues the assertion and posts it to the relying party
 * (protocols.md §3.2).
 */
export async function completeSignIn(
  handle: string,
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> {
  const binding = readBinding(request, context.now);
  const result = await options.interactions.take<CertificateResult>(CERTIFICATE_RESULT, handle, binding);
  if (!result) return refuseLost(request, context, options);
  const { wctx, wtrealm, replyUrl } = result.request;
  const wresult = await issueToken(result, context.now, options);
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

async function issueToken(
  { request: { wtrealm }, user, authentication }: CertificateResult,
  now: UnixSeconds,
  options: FederationServerOptions,
): Promise<XmlText> {
  const signer = options.createSigner(await options.keyRing.current(now));
  const { token, expires } = await issueAssertion(
    { user, authentication, provenBy: 'tls-certificate', audience: wtrealm },
    now,
    { ...options, signer },
  );
  return writeRequestSecurityTokenResponse({ token, appliesTo: wtrealm, created: now, expires });
}

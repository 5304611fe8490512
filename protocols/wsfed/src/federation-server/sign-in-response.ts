import { autoPostPage, htmlResponse, type RequestContext, readBinding } from '@signet/http';
import { formatSerialNumber, type UnixSeconds } from '@signet/pki';
import { SAML11, type Saml11Assertion, signEnveloped, writeAssertion, type XmlText } from '@signet/xml';
import { METHOD_TLS_CLIENT } from '../authentication-methods.ts';
import { CLAIMS, WA } from '../vocabulary.ts';
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
  result: CertificateResult,
  now: UnixSeconds,
  { keyRing, createSigner, xmlCrypto, issuerUri, random }: FederationServerOptions,
): Promise<XmlText> {
  const assertion = describeAssertion(result, `_${random.guid()}`, issuerUri, now);
  const signed = await signEnveloped(writeAssertion(assertion), {
    signer: createSigner(await keyRing.current(now)),
    crypto: xmlCrypto,
    idAttribute: 'AssertionID',
    position: 'last',
  });
  return writeRequestSecurityTokenResponse({
    token: signed,
    appliesTo: result.request.wtrealm,
    created: now,
    expires: assertion.conditions.notOnOrAfter,
  });
}

/** The claims that AD FS issues to Entra, with those that let revocation be asked later (entra-cba.md §6.4, §1.5). */
function describeAssertion(
  { request, user, authentication }: CertificateResult,
  assertionId: string,
  issuer: string,
  now: UnixSeconds,
): Saml11Assertion {
  const { userPrincipalName, onPremisesImmutableId } = user;
  const claims: [string, string | undefined][] = [
    [CLAIMS.userPrincipalName, userPrincipalName],
    [CLAIMS.immutableId, onPremisesImmutableId],
    [CLAIMS.authenticationMethodsReferences, METHOD_TLS_CLIENT],
    [
      CLAIMS.serialNumber,
      authentication.certificate && formatSerialNumber(authentication.certificate.serialNumber),
    ],
    [CLAIMS.issuer, authentication.certificate?.issuer],
  ];
  return {
    assertionId,
    issuer,
    issueInstant: now,
    conditions: { notBefore: now, notOnOrAfter: now + LIFETIME_SECONDS, audiences: [request.wtrealm] },
    nameIdentifier: { format: SAML11.unspecifiedFormat, value: onPremisesImmutableId ?? userPrincipalName },
    attributes: new Map(claims.flatMap(([type, value]) => (value === undefined ? [] : [[type, [value]]]))),
    authenticationMethod: SAML11.tlsClient,
    authenticationInstant: authentication.authTime,
  };
}

/** AD FS's default TokenLifetime (entra-cba.md §6.4). */
const LIFETIME_SECONDS = 60 * 60;

import { type ClaimsIssued, issuedFactors } from '@signet/federation';
import { clientFacts, issueClaims, type RequestContext, takeCertificateResult } from '@signet/http';
import type { RelyingPartyTrust, SignInCode, User } from '@signet/identity';
import type { Check } from '@signet/pki';
import { type Status, writeResponse } from '../messages/response.ts';
import { STATUS } from '../vocabulary.ts';
import { CERTIFICATE_STEP, type CertificateResult } from './certificate.ts';
import { issueResponse } from './issue-response.ts';
import { nameSubject } from './name-id.ts';
import type { IdentityProviderOptions } from './options.ts';
import { refuse } from './refusals.ts';
import { postMessage, signMessage } from './send.ts';
import { rememberParticipant } from './session.ts';
import { check, type SamlSignInRequest } from './sign-in-request.ts';

/** Back on the login host, in the browser that began: issues the assertion and posts it to the relying party. */
export async function completeSignIn(
  handle: string,
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const result = await takeCertificateResult<SamlSignInRequest>(
    CERTIFICATE_STEP,
    handle,
    request,
    context,
    options,
  );
  if (result instanceof Response) return result;
  const trust = await options.directory.relyingPartyTrusts.find(result.request.trustId);
  if (trust?.state !== 'enabled') {
    const gone = check(
      'trust',
      result.request.audience,
      'The relying party was removed or disabled meanwhile.',
    );
    return refuse('relying-party-unknown', [gone], request, context, options);
  }
  const token = { audience: result.request.audience, tokenType: 'saml20' } as const;
  const answer = await issueClaims(result, token, request, context, options.claims);
  if (answer.verdict === 'issued') return postAssertion({ result, trust, answer }, request, context, options);
  const { code, checks, user } = answer;
  const status = { code: STATUS.responder, second: STATUS.requestDenied };
  return declineSignIn({ code, checks, user, answer: status, to: result.request }, request, context, options);
}

/** The rules have said what: now whether it is whom and how the relying party asked for. */
async function postAssertion(
  {
    result,
    trust,
    answer: { user, claims },
  }: {
    readonly result: CertificateResult;
    readonly trust: RelyingPartyTrust;
    readonly answer: ClaimsIssued;
  },
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { subject, assertionConsumerService: destination, relayState } = result.request;
  const authnContextClassRef = result.request.authnContexts[issuedFactors(claims)];
  if (authnContextClassRef === undefined) {
    const detail = 'The certificate is worth another number of factors than the relying party asks for.';
    const answer = { code: STATUS.responder, second: STATUS.noAuthnContext, message: detail };
    const checks = [check('RequestedAuthnContext', undefined, detail)];
    const code = 'partner-multi-factor-missing';
    return declineSignIn({ code, checks, user, answer, to: result.request }, request, context, options);
  }
  const nameId = nameSubject(claims.nameId, user, result.request, `_${options.random.guid()}`);
  if (nameId === undefined) {
    const detail = 'The rules of the relying party issue a NameID of another format than it asks for.';
    const answer = { code: STATUS.requester, second: STATUS.invalidNameIdPolicy };
    const checks = [check('NameID', claims.nameId?.format, detail)];
    const declined = { code: 'claim-rules-failed', checks, user, answer, to: result.request } as const;
    return declineSignIn(declined, request, context, options);
  }
  if (subject !== undefined && subject !== nameId.value && subject !== user.userPrincipalName) {
    // SAML 2.0 core §3.4.1: an answer about somebody else than the one who was asked for is none.
    const detail = 'Somebody else signed in than the one who was asked for.';
    const answer = { code: STATUS.responder, second: STATUS.unknownPrincipal, message: detail };
    const checks = [check('Subject', subject, detail)];
    const declined = { code: 'user-not-found', checks, user, answer, to: result.request } as const;
    return declineSignIn(declined, request, context, options);
  }
  const sessionIndex = `_${options.random.guid()}`;
  const message = await issueResponse(
    { ...result, claims, trust, nameId, authnContextClassRef, sessionIndex },
    context.now,
    options,
  );
  const participant = { trust, nameId, sessionIndex };
  const headers = [await rememberParticipant(request, participant, context.now, options)];
  const outgoing = { parameter: 'SAMLResponse', message, destination, relayState } as const;
  return postMessage(outgoing, { title: 'Signing you in', headers }, options.random);
}

/** Tells the relying party why it gets no assertion, and the log. */
export async function declineSignIn(
  declined: {
    readonly code: SignInCode;
    readonly checks: readonly Check[];
    /** Whom it is about, once that is known. */
    readonly user?: User | undefined;
    readonly answer: Status;
    readonly to: Partial<Pick<SamlSignInRequest, 'correlationId'>> &
      Pick<SamlSignInRequest, 'assertionConsumerService' | 'inResponseTo' | 'relayState'>;
  },
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { code, checks: evidence, answer, to, user } = declined;
  const { correlationId = context.correlationId } = to;
  const client = { ...clientFacts(request, context, undefined), correlationId };
  const whom = { userId: user?.id, userPrincipalName: user?.userPrincipalName };
  const { tenantId, keyRing, createSigner, xmlCrypto: crypto, random, issuerUri } = options;
  await options.signIn.recordRefusal({
    face: 'federation-server',
    code,
    evidence,
    tenantId,
    client,
    ...whom,
  });
  const { assertionConsumerService: destination, inResponseTo, relayState } = to;
  const head = { id: `_${random.guid()}`, issueInstant: context.now, issuer: issuerUri };
  const response = writeResponse({ ...head, destination, inResponseTo, status: answer });
  const signer = createSigner(await keyRing.current(context.now));
  const message = await signMessage(response, { signer, crypto });
  const outgoing = { parameter: 'SAMLResponse', message, destination, relayState } as const;
  return postMessage(outgoing, { title: 'Going back' }, random);
}

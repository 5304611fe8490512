import { type IssuedClaims, issueAssertion } from '@signet/federation';
import { clientFacts, type RequestContext, readBody } from '@signet/http';
import type { CertificateProof, PasswordProof, SignInDecision } from '@signet/sign-in';
import { xmlDocument } from '@signet/xml';
import { writeAnswer } from './answer.ts';
import { checkAddressing, checkRelyingParty, checkTimestamp } from './checks.ts';
import type { Endpoint } from './endpoints.ts';
import { writeFault } from './fault.ts';
import { MAX_MESSAGE_BYTES } from './message/envelope.ts';
import { type Message, readMessage } from './message/read-message.ts';
import { verifySigner } from './message-signature.ts';
import type { WsTrustOptions } from './options.ts';
import { MessageRefusal, refuse } from './refusal.ts';

/**
 * One RequestSecurityToken: the message is checked, its credential judged, the assertion issued. Every refusal is
 * a row in the sign-in log and a fault with status 500, as AD FS answers and clients expect.
 */
export async function answerIssue(
  endpoint: Endpoint,
  request: Request,
  context: RequestContext,
  options: WsTrustOptions,
): Promise<Response> {
  let message: Message | undefined;
  try {
    message = readMessage(await readText(request), endpoint.version);
    checkAddressing(message, endpoint, options);
    checkTimestamp(message, endpoint, context.now);
    await checkRelyingParty(message, options);
    const proof = await proofOf(message, endpoint, context, options);
    const decision = await decide(proof, request, context, options);
    if (decision.verdict === 'refused') return faultResponse(decision.code, message, endpoint, context);
    return await issue({ ...decision, proof, message, endpoint }, request, context, options);
  } catch (error) {
    if (!(error instanceof MessageRefusal)) throw error;
    const { code, checks: evidence, user } = error;
    const { signIn, tenantId } = options;
    const client = clientFacts(request, context, undefined);
    const whom = { userId: user?.id, userPrincipalName: user?.userPrincipalName };
    await signIn.recordRefusal({ face: 'ws-trust', client, code, evidence, tenantId, ...whom });
    return faultResponse(code, message, endpoint, context);
  }
}

/** SOAP 1.2 part 2 §7: a program that sends another media type speaks another protocol. */
async function readText(request: Request): Promise<string> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!SOAP_CONTENT_TYPE.test(contentType)) {
    return refuse(
      'request-malformed',
      'content-type',
      'RFC 3902',
      'It must be application/soap+xml in UTF-8.',
    );
  }
  const bytes = await readBody(request, MAX_MESSAGE_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('request-malformed', 'soap-message', 'RFC 3902', 'The message is not UTF-8.');
  }
}

function decide(
  proof: CertificateProof | PasswordProof,
  request: Request,
  context: RequestContext,
  { signIn, tenantId }: WsTrustOptions,
): Promise<SignInDecision> {
  const client = clientFacts(request, context, undefined);
  return signIn.decide({ face: 'ws-trust', client, tenantId, proof });
}

async function proofOf(
  message: Message,
  { credential }: Endpoint,
  { peerCertificates, now }: RequestContext,
  options: WsTrustOptions,
): Promise<CertificateProof | PasswordProof> {
  const { issuerUri, origins } = options;
  const audience = { kind: 'federated', issuerUri, signInOrigin: origins.login } as const;
  const certificate = { kind: 'certificate', expectedUserPrincipalName: undefined, audience } as const;
  switch (credential) {
    case 'tls-certificate':
      return { ...certificate, peerCertificates };
    case 'message-signature': {
      const signer = await verifySigner(message, now, options);
      return { ...certificate, peerCertificates: [signer.certificate], checks: signer.checks };
    }
    case 'password': {
      const token = message.parts.usernameToken;
      if (token === undefined) {
        return refuse('request-malformed', 'username-token', 'WS-Security', 'There is no UsernameToken.');
      }
      return { kind: 'password', userPrincipalName: token.userName, password: token.password, audience };
    }
    default:
      return credential satisfies never;
  }
}

/** Somebody who was accepted, and what they ask for. */
interface Accepted extends Omit<Extract<SignInDecision, { verdict: 'accepted' }>, 'verdict'> {
  readonly proof: CertificateProof | PasswordProof;
  readonly message: Message;
  readonly endpoint: Endpoint;
}

async function issue(
  accepted: Accepted,
  request: Request,
  context: RequestContext,
  options: WsTrustOptions,
): Promise<Response> {
  const { message, authentication, endpoint } = accepted;
  const { now } = context;
  const claims = await issueClaims(accepted, request, context, options);
  const signer = options.createSigner(await options.keyRing.current(now));
  const issued = await issueAssertion(
    { claims, authentication, provenBy: endpoint.credential, audience: message.appliesTo },
    now,
    { ...options, signer },
  );
  return soapResponse(200, xmlDocument(writeAnswer(issued, message, endpoint.version, now)));
}

/** Throws `MessageRefusal` when the rules of the relying party refuse. */
async function issueClaims(
  { proof, user, authentication, message, endpoint }: Accepted,
  request: Request,
  context: RequestContext,
  options: WsTrustOptions,
): Promise<IssuedClaims> {
  const facts = clientFacts(request, context, undefined);
  const answer = await options.claims.issue({
    userId: user.id,
    authentication,
    provenBy: endpoint.credential,
    certificate: proof.kind === 'certificate' ? proof.peerCertificates[0] : undefined,
    audience: message.appliesTo,
    tokenType: 'saml11',
    request: { ...facts, path: endpoint.path },
  });
  if (answer.verdict === 'refused') throw new MessageRefusal(answer.code, answer.checks, user);
  return answer.claims;
}

function faultResponse(
  code: Parameters<typeof writeFault>[0],
  message: Message | undefined,
  { version }: Endpoint,
  { requestId }: RequestContext,
): Response {
  const fault = writeFault(code, { requestId, relatesTo: message?.messageId }, version);
  return soapResponse(500, xmlDocument(fault));
}

function soapResponse(status: number, body: string): Response {
  const headers = { 'content-type': 'application/soap+xml; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(body, { status, headers });
}

// MSIdentityTools leaves the charset out; WCF adds the action.
const SOAP_CONTENT_TYPE =
  /^\s*application\/soap\+xml\s*(;\s*(charset\s*=\s*"?utf-8"?|action\s*=\s*"[^"]*")\s*)*$/i;

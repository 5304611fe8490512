import { clientFacts, type RequestContext, readBinding } from '@signet/http';
import type { RelyingPartyTrust, SignInCode } from '@signet/identity';
import { type Check, formatSerialNumber, type UnixSeconds } from '@signet/pki';
import {
  encryptElement,
  type NameId,
  SAML20,
  type Saml20Assertion,
  writeSaml20Assertion,
  type XmlSigner,
  type XmlText,
  xml,
} from '@signet/xml';
import { type Status, SUCCESS, writeResponse } from '../messages/response.ts';
import { AUTHN_CONTEXT, CLAIMS, CLOUD_ENTITY, STATUS } from '../vocabulary.ts';
import { CERTIFICATE_RESULT, type CertificateResult } from './certificate.ts';
import { nameUser } from './name-id.ts';
import type { IdentityProviderOptions } from './options.ts';
import { refuse, refuseLost } from './refusals.ts';
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
  const binding = readBinding(request, context.now);
  const result = await options.interactions.take<CertificateResult>(CERTIFICATE_RESULT, handle, binding);
  if (!result) return refuseLost(request, context, options);
  const trust = await options.directory.relyingPartyTrusts.find(result.request.trustId);
  if (trust?.state !== 'enabled') {
    const gone = check(
      'trust',
      result.request.audience,
      'The relying party was removed or disabled meanwhile.',
    );
    return refuse('relying-party-unknown', [gone], request, context, options);
  }
  const { nameIdFormat, audience, subject } = result.request;
  const nameId = nameUser(result.user, nameIdFormat, audience, `_${options.random.guid()}`);
  if (subject !== undefined && subject !== nameId.value && subject !== result.user.userPrincipalName) {
    // SAML 2.0 core §3.4.1: an answer about somebody else than the one who was asked for is none.
    const detail = 'Somebody else signed in than the one who was asked for.';
    const answer = { code: STATUS.responder, second: STATUS.unknownPrincipal, message: detail };
    const declined = { code: 'user-not-found', checks: [check('Subject', subject, detail)] } as const;
    return declineSignIn({ ...declined, answer, to: result.request }, request, context, options);
  }
  const sessionIndex = `_${options.random.guid()}`;
  const message = await issueResponse({ ...result, trust, nameId, sessionIndex }, context.now, options);
  const participant = { trust, nameId, sessionIndex };
  const headers = [await rememberParticipant(request, participant, context.now, options)];
  const { assertionConsumerService: destination, relayState } = result.request;
  const outgoing = { parameter: 'SAMLResponse', message, destination, relayState } as const;
  return postMessage(outgoing, { title: 'Signing you in', headers }, options.random);
}

/** Tells the relying party why it gets no assertion, and the log. */
export async function declineSignIn(
  declined: {
    readonly code: SignInCode;
    readonly checks: readonly Check[];
    readonly answer: Status;
    readonly to: Pick<SamlSignInRequest, 'assertionConsumerService' | 'inResponseTo' | 'relayState'>;
  },
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { code, checks: evidence, answer, to } = declined;
  const client = clientFacts(request, context, undefined);
  const { tenantId, keyRing, createSigner, xmlCrypto: crypto, random, issuerUri } = options;
  await options.signIn.recordRefusal({ face: 'federation-server', code, evidence, tenantId, client });
  const { assertionConsumerService: destination, inResponseTo, relayState } = to;
  const head = { id: `_${random.guid()}`, issueInstant: context.now, issuer: issuerUri };
  const response = writeResponse({ ...head, destination, inResponseTo, status: answer });
  const signer = createSigner(await keyRing.current(context.now));
  const message = await signMessage(response, { signer, crypto });
  const outgoing = { parameter: 'SAMLResponse', message, destination, relayState } as const;
  return postMessage(outgoing, { title: 'Going back' }, random);
}

interface Issue extends CertificateResult {
  readonly trust: RelyingPartyTrust;
  readonly nameId: NameId;
  readonly sessionIndex: string;
}

async function issueResponse(
  issue: Issue,
  now: UnixSeconds,
  options: IdentityProviderOptions,
): Promise<XmlText> {
  const { keyRing, createSigner, xmlCrypto: crypto, issuerUri, random } = options;
  const signer = createSigner(await keyRing.current(now));
  const { assertionConsumerService: destination, inResponseTo } = issue.request;
  const head = { id: `_${random.guid()}`, issueInstant: now, issuer: issuerUri };
  const assertion = await protectAssertion(issue, describeAssertion(issue, now, options), signer, options);
  const response = writeResponse({ ...head, destination, inResponseTo, status: SUCCESS }, [assertion]);
  return issue.trust.signedParts === 'assertion' ? response : signMessage(response, { signer, crypto });
}

/** Signed, then encrypted: what the relying party decrypts carries its own proof. */
async function protectAssertion(
  { trust }: Issue,
  assertion: Saml20Assertion,
  signer: XmlSigner,
  { xmlCrypto: crypto, createEncryptor }: IdentityProviderOptions,
): Promise<XmlText> {
  const written = writeSaml20Assertion(assertion);
  const signed = trust.signedParts === 'message' ? written : await signMessage(written, { signer, crypto });
  if (trust.encryptionCertificate === undefined) return signed;
  const encrypted = await encryptElement(signed, createEncryptor(trust.encryptionCertificate));
  return xml`<saml:EncryptedAssertion xmlns:saml="${SAML20.assertion}">${encrypted}</saml:EncryptedAssertion>`;
}

/** The claims that AD FS issues, with those that let revocation be asked about later. */
function describeAssertion(
  { request, user, authentication, nameId, sessionIndex }: Issue,
  now: UnixSeconds,
  { random, issuerUri }: IdentityProviderOptions,
): Saml20Assertion {
  const { audience, assertionConsumerService, inResponseTo, authnContextClassRef } = request;
  const { certificate } = authentication;
  const claims: [string, string | undefined][] = [
    [CLAIMS.userPrincipalName, user.userPrincipalName],
    [CLAIMS.immutableId, user.onPremisesImmutableId],
    // Entra reads the user principal name from here, and other relying parties from one of the above.
    [CLAIMS.idpEmail, audience === CLOUD_ENTITY ? user.userPrincipalName : undefined],
    [CLAIMS.emailAddress, user.mail],
    [CLAIMS.name, user.displayName],
    [CLAIMS.authenticationMethodsReferences, AUTHN_CONTEXT.microsoftTlsClient],
    [CLAIMS.serialNumber, certificate && formatSerialNumber(certificate.serialNumber)],
    [CLAIMS.issuer, certificate?.issuer],
  ];
  return {
    id: `_${random.guid()}`,
    issuer: issuerUri,
    issueInstant: now,
    nameId,
    subjectConfirmation: {
      inResponseTo,
      recipient: assertionConsumerService,
      notOnOrAfter: now + DELIVERY_SECONDS,
    },
    conditions: { notBefore: now, notOnOrAfter: now + LIFETIME_SECONDS, audiences: [audience] },
    authnStatement: { authnInstant: authentication.authTime, sessionIndex, authnContextClassRef },
    attributes: new Map(claims.flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]]))),
  };
}

/** How long the browser may take to deliver it. */
const DELIVERY_SECONDS = 5 * 60;
/** AD FS's default TokenLifetime. */
const LIFETIME_SECONDS = 60 * 60;

import type { IssuedClaims } from '@signet/federation';
import type { RelyingPartyTrust } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
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
import { SUCCESS, writeResponse } from '../messages/response.ts';
import type { CertificateResult } from './certificate.ts';
import type { IdentityProviderOptions } from './options.ts';
import { signMessage } from './send.ts';

/** A sign-in that ends with an assertion. */
export interface Issue extends CertificateResult {
  /** What the rules of the relying party issued. */
  readonly claims: IssuedClaims;
  readonly trust: RelyingPartyTrust;
  readonly nameId: NameId;
  readonly authnContextClassRef: string;
  readonly sessionIndex: string;
}

/** The Response with its assertion, signed and encrypted as the trust wants. */
export async function issueResponse(
  issue: Issue,
  now: UnixSeconds,
  options: IdentityProviderOptions,
): Promise<XmlText> {
  const { keyRing, createSigner, xmlCrypto: crypto, issuerUri, random } = options;
  const signer = createSigner(await keyRing.current(now));
  const { assertionConsumerService: destination, inResponseTo } = issue.request;
  const issuer = issue.claims.issuerId ?? issuerUri;
  const head = { id: `_${random.guid()}`, issueInstant: now, issuer };
  const assertion = await protectAssertion(
    issue,
    describeAssertion(issue, issuer, now, options),
    signer,
    options,
  );
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

function describeAssertion(
  { request, claims, authentication, nameId, sessionIndex, authnContextClassRef }: Issue,
  issuer: string,
  now: UnixSeconds,
  { random }: IdentityProviderOptions,
): Saml20Assertion {
  const { audience, assertionConsumerService, inResponseTo } = request;
  return {
    id: `_${random.guid()}`,
    issuer,
    issueInstant: now,
    nameId,
    subjectConfirmation: {
      inResponseTo,
      recipient: assertionConsumerService,
      notOnOrAfter: now + DELIVERY_SECONDS,
    },
    conditions: { notBefore: now, notOnOrAfter: now + LIFETIME_SECONDS, audiences: [audience] },
    authnStatement: { authnInstant: authentication.authTime, sessionIndex, authnContextClassRef },
    attributes: claims.attributes,
  };
}

/** How long the browser may take to deliver it. */
const DELIVERY_SECONDS = 5 * 60;
/** AD FS's default TokenLifetime. */
const LIFETIME_SECONDS = 60 * 60;

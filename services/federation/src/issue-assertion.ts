import type { Authentication, Random } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import {
  SAML11,
  signEnveloped,
  writeAssertion,
  type XmlCrypto,
  type XmlSigner,
  type XmlText,
} from '@signet/xml';
import { METHODS, MULTIPLE_AUTHN, type ProvenBy } from './authentication-methods.ts';
import type { IssuedClaims } from './issuance/issued-claims.ts';
import { issuedFactors } from './issuance/issued-factors.ts';

/** What an assertion says. */
export interface IssueAssertion {
  /** What the rules of the relying party issued. */
  readonly claims: IssuedClaims;
  readonly authentication: Pick<Authentication, 'authTime'>;
  readonly provenBy: ProvenBy;
  /** The relying party's identifier that was asked for. */
  readonly audience: string;
}

export interface IssueAssertionOptions {
  /** Issuer of the assertion, unless the claims name another. */
  readonly issuerUri: string;
  readonly signer: XmlSigner;
  readonly xmlCrypto: Pick<XmlCrypto, 'digest'>;
  readonly random: Random;
}

export interface IssuedAssertion {
  /** Signed, in canonical form: it goes into a message as it stands. */
  readonly token: XmlText;
  readonly assertionId: string;
  readonly expires: UnixSeconds;
}

/** Issues the SAML 1.1 assertion that AD FS gives a relying party, signed. */
export async function issueAssertion(
  about: IssueAssertion,
  now: UnixSeconds,
  { issuerUri, signer, xmlCrypto, random }: IssueAssertionOptions,
): Promise<IssuedAssertion> {
  const assertion = describeAssertion(about, `_${random.guid()}`, issuerUri, now);
  const token = await signEnveloped(writeAssertion(assertion), {
    signer,
    crypto: xmlCrypto,
    idAttribute: 'AssertionID',
    position: 'last',
  });
  return { token, assertionId: assertion.assertionId, expires: assertion.conditions.notOnOrAfter };
}

/**
 * The claims as SAML 1.1 has them. Its authentication statement says what was proven, whatever the claims say, unless they
 * say multi-factor: Entra reads it there.
 */
function describeAssertion(
  { claims, authentication, provenBy, audience }: IssueAssertion,
  assertionId: string,
  issuerUri: string,
  now: UnixSeconds,
): Parameters<typeof writeAssertion>[0] {
  const { nameId, issuerId, attributes } = claims;
  return {
    assertionId,
    issuer: issuerId ?? issuerUri,
    issueInstant: now,
    conditions: { notBefore: now, notOnOrAfter: now + LIFETIME_SECONDS, audiences: [audience] },
    nameIdentifier: nameId && { format: nameId.format ?? SAML11.unspecifiedFormat, value: nameId.value },
    attributes,
    authenticationMethod:
      issuedFactors(claims) === 'multiple' ? MULTIPLE_AUTHN : METHODS[provenBy].authenticationMethod,
    authenticationInstant: authentication.authTime,
  };
}

/** AD FS's default TokenLifetime. */
const LIFETIME_SECONDS = 60 * 60;

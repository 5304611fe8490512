import type { Evidence, UnixSeconds } from '@signet/pki';
import type { Saml11Assertion } from '@signet/xml';
import { isCertificateMethod } from '../authentication-methods.ts';
import { CLAIMS } from '../vocabulary.ts';
import { type ClaimedFactors, readFactors11 } from './claimed-factors.ts';
import { type CheckSubject, pass, refuse } from './refusal.ts';

/** Whom a partner's assertion names, and how that person signed in there. */
export interface AssertedClaims {
  readonly userPrincipalName: string;
  readonly immutableId: string;
  readonly authenticationInstant: UnixSeconds;
  /** The partner says, by method or by the certificate's claims, that a certificate was proven. */
  readonly byCertificate: boolean;
  readonly factors: ClaimedFactors;
  /** The two claims of Entra CBA with federation as they came. */
  readonly certificateIssuer: string | undefined;
  readonly certificateSerialNumber: string | undefined;
}

/** What a SAML 1.1 assertion says of the person. Throws `AssertionRefusal` `assertion-invalid`. */
export function readClaims(assertion: Saml11Assertion, evidence: Evidence): AssertedClaims {
  const { attributes, authenticationMethod, authenticationInstant, nameIdentifier } = assertion;
  const reader = readSingleClaims(attributes, SUBJECT, evidence);
  const userPrincipalName = reader(CLAIMS.userPrincipalName);
  // Partners other than AD FS name the user by the name identifier alone (Entra: WS-Federation).
  const immutableId = reader(CLAIMS.immutableId) ?? nameIdentifier.value;
  const authentication = readAuthentication(attributes, authenticationMethod, reader);
  if (userPrincipalName === undefined) {
    refuse(evidence, SUBJECT, 'assertion-invalid', 'The UPN claim is missing; issue it.');
  }
  if (immutableId.trim() === '') {
    refuse(evidence, SUBJECT, 'assertion-without-immutable-id', 'The ImmutableID is empty; issue it.');
  }
  pass(evidence, SUBJECT, `It names ${userPrincipalName}.`);
  const factors = readFactors11(assertion);
  return { userPrincipalName, immutableId, authenticationInstant, factors, ...authentication };
}

type Attributes = ReadonlyMap<string, readonly string[]>;
export type SingleClaimReader = (name: string) => string | undefined;

/** Reads claims that must mean one thing: two values, or an attribute without any, refuse the assertion. */
export function readSingleClaims(
  attributes: Attributes,
  subject: CheckSubject,
  evidence: Evidence,
): SingleClaimReader {
  return (name) => {
    const values = attributes.get(name);
    if (values === undefined) return undefined;
    const [value, ...rest] = values;
    if (value !== undefined && rest.length === 0) return value;
    return refuse(evidence, subject, 'assertion-invalid', `${name} must have one value.`);
  };
}

/**
 * How the person signed in at the partner. Whatever points to a certificate makes it a sign-in by certificate, or
 * one could pass without the claims that revocation is asked by.
 */
export function readAuthentication(
  attributes: Attributes,
  authenticationMethod: string,
  readClaim: SingleClaimReader,
): Pick<AssertedClaims, 'byCertificate' | 'certificateIssuer' | 'certificateSerialNumber'> {
  const certificateIssuer = readClaim(CLAIMS.issuer);
  const certificateSerialNumber = readClaim(CLAIMS.serialNumber);
  const references = attributes.get(CLAIMS.authenticationMethodsReferences) ?? [];
  const byMethod = [authenticationMethod, ...references].some(isCertificateMethod);
  const byClaims = certificateIssuer !== undefined || certificateSerialNumber !== undefined;
  return { byCertificate: byMethod || byClaims, certificateIssuer, certificateSerialNumber };
}

const SUBJECT: CheckSubject = {
  check: 'assertion-claims',
  rule: 'Entra: claims of the relying party trust',
  object: 'assertion',
};

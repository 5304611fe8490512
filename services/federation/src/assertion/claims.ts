import type { Evidence, UnixSeconds } from '@signet/pki';
import type { Saml11Assertion } from '@signet/xml';
import { isCertificateMethod } from '../authentication-methods.ts';
import { CLAIMS } from '../vocabulary.ts';
import { type CheckSubject, pass, refuse } from './refusal.ts';

/** Whom a partner's assertion names, and how that person signed in there. */
export interface AssertedClaims {
  readonly userPrincipalName: string;
  readonly immutableId: string;
  readonly authenticationInstant: UnixSeconds;
  /** The partner says, by method or by the certificate's claims, that a certificate was proven. */
  readonly byCertificate: boolean;
  /** The two claims of entra-cba.md §1.5 as they came. */
  readonly certificateIssuer: string | undefined;
  readonly certificateSerialNumber: string | undefined;
}

export function readClaims(assertion: Saml11Assertion, evidence: Evidence): AssertedClaims {
  const single = (claimType: string): string | undefined => readSingle(assertion, claimType, evidence);
  const userPrincipalName = single(CLAIMS.userPrincipalName);
  // Partners other than AD FS name the user by the name identifier alone (entra-cba.md §6.3).
  const immutableId = single(CLAIMS.immutableId) ?? assertion.nameIdentifier.value;
  const certificateIssuer = single(CLAIMS.issuer);
  const certificateSerialNumber = single(CLAIMS.serialNumber);
  if (userPrincipalName === undefined) {
    refuse(evidence, SUBJECT, 'assertion-invalid', 'The UPN claim is missing; issue it.');
  }
  if (immutableId.trim() === '') {
    refuse(evidence, SUBJECT, 'assertion-without-immutable-id', 'The ImmutableID is empty; issue it.');
  }
  pass(evidence, SUBJECT, `It names ${userPrincipalName}.`);
  const methods = assertion.attributes.get(CLAIMS.authenticationMethodsReferences) ?? [];
  const byMethod = [assertion.authenticationMethod, ...methods].some(isCertificateMethod);
  return {
    userPrincipalName,
    immutableId,
    authenticationInstant: assertion.authenticationInstant,
    byCertificate: byMethod || certificateIssuer !== undefined || certificateSerialNumber !== undefined,
    certificateIssuer,
    certificateSerialNumber,
  };
}

/** A claim that must mean one thing may not have two values. */
function readSingle(assertion: Saml11Assertion, claimType: string, evidence: Evidence): string | undefined {
  const values = assertion.attributes.get(claimType);
  if (values === undefined) return undefined;
  const [value, ...rest] = values;
  if (value === undefined || rest.length > 0) {
    refuse(evidence, SUBJECT, 'assertion-invalid', `${claimType} must have one value.`);
  }
  return value;
}

const SUBJECT: CheckSubject = {
  check: 'assertion-claims',
  rule: 'Entra: claims of the relying party trust',
  object: 'assertion',
};

import type { Evidence, UnixSeconds } from '@signet/pki';
import { NAME_ID_FORMATS, type Saml20Assertion } from '@signet/xml';
import { CLAIMS, isCertificateClass } from '../vocabulary.ts';
import { type CheckSubject, pass, refuse } from './response-refusal.ts';

/** Whom a partner's assertion names, and how that person signed in there. */
export interface AssertedClaims {
  readonly userPrincipalName: string;
  readonly immutableId: string;
  readonly authenticationInstant: UnixSeconds;
  /** The partner says, by class or by the certificate's claims, that a certificate was proven. */
  readonly byCertificate: boolean;
  /** The two claims that revocation is asked by, as they came. */
  readonly certificateIssuer: string | undefined;
  readonly certificateSerialNumber: string | undefined;
}

/** As Entra reads a SAML 2.0 assertion: ImmutableID as persistent NameID, user principal name in IDPEmail. */
export function readClaims(assertion: Saml20Assertion, evidence: Evidence): AssertedClaims {
  const single = (name: string): string | undefined => readSingle(assertion, name, evidence);
  const userPrincipalName = single(CLAIMS.idpEmail);
  const certificateIssuer = single(CLAIMS.issuer);
  const certificateSerialNumber = single(CLAIMS.serialNumber);
  const { nameId, authnStatement } = assertion;
  if (nameId.format !== NAME_ID_FORMATS.persistent) {
    const detail = 'The NameID must be persistent and hold the ImmutableID.';
    refuse(evidence, SUBJECT, 'assertion-without-immutable-id', detail);
  }
  if (userPrincipalName === undefined || userPrincipalName.trim() === '') {
    refuse(
      evidence,
      SUBJECT,
      'assertion-invalid',
      'The attribute IDPEmail is missing; issue it with the UPN.',
    );
  }
  pass(evidence, SUBJECT, `It names ${userPrincipalName}.`);
  const methods = assertion.attributes.get(CLAIMS.authenticationMethodsReferences) ?? [];
  const byMethod = [authnStatement.authnContextClassRef, ...methods].some(isCertificateClass);
  return {
    userPrincipalName,
    immutableId: unescapeImmutableId(nameId.value),
    authenticationInstant: authnStatement.authnInstant,
    byCertificate: byMethod || certificateIssuer !== undefined || certificateSerialNumber !== undefined,
    certificateIssuer,
    certificateSerialNumber,
  };
}

/**
 * Partners write the three characters of base64 that are not alphanumeric as a dot and their code. What reads as
 * base64 afterwards was meant so; any other name stays as it came.
 */
export function unescapeImmutableId(value: string): string {
  const unescaped = value.replace(/\.(2B|2F|3D)/gi, (escaped) => ESCAPES[escaped.toUpperCase()] ?? escaped);
  return BASE64.test(unescaped) && unescaped.length % 4 === 0 ? unescaped : value;
}

/** A claim that must mean one thing may not have two values. */
function readSingle(assertion: Saml20Assertion, name: string, evidence: Evidence): string | undefined {
  const values = assertion.attributes.get(name);
  if (values === undefined) return undefined;
  const [value, ...rest] = values;
  if (value === undefined || rest.length > 0) {
    refuse(evidence, SUBJECT, 'assertion-invalid', `${name} must have one value.`);
  }
  return value;
}

const SUBJECT: CheckSubject = {
  check: 'assertion-claims',
  rule: 'Entra: NameID is the ImmutableID, IDPEmail the user principal name',
  object: 'assertion',
};
const ESCAPES: Readonly<Record<string, string>> = { '.2B': '+', '.2F': '/', '.3D': '=' };
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

import {
  type AssertedClaims,
  type CheckSubject,
  pass,
  readAuthentication,
  readFactors20,
  readSingleClaims,
  refuse,
} from '@signet/federation';
import type { Evidence } from '@signet/pki';
import { NAME_ID_FORMATS, type Saml20Assertion } from '@signet/xml';
import { CLAIMS } from '../vocabulary.ts';

/** As Entra reads a SAML 2.0 assertion: ImmutableID as persistent NameID, user principal name in IDPEmail. */
export function readClaims(assertion: Saml20Assertion, evidence: Evidence): AssertedClaims {
  const { nameId, authnStatement, attributes } = assertion;
  const reader = readSingleClaims(attributes, SUBJECT, evidence);
  const userPrincipalName = reader(CLAIMS.idpEmail);
  const authentication = readAuthentication(attributes, authnStatement.authnContextClassRef, reader);
  if (nameId.format !== NAME_ID_FORMATS.persistent) {
    const detail = 'The NameID must be persistent and hold the ImmutableID.';
    refuse(evidence, SUBJECT, 'assertion-without-immutable-id', detail);
  }
  if (userPrincipalName === undefined || userPrincipalName.trim() === '') {
    const detail = 'The attribute IDPEmail is missing; issue it with the UPN.';
    refuse(evidence, SUBJECT, 'assertion-invalid', detail);
  }
  pass(evidence, SUBJECT, `It names ${userPrincipalName}.`);
  return {
    userPrincipalName,
    immutableId: unescapeImmutableId(nameId.value),
    authenticationInstant: authnStatement.authnInstant,
    factors: readFactors20(authnStatement.authnContextClassRef),
    ...authentication,
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

const SUBJECT: CheckSubject = {
  check: 'assertion-claims',
  rule: 'Entra: NameID is the ImmutableID, IDPEmail the user principal name',
  object: 'assertion',
};
const ESCAPES: Readonly<Record<string, string>> = { '.2B': '+', '.2F': '/', '.3D': '=' };
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

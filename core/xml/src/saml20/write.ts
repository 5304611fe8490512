import { asMarkup, markCanonical, type XmlText, xml } from '../template.ts';
import { formatDateTime } from '../time.ts';
import type { NameId, Saml20Assertion } from './types.ts';
import { SAML20 } from './vocabulary.ts';

/**
 * Writes the assertion without its signature, in the order of the schema (SAML 2.0 core §2.3.3), which strict
 * readers enforce; `signEnveloped` puts the signature after Issuer. The prefix `saml` is declared on the
 * assertion itself, because it is signed alone and may be encrypted alone. All is in canonical form: attributes in
 * their order, nothing declared twice.
 */
export function writeSaml20Assertion(assertion: Saml20Assertion): XmlText {
  const { conditions, authnStatement, attributes } = assertion;
  const head = xml`<saml:Assertion xmlns:saml="${SAML20.assertion}" ID="${assertion.id}"
      IssueInstant="${formatDateTime(assertion.issueInstant)}" Version="2.0">
    <saml:Issuer>${assertion.issuer}</saml:Issuer>`;
  const rest = xml`${writeSubject(assertion)}
    <saml:Conditions NotBefore="${formatDateTime(conditions.notBefore)}"
        NotOnOrAfter="${formatDateTime(conditions.notOnOrAfter)}">
      <saml:AudienceRestriction>
        ${conditions.audiences.map((audience) => xml`<saml:Audience>${audience}</saml:Audience>`)}
      </saml:AudienceRestriction>
    </saml:Conditions>
    ${writeAuthnStatement(authnStatement)}
    ${attributes.size === 0 ? [] : writeAttributeStatement(attributes)}
  </saml:Assertion>`;
  const mark = { id: assertion.id, afterFirst: head.text.length };
  return markCanonical(xml`${head}${rest}`, mark);
}

/** Declares its own prefix: a logout request holds it as well. */
export function writeNameId({ format, value, spNameQualifier }: NameId): XmlText {
  if (format === undefined) return xml`<saml:NameID xmlns:saml="${SAML20.assertion}">${value}</saml:NameID>`;
  if (spNameQualifier === undefined) {
    return xml`<saml:NameID xmlns:saml="${SAML20.assertion}" Format="${format}">${value}</saml:NameID>`;
  }
  return xml`<saml:NameID xmlns:saml="${SAML20.assertion}" Format="${format}"
    SPNameQualifier="${spNameQualifier}">${value}</saml:NameID>`;
}

function writeSubject({ nameId, subjectConfirmation }: Saml20Assertion): XmlText {
  const { inResponseTo, recipient } = subjectConfirmation;
  const notOnOrAfter = formatDateTime(subjectConfirmation.notOnOrAfter);
  const data =
    inResponseTo === undefined
      ? xml`<saml:SubjectConfirmationData NotOnOrAfter="${notOnOrAfter}"
          Recipient="${recipient}"></saml:SubjectConfirmationData>`
      : xml`<saml:SubjectConfirmationData InResponseTo="${inResponseTo}" NotOnOrAfter="${notOnOrAfter}"
          Recipient="${recipient}"></saml:SubjectConfirmationData>`;
  return xml`<saml:Subject>
    ${asMarkup(writeNameId(nameId).text.replace(DECLARATION, ''))}
    <saml:SubjectConfirmation Method="${SAML20.bearer}">${data}</saml:SubjectConfirmation>
  </saml:Subject>`;
}

function writeAuthnStatement(statement: Saml20Assertion['authnStatement']): XmlText {
  const authnInstant = formatDateTime(statement.authnInstant);
  const context = xml`<saml:AuthnContext>
    <saml:AuthnContextClassRef>${statement.authnContextClassRef}</saml:AuthnContextClassRef>
  </saml:AuthnContext>`;
  return statement.sessionIndex === undefined
    ? xml`<saml:AuthnStatement AuthnInstant="${authnInstant}">${context}</saml:AuthnStatement>`
    : xml`<saml:AuthnStatement AuthnInstant="${authnInstant}"
        SessionIndex="${statement.sessionIndex}">${context}</saml:AuthnStatement>`;
}

function writeAttributeStatement(attributes: Saml20Assertion['attributes']): XmlText {
  return xml`<saml:AttributeStatement>${[...attributes].map(writeAttribute)}</saml:AttributeStatement>`;
}

/** The whole claim type is the name, and no NameFormat says more: as AD FS writes it. */
function writeAttribute([name, values]: [string, readonly string[]]): XmlText {
  return xml`<saml:Attribute Name="${name}">
    ${values.map((value) => xml`<saml:AttributeValue>${value}</saml:AttributeValue>`)}
  </saml:Attribute>`;
}

/** The assertion around the name declares it already. */
const DECLARATION = ` xmlns:saml="${SAML20.assertion}"`;

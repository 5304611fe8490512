import { type XmlText, xml } from '../template.ts';
import { formatDateTime } from '../time.ts';
import { splitClaimType } from './claim-type.ts';
import type { NameIdentifier, Saml11Assertion } from './types.ts';
import { SAML11 } from './vocabulary.ts';

/**
 * Writes the assertion without its signature, in the element order of AD FS. The prefix
 * `saml` is declared on the assertion itself because clients cut the element out and send it on alone.
 */
export function writeAssertion(assertion: WrittenAssertion): XmlText {
  const { conditions, attributes } = assertion;
  const subject = writeSubject(assertion.nameIdentifier);
  return xml`<saml:Assertion xmlns:saml="${SAML11.assertion}" MajorVersion="1" MinorVersion="1"
      AssertionID="${assertion.assertionId}" Issuer="${assertion.issuer}"
      IssueInstant="${formatDateTime(assertion.issueInstant)}">
    <saml:Conditions NotBefore="${formatDateTime(conditions.notBefore)}"
        NotOnOrAfter="${formatDateTime(conditions.notOnOrAfter)}">
      <saml:AudienceRestrictionCondition>
        ${conditions.audiences.map((audience) => xml`<saml:Audience>${audience}</saml:Audience>`)}
      </saml:AudienceRestrictionCondition>
    </saml:Conditions>
    ${attributes.size === 0 ? [] : writeAttributeStatement(subject, attributes)}
    <saml:AuthenticationStatement
        AuthenticationInstant="${formatDateTime(assertion.authenticationInstant)}"
        AuthenticationMethod="${assertion.authenticationMethod}">${subject}</saml:AuthenticationStatement>
  </saml:Assertion>`;
}

/** A relying party may be told what somebody is without being told who (SAML 1.1 core §2.4.2.1). */
export type WrittenAssertion = Omit<Saml11Assertion, 'nameIdentifier'> & {
  readonly nameIdentifier: NameIdentifier | undefined;
};

function writeAttributeStatement(subject: XmlText, attributes: Saml11Assertion['attributes']): XmlText {
  return xml`<saml:AttributeStatement>${subject}${[...attributes].map(writeAttribute)}</saml:AttributeStatement>`;
}

function writeSubject(name: NameIdentifier | undefined): XmlText {
  return xml`<saml:Subject>
    ${name === undefined ? [] : writeNameIdentifier(name)}
    <saml:SubjectConfirmation>
      <saml:ConfirmationMethod>${SAML11.bearer}</saml:ConfirmationMethod>
    </saml:SubjectConfirmation>
  </saml:Subject>`;
}

function writeNameIdentifier({ format = SAML11.unspecifiedFormat, value }: NameIdentifier): XmlText {
  return xml`<saml:NameIdentifier Format="${format}">${value}</saml:NameIdentifier>`;
}

function writeAttribute([claimType, values]: [string, readonly string[]]): XmlText {
  const { attributeName, attributeNamespace } = splitClaimType(claimType);
  return xml`<saml:Attribute AttributeName="${attributeName}" AttributeNamespace="${attributeNamespace}">
    ${values.map((value) => xml`<saml:AttributeValue>${value}</saml:AttributeValue>`)}
  </saml:Attribute>`;
}

import type { VerifiedElement } from '../dsig/verify.ts';
import { allowAttributes, readChildren, refuse, requiredAttribute, textOf } from '../shape.ts';
import { parseDateTime } from '../time.ts';
import { attributeOf, isNamed, type XmlElement } from '../tree.ts';
import { joinClaimType } from './claim-type.ts';
import type { NameIdentifier, Saml11Assertion } from './types.ts';
import { SAML11 } from './vocabulary.ts';

/**
 * Reads an assertion whose signature has been verified. The shape is the schema's (SAML 1.1 core §2), cut
 * down to what MS-MWBF makes mandatory: one bearer subject, an audience, both times, one statement of each
 * kind. Throws `XmlError`; whether audience, issuer and times are acceptable is the caller's to say.
 */
export function readAssertion(assertion: VerifiedElement): Saml11Assertion {
  if (!isNamed(assertion, SAML11.assertion, 'Assertion')) refuse(assertion, 'is not a SAML 1.1 assertion');
  allowAttributes(assertion, 'MajorVersion', 'MinorVersion', 'AssertionID', 'Issuer', 'IssueInstant');
  if (attributeOf(assertion, 'MajorVersion') !== '1' || attributeOf(assertion, 'MinorVersion') !== '1') {
    refuse(assertion, 'is not of version 1.1');
  }
  const children = readChildren(assertion, SAML11.assertion);
  const conditions = readConditions(children.required('Conditions'));
  children.optional('Advice'); // SAML 1.1 core §2.3.2.2: may be ignored
  // The schema lets statements stand in any order; AD FS puts attributes first, others authentication.
  const early = children.optional('AuthenticationStatement');
  const attributes = readAttributeStatement(children.required('AttributeStatement'));
  const authentication = readAuthenticationStatement(early ?? children.required('AuthenticationStatement'));
  children.end();
  if (!sameName(attributes.nameIdentifier, authentication.nameIdentifier)) {
    refuse(assertion, 'names two subjects');
  }
  return {
    assertionId: requiredAttribute(assertion, 'AssertionID'),
    issuer: requiredAttribute(assertion, 'Issuer'),
    issueInstant: parseDateTime(requiredAttribute(assertion, 'IssueInstant')),
    conditions,
    ...attributes,
    ...authentication,
  };
}

function readConditions(conditions: XmlElement): Saml11Assertion['conditions'] {
  allowAttributes(conditions, 'NotBefore', 'NotOnOrAfter');
  // SAML 1.1 core §2.3.2.1: a condition that is not understood makes the assertion unusable. Several
  // audience restrictions would all have to hold; nobody sends that, so one is demanded.
  const children = readChildren(conditions, SAML11.assertion);
  const restriction = readChildren(children.required('AudienceRestrictionCondition'), SAML11.assertion);
  children.end();
  const audiences = [restriction.required('Audience'), ...restriction.all('Audience')].map(textOf);
  restriction.end();
  return {
    notBefore: parseDateTime(requiredAttribute(conditions, 'NotBefore')),
    notOnOrAfter: parseDateTime(requiredAttribute(conditions, 'NotOnOrAfter')),
    audiences,
  };
}

function readAttributeStatement(
  statement: XmlElement,
): Pick<Saml11Assertion, 'nameIdentifier' | 'attributes'> {
  allowAttributes(statement);
  const children = readChildren(statement, SAML11.assertion);
  const nameIdentifier = readSubject(children.required('Subject'));
  const attributes = new Map<string, readonly string[]>();
  for (const attribute of children.all('Attribute')) {
    const claimType = readClaimType(attribute);
    // Two elements for one claim would leave open which of them counts.
    if (attributes.has(claimType)) refuse(attribute, `gives ${claimType} a second time`);
    attributes.set(claimType, readAttributeValues(attribute));
  }
  children.end();
  return { nameIdentifier, attributes };
}

function readClaimType(attribute: XmlElement): string {
  allowAttributes(attribute, 'AttributeName', 'AttributeNamespace');
  return joinClaimType(
    requiredAttribute(attribute, 'AttributeNamespace'),
    requiredAttribute(attribute, 'AttributeName'),
  );
}

function readAttributeValues(attribute: XmlElement): readonly string[] {
  const children = readChildren(attribute, SAML11.assertion);
  const values = [children.required('AttributeValue'), ...children.all('AttributeValue')].map(textOf);
  children.end();
  return values;
}

function readAuthenticationStatement(
  statement: XmlElement,
): Pick<Saml11Assertion, 'nameIdentifier' | 'authenticationMethod' | 'authenticationInstant'> {
  allowAttributes(statement, 'AuthenticationMethod', 'AuthenticationInstant');
  const children = readChildren(statement, SAML11.assertion);
  const nameIdentifier = readSubject(children.required('Subject'));
  children.optional('SubjectLocality');
  children.end();
  return {
    nameIdentifier,
    authenticationMethod: requiredAttribute(statement, 'AuthenticationMethod'),
    authenticationInstant: parseDateTime(requiredAttribute(statement, 'AuthenticationInstant')),
  };
}

function readSubject(subject: XmlElement): NameIdentifier {
  allowAttributes(subject);
  const children = readChildren(subject, SAML11.assertion);
  const name = children.required('NameIdentifier');
  allowAttributes(name, 'Format', 'NameQualifier');
  // MS-MWBF §2.2.4.2.1.3: it may be left out, as AD FS 1 and SimpleSAMLphp do; whoever bears it is the subject then.
  const confirmation = children.optional('SubjectConfirmation');
  children.end();
  if (confirmation) checkConfirmation(confirmation);
  const value = textOf(name);
  if (value === '') refuse(name, 'is empty');
  return { format: attributeOf(name, 'Format'), value };
}

/** Any other method asks for a proof (of a key, of the sender) that a browser's form post does not carry. */
function checkConfirmation(confirmation: XmlElement): void {
  const children = readChildren(confirmation, SAML11.assertion);
  const method = children.required('ConfirmationMethod');
  children.end();
  if (textOf(method) !== SAML11.bearer) refuse(confirmation, 'does not name the method bearer');
}

function sameName(left: NameIdentifier, right: NameIdentifier): boolean {
  return left.value === right.value && left.format === right.format;
}

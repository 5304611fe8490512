import type { VerifiedElement } from '../dsig/verify.ts';
import {
  allowAttributes,
  type ChildReader,
  readChildren,
  refuse,
  requiredAttribute,
  textOf,
} from '../shape.ts';
import { parseDateTime } from '../time.ts';
import { attributeOf, childElements, isNamed, type XmlElement } from '../tree.ts';
import type { NameId, Saml20Assertion } from './types.ts';
import { SAML20 } from './vocabulary.ts';

/**
 * Reads an assertion whose signature has been verified. The shape is the schema's (SAML 2.0 core §2.3.3), cut
 * down to what the Web Browser SSO profile makes mandatory (profiles §4.1.4.2): a bearer subject with
 * Recipient and NotOnOrAfter, both times, one authentication; that there is an audience is for the caller to ask. Throws `XmlError`; whether
 * audience, issuer, recipient and times are acceptable is the caller's to say.
 */
export function readSaml20Assertion(assertion: VerifiedElement): Saml20Assertion {
  if (!isNamed(assertion, SAML20.assertion, 'Assertion')) refuse(assertion, 'is not a SAML 2.0 assertion');
  allowAttributes(assertion, 'ID', 'Version', 'IssueInstant');
  if (attributeOf(assertion, 'Version') !== '2.0') refuse(assertion, 'is not of version 2.0');
  const children = readChildren(assertion, SAML20.assertion);
  const issuer = readEntityName(children.required('Issuer'));
  const subject = readSubject(children.required('Subject'));
  const conditions = readConditions(children.required('Conditions'));
  children.optional('Advice'); // SAML 2.0 core §2.6: may be ignored
  const statements = readStatements(assertion, children);
  return {
    id: requiredAttribute(assertion, 'ID'),
    issuer,
    issueInstant: parseDateTime(requiredAttribute(assertion, 'IssueInstant')),
    ...subject,
    conditions,
    ...statements,
  };
}

/** Issuer (core §2.2.5): an entity's identifier, so no other format than that. */
export function readEntityName(issuer: XmlElement): string {
  const format = attributeOf(issuer, 'Format');
  if (format !== undefined && format !== ENTITY) refuse(issuer, 'is not the identifier of an entity');
  return textOf(issuer).trim();
}

/** NameID (core §2.2.3); its text is one piece, since comments never get this far. */
export function readNameId(name: XmlElement): NameId {
  allowAttributes(name, 'Format', 'NameQualifier', 'SPNameQualifier', 'SPProvidedID');
  const value = textOf(name);
  if (value.trim() === '') refuse(name, 'is empty');
  return {
    format: attributeOf(name, 'Format'),
    value,
    spNameQualifier: attributeOf(name, 'SPNameQualifier'),
  };
}

function readSubject(subject: XmlElement): Pick<Saml20Assertion, 'nameId' | 'subjectConfirmation'> {
  allowAttributes(subject);
  const children = readChildren(subject, SAML20.assertion);
  const nameId = readNameId(children.required('NameID'));
  const confirmations = [children.required('SubjectConfirmation'), ...children.all('SubjectConfirmation')];
  children.end();
  // Any other method asks for a proof (of a key, of the sender) that a browser's form post does not carry.
  const [bearer, second] = confirmations.filter((each) => attributeOf(each, 'Method') === SAML20.bearer);
  if (bearer === undefined) return refuse(subject, 'is not confirmed as bearer');
  if (second !== undefined) refuse(subject, 'is confirmed as bearer twice');
  return { nameId, subjectConfirmation: readBearer(bearer) };
}

function readBearer(confirmation: XmlElement): Saml20Assertion['subjectConfirmation'] {
  const children = readChildren(confirmation, SAML20.assertion);
  const data = children.required('SubjectConfirmationData');
  children.end();
  allowAttributes(data, 'NotBefore', 'NotOnOrAfter', 'Recipient', 'InResponseTo', 'Address');
  const notBefore = attributeOf(data, 'NotBefore');
  return {
    inResponseTo: attributeOf(data, 'InResponseTo'),
    recipient: requiredAttribute(data, 'Recipient'),
    notBefore: notBefore === undefined ? undefined : parseDateTime(notBefore),
    notOnOrAfter: parseDateTime(requiredAttribute(data, 'NotOnOrAfter')),
  };
}

function readConditions(conditions: XmlElement): Saml20Assertion['conditions'] {
  allowAttributes(conditions, 'NotBefore', 'NotOnOrAfter');
  // SAML 2.0 core §2.5.1: a condition that is not understood makes the assertion unusable. Several audience
  // restrictions would all have to hold; nobody sends that, so one is demanded. OneTimeUse holds for every
  // assertion here.
  const children = readChildren(conditions, SAML20.assertion);
  children.optional('OneTimeUse');
  const restriction = children.optional('AudienceRestriction');
  children.optional('OneTimeUse');
  children.end();
  const audiences = restriction === undefined ? [] : readAudiences(restriction);
  return {
    notBefore: parseDateTime(requiredAttribute(conditions, 'NotBefore')),
    notOnOrAfter: parseDateTime(requiredAttribute(conditions, 'NotOnOrAfter')),
    audiences,
  };
}

function readAudiences(restriction: XmlElement): readonly string[] {
  const children = readChildren(restriction, SAML20.assertion);
  const audiences = [children.required('Audience'), ...children.all('Audience')].map(textOf);
  children.end();
  return audiences;
}

/** The schema lets statements stand in any order. */
function readStatements(
  assertion: XmlElement,
  children: ChildReader,
): Pick<Saml20Assertion, 'authnStatement' | 'attributes'> {
  const before = children.all('AttributeStatement');
  const authnStatement = readAuthnStatement(children.required('AuthnStatement'));
  if (children.optional('AuthnStatement')) refuse(assertion, 'holds two authentications');
  const statements = [...before, ...children.all('AttributeStatement')];
  children.end();
  return { authnStatement, attributes: readAttributes(statements) };
}

function readAuthnStatement(statement: XmlElement): Saml20Assertion['authnStatement'] {
  allowAttributes(statement, 'AuthnInstant', 'SessionIndex', 'SessionNotOnOrAfter');
  const children = readChildren(statement, SAML20.assertion);
  children.optional('SubjectLocality');
  const context = readChildren(children.required('AuthnContext'), SAML20.assertion);
  children.end();
  return {
    authnInstant: parseDateTime(requiredAttribute(statement, 'AuthnInstant')),
    sessionIndex: attributeOf(statement, 'SessionIndex'),
    authnContextClassRef: textOf(context.required('AuthnContextClassRef')).trim(),
  };
}

function readAttributes(statements: readonly XmlElement[]): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const statement of statements) {
    const children = readChildren(statement, SAML20.assertion);
    for (const attribute of children.all('Attribute')) {
      const name = requiredAttribute(attribute, 'Name');
      // Two elements for one claim would leave open which of them counts.
      if (attributes.has(name)) refuse(attribute, `gives ${name} a second time`);
      attributes.set(name, readAttributeValues(attribute));
    }
    children.end();
  }
  return attributes;
}

/** Some providers put a NameID into a value; such a claim names nobody here and may not stop the others. */
function readAttributeValues(attribute: XmlElement): readonly string[] {
  const children = readChildren(attribute, SAML20.assertion);
  const values = children.all('AttributeValue');
  children.end();
  return values.filter((value) => childElements(value).length === 0).map(textOf);
}

const ENTITY = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';

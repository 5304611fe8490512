import {
  joinClaimType,
  parseXml,
  readAssertion,
  type Saml11Assertion,
  signEnveloped,
  splitClaimType,
  verifyEnvelopedSignature,
  writeAssertion,
  XmlError,
} from '@signet/xml';
import { beforeAll, describe, expect, it } from 'vitest';
import { ASSERTION, signAssertion } from './_documents.ts';
import { createTestSigner, type TestSigner, xmlCrypto } from './_signers.ts';

let signer: TestSigner;

beforeAll(async () => {
  signer = await createTestSigner('P-256');
});

function read(signed: string): Saml11Assertion {
  const document = parseXml(signed);
  const verdict = verifyEnvelopedSignature(document, { document, keys: [signer.key], crypto: xmlCrypto });
  if (verdict.status !== 'verified') throw new Error(verdict.code);
  return readAssertion(verdict.element);
}

/** Signs what the change leaves of our own assertion, so that only its shape can be at fault. */
async function readChanged(change: (text: string) => string): Promise<Saml11Assertion> {
  const { text } = writeAssertion(ASSERTION);
  const changed = change(text);
  if (changed === text) throw new Error('the change changed nothing');
  const { text: signed } = await signEnveloped(
    { text: changed },
    {
      signer: signer.signer,
      crypto: xmlCrypto,
      idAttribute: 'AssertionID',
      position: 'last',
    },
  );
  return read(signed);
}

describe('SAML 1.1 assertion', () => {
  it('reads what it writes', async () => {
    expect(read(await signAssertion(signer))).toEqual(ASSERTION);
  });

  it('has the order of AD FS: conditions, attributes, authentication, signature', async () => {
    const root = parseXml(await signAssertion(signer));
    expect(root.children.map((child) => typeof child !== 'string' && child.localName)).toEqual([
      'Conditions',
      'AttributeStatement',
      'AuthenticationStatement',
      'Signature',
    ]);
  });

  it('declares the prefix saml on the assertion itself and splits claim types at the last slash', async () => {
    const text = await signAssertion(signer);
    expect(text).toMatch(/^<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1\.0:assertion" /);
    expect(text).toContain(
      '<saml:Attribute AttributeName="UPN" AttributeNamespace="http://schemas.xmlsoap.org/claims">',
    );
  });

  it('takes the statements in the other order, Advice, and extension attributes', async () => {
    const swapped = await readChanged((text) =>
      text
        .replace(
          /(<saml:AttributeStatement>.*<\/saml:AttributeStatement>)(<saml:AuthenticationStatement.*<\/saml:AuthenticationStatement>)/,
          '<saml:Advice></saml:Advice>$2$1',
        )
        .replace(
          'AttributeName="UPN"',
          '$& xmlns:a="http://schemas.xmlsoap.org/ws/2009/09/identity/claims" a:OriginalIssuer="x"',
        ),
    );
    expect(swapped).toEqual(ASSERTION);
  });

  it.each<[name: string, change: (text: string) => string]>([
    ['another version', (t) => t.replace('MinorVersion="1"', 'MinorVersion="0"')],
    ['no Issuer', (t) => t.replace(/ Issuer="[^"]*"/, '')],
    ['no Conditions', (t) => t.replace(/<saml:Conditions.*<\/saml:Conditions>/, '')],
    ['no NotOnOrAfter', (t) => t.replace(/ NotOnOrAfter="[^"]*"/, '')],
    ['no audience', (t) => t.replace(/<saml:Audience>.*<\/saml:Audience>/, '')],
    [
      'no audience restriction',
      (t) => t.replace(/<saml:AudienceRestrictionCondition>.*<\/saml:AudienceRestrictionCondition>/, ''),
    ],
    [
      'two audience restrictions',
      (t) => t.replace(/<saml:AudienceRestrictionCondition>.*<\/saml:AudienceRestrictionCondition>/, '$&$&'),
    ],
    [
      'a condition that we do not know',
      (t) => t.replace('</saml:Conditions>', '<saml:DoNotCacheCondition></saml:DoNotCacheCondition>$&'),
    ],
    [
      'no attribute statement',
      (t) => t.replace(/<saml:AttributeStatement>.*<\/saml:AttributeStatement>/, ''),
    ],
    [
      'two attribute statements',
      (t) => t.replace(/<saml:AttributeStatement>.*<\/saml:AttributeStatement>/, '$&$&'),
    ],
    [
      'no authentication statement',
      (t) => t.replace(/<saml:AuthenticationStatement.*<\/saml:AuthenticationStatement>/, ''),
    ],
    [
      'two authentication statements',
      (t) => t.replace(/<saml:AuthenticationStatement.*<\/saml:AuthenticationStatement>/, '$&$&'),
    ],
    ['two subjects', (t) => t.replace('x8qbnO2HmUe3kMPO7pCdkQ==', 'AAAA')],
    ['an empty name', (t) => t.replaceAll('x8qbnO2HmUe3kMPO7pCdkQ==', '')],
    ['holder of key', (t) => t.replaceAll('cm:bearer', 'cm:holder-of-key')],
    ['holder of key in one statement', (t) => t.replace('cm:bearer', 'cm:holder-of-key')],
    [
      'a confirmation without a method',
      (t) => t.replaceAll(/<saml:ConfirmationMethod>.*?<\/saml:ConfirmationMethod>/g, ''),
    ],
    [
      'a second method beside bearer',
      (t) => t.replaceAll(/(<saml:ConfirmationMethod>.*?<\/saml:ConfirmationMethod>)/g, '$1$1'),
    ],
    ['a claim given twice', (t) => t.replace(/<saml:Attribute .*?<\/saml:Attribute>/, '$&$&')],
    ['a claim without a value', (t) => t.replace(/<saml:AttributeValue>.*?<\/saml:AttributeValue>/, '')],
    ['markup in a value', (t) => t.replace('alice@', 'alice@<b xmlns="urn:b"></b>')],
    ['an unknown attribute', (t) => t.replace('AttributeName="UPN"', '$& Extra="x"')],
    ['a local time', (t) => t.replace(/IssueInstant="[^"]*"/, 'IssueInstant="2026-11-23T09:00:00"')],
    [
      'an assertion of SAML 2.0',
      (t) =>
        t
          .replaceAll('<saml:Conditions', '<x:Conditions xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion"')
          .replaceAll('</saml:Conditions', '</x:Conditions'),
    ],
    ['text between elements', (t) => t.replace('<saml:Conditions', 'x$&')],
  ])('refuses %s', async (_name, change) => {
    await expect(readChanged(change)).rejects.toBeInstanceOf(XmlError);
  });

  it('takes a subject without a confirmation, which MS-MWBF lets issuers leave out', async () => {
    const read = await readChanged((t) =>
      t.replaceAll(/<saml:SubjectConfirmation>.*?<\/saml:SubjectConfirmation>/g, ''),
    );
    expect(read.nameIdentifier.value).toBe('x8qbnO2HmUe3kMPO7pCdkQ==');
  });

  it('joins what it splits, and cannot split a claim type without a name', () => {
    const claimType = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/serialnumber';
    const { attributeNamespace, attributeName } = splitClaimType(claimType);
    expect([attributeNamespace, attributeName]).toEqual([
      'http://schemas.microsoft.com/ws/2008/06/identity/claims',
      'serialnumber',
    ]);
    expect(joinClaimType(attributeNamespace, attributeName)).toBe(claimType);
    expect(() => splitClaimType('UPN')).toThrow(TypeError);
    expect(() => splitClaimType('http://x/')).toThrow(TypeError);
  });
});

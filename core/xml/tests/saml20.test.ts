import {
  canonicalize,
  NAME_ID_FORMATS,
  parseXml,
  readSaml20Assertion,
  type Saml20Assertion,
  signEnveloped,
  verifyEnvelopedSignature,
  writeSaml20Assertion,
} from '@signet/xml';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestSigner, type TestSigner, xmlCrypto } from './_signers.ts';

const ASSERTION: Saml20Assertion = {
  id: '_4f0c1f4e-7d07-4a3c-9f0e-2d6f5f3f8a01',
  issuer: 'http://fs.contoso.example/adfs/services/trust',
  issueInstant: 1_795_424_400,
  nameId: { format: NAME_ID_FORMATS.persistent, value: 'x8qb nO&<', spNameQualifier: 'urn:sp' },
  subjectConfirmation: {
    inResponseTo: '_request',
    recipient: 'https://sp.example/acs?a=1&b=2',
    notOnOrAfter: 1_795_424_700,
  },
  conditions: { notBefore: 1_795_424_400, notOnOrAfter: 1_795_428_000, audiences: ['urn:sp'] },
  authnStatement: {
    authnInstant: 1_795_424_390,
    sessionIndex: '_session',
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient',
  },
  attributes: new Map([
    ['http://schemas.xmlsoap.org/claims/UPN', ['alice@contoso.example']],
    ['http://schemas.microsoft.com/claims/authnmethodsreferences', ['urn:a', 'urn:b']],
  ]),
};

let signer: TestSigner;

beforeAll(async () => {
  signer = await createTestSigner('P-256');
});

/** Signs what the change leaves of our own assertion, so that only its shape can be at fault. */
async function readChanged(
  change: (text: string) => string,
  assertion = ASSERTION,
): Promise<Saml20Assertion> {
  const text = change(writeSaml20Assertion(assertion).text);
  const options = {
    signer: signer.signer,
    crypto: xmlCrypto,
    idAttribute: 'ID',
    position: 'after-first',
  } as const;
  const document = parseXml((await signEnveloped({ text }, options)).text);
  const verdict = verifyEnvelopedSignature(document, { document, keys: [signer.key], crypto: xmlCrypto });
  if (verdict.status !== 'verified') throw new Error(verdict.code);
  return readSaml20Assertion(verdict.element);
}

describe('SAML 2.0 assertion', () => {
  it('is written in canonical form whatever is in it, and so is what is signed', async () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((value) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(value));
    const property = fc.asyncProperty(text, text, fc.option(text, { nil: undefined }), async (a, b, c) => {
      const nameId = { format: c === undefined ? undefined : a, value: b, spNameQualifier: c };
      const written = writeSaml20Assertion({
        ...ASSERTION,
        nameId,
        issuer: a,
        subjectConfirmation: { ...ASSERTION.subjectConfirmation, inResponseTo: c, recipient: b },
        attributes: new Map([[a, [b, '']]]),
      });
      expect(canonicalize(parseXml(written.text))).toBe(written.text);
      const options = { crypto: xmlCrypto, idAttribute: 'ID', position: 'after-first' } as const;
      const signed = await signEnveloped(written, { ...options, signer: signer.signer });
      expect(canonicalize(parseXml(signed.text))).toBe(signed.text);
      const document = parseXml(signed.text);
      const verdict = verifyEnvelopedSignature(document, { document, keys: [signer.key], crypto: xmlCrypto });
      expect(verdict.status).toBe('verified');
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('reads what it writes', async () => {
    expect(await readChanged((text) => text)).toEqual(ASSERTION);
  });

  it('reads what it writes without optional parts', async () => {
    const bare: Saml20Assertion = {
      ...ASSERTION,
      nameId: { format: undefined, value: 'alice', spNameQualifier: undefined },
      subjectConfirmation: { ...ASSERTION.subjectConfirmation, inResponseTo: undefined },
      authnStatement: { ...ASSERTION.authnStatement, sessionIndex: undefined },
      attributes: new Map(),
    };
    expect(await readChanged((text) => text, bare)).toEqual(bare);
  });

  it('takes the statements in either order, and leaves out values that are elements', async () => {
    const statement =
      '<saml:AttributeStatement><saml:Attribute Name="eppn" NameFormat="x"><saml:AttributeValue><saml:NameID>n</saml:NameID></saml:AttributeValue><saml:AttributeValue>v</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>';
    const { attributes } = await readChanged((text) =>
      text.replace('<saml:AuthnStatement', `${statement}<saml:AuthnStatement`),
    );
    expect(attributes.get('eppn')).toEqual(['v']);
    expect(attributes.size).toBe(3);
  });

  it.each<[string, (text: string) => string]>([
    ['of another version', (text) => text.replace('Version="2.0"', 'Version="2.1"')],
    ['without subject', (text) => text.replace(/<saml:Subject>.*<\/saml:Subject>/, '')],
    ['without conditions', (text) => text.replace(/<saml:Conditions.*<\/saml:Conditions>/, '')],
    ['without an audience', (text) => text.replace(/<saml:Audience>.*<\/saml:Audience>/, '')],
    [
      'with an unknown condition',
      (text) => text.replace('</saml:Conditions>', '<saml:Condition></saml:Condition></saml:Conditions>'),
    ],
    ['without authentication', (text) => text.replace(/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, '')],
    [
      'with two authentications',
      (text) => text.replace(/(<saml:AuthnStatement.*<\/saml:AuthnStatement>)/, '$1$1'),
    ],
    ['for a holder of a key', (text) => text.replace('cm:bearer', 'cm:holder-of-key')],
    [
      'with two bearers',
      (text) => text.replace(/(<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>)/, '$1$1'),
    ],
    ['without recipient', (text) => text.replace(/ Recipient="[^"]*"/, '')],
    [
      'whose confirmation has no end',
      (text) => text.replace(/ NotOnOrAfter="[^"]*" Recipient/, ' Recipient'),
    ],
    ['with an empty name', (text) => text.replace(/(<saml:NameID [^>]*>)[^<]*/, '$1 ')],
    ['with a name that holds elements', (text) => text.replace('x8qb', '<saml:X></saml:X>')],
    ['whose issuer is no entity', (text) => text.replace('<saml:Issuer>', '<saml:Issuer Format="urn:x">')],
    [
      'that gives an attribute twice',
      (text) => text.replace(/(<saml:Attribute Name=.*?<\/saml:Attribute>)/, '$1$1'),
    ],
    [
      'with an unknown child',
      (text) => text.replace('</saml:Assertion>', '<saml:More></saml:More></saml:Assertion>'),
    ],
    [
      'with parts out of order',
      (text) =>
        text.replace(/(<saml:Subject>.*<\/saml:Subject>)(<saml:Conditions.*<\/saml:Conditions>)/, '$2$1'),
    ],
  ])('refuses one %s', async (_name, change) => {
    await expect(readChanged(change)).rejects.toMatchObject({ name: 'XmlError' });
  });
});

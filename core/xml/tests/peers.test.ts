import { parseXml, signEnveloped, verifyEnvelopedSignature, writeAssertion, xml } from '@signet/xml';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ASSERTION, signAssertion } from './_documents.ts';
import { signWithXmlCrypto, signWithXmldsigjs, verifyWithXmlCrypto, verifyWithXmldsigjs } from './_peers.ts';
import { createTestSigner, type TestSigner, xmlCrypto } from './_signers.ts';

const METADATA = xml`<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:fed="urn:fed"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_m" entityID="urn:x">
  <md:RoleDescriptor xsi:type="fed:SecurityTokenServiceType"><fed:A xmlns="urn:d"><b></b></fed:A></md:RoleDescriptor>
</md:EntityDescriptor>`;

let rsa: TestSigner;

beforeAll(async () => {
  rsa = await createTestSigner('rsa');
});

function weVerify(text: string, { key }: TestSigner): string {
  const document = parseXml(text);
  const verdict = verifyEnvelopedSignature(document, { document, keys: [key], crypto: xmlCrypto });
  return verdict.status === 'verified' ? 'verified' : verdict.code;
}

describe('peers', () => {
  it('xml-crypto verifies our SAML 1.1 assertion', async () => {
    expect(verifyWithXmlCrypto(await signAssertion(rsa), 'AssertionID', rsa)).toBe(true);
  });

  it('we verify a SAML 1.1 assertion that xml-crypto signed', () => {
    expect(weVerify(signWithXmlCrypto(writeAssertion(ASSERTION).text, 'AssertionID', rsa), rsa)).toBe(
      'verified',
    );
  });

  it('we verify what xml-crypto canonicalised with comments, of which there are none', () => {
    const withComments = 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments';
    const text = writeAssertion(ASSERTION).text;
    expect(weVerify(signWithXmlCrypto(text, 'AssertionID', rsa, withComments), rsa)).toBe('verified');
  });

  it.each(['rsa', 'P-256', 'P-384', 'P-521'] as const)(
    'xmldsigjs verifies our %s signature',
    async (kind) => {
      const signer = await createTestSigner(kind);
      for (const inclusivePrefixes of [[], ['fed', 'xsi']]) {
        const { text } = await signEnveloped(METADATA, {
          signer: signer.signer,
          crypto: xmlCrypto,
          idAttribute: 'ID',
          position: 'first',
          inclusivePrefixes,
        });
        expect(await verifyWithXmldsigjs(text)).toBe(true);
        expect(weVerify(text, signer)).toBe('verified');
      }
    },
  );

  it.each(['rsa', 'P-256', 'P-384'] as const)('we verify the %s signature of xmldsigjs', async (kind) => {
    const signer = await createTestSigner(kind);
    expect(weVerify(await signWithXmldsigjs(METADATA.text, '_m', signer), signer)).toBe('verified');
  });

  it('xml-crypto refuses what was changed after our signature, as we do', async () => {
    const changed = (await signAssertion(rsa)).replace('alice@', 'mallory@');
    expect(verifyWithXmlCrypto(changed, 'AssertionID', rsa)).toBe(false);
    expect(weVerify(changed, rsa)).toBe('digest-mismatch');
  });

  it('xml-crypto and we agree on any claim value', async () => {
    const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter(isXml);
    await fc.assert(
      fc.asyncProperty(value, async (claim) => {
        const attributes = new Map([['urn:claims/x', [claim]]]);
        const text = await signAssertion(rsa, { ...ASSERTION, attributes });
        expect(weVerify(text, rsa)).toBe('verified');
        expect(verifyWithXmlCrypto(text, 'AssertionID', rsa)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

/** Char of XML 1.0 §2.2. */
function isXml(text: string): boolean {
  return text.isWellFormed() && /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u.test(text);
}

import {
  parseXml,
  type SignatureFailure,
  type SignatureVerdict,
  type VerifyEnvelopedOptions,
  verifyEnvelopedSignature,
} from '@signet/xml';
import { beforeAll, describe, expect, it } from 'vitest';
import { signAssertion, signResponse } from './_documents.ts';
import { createTestSigner, type TestSigner, xmlCrypto } from './_signers.ts';

let rsa: TestSigner;
let other: TestSigner;
let signed: string;

beforeAll(async () => {
  [rsa, other] = await Promise.all([createTestSigner('rsa'), createTestSigner('rsa', 'other')]);
  signed = await signAssertion(rsa);
});

function verify(text: string, options: Partial<VerifyEnvelopedOptions> = {}): SignatureVerdict {
  const document = parseXml(text);
  return verifyEnvelopedSignature(document, { document, keys: [rsa.key], crypto: xmlCrypto, ...options });
}

function codeOf(verdict: SignatureVerdict): SignatureFailure | 'verified' {
  return verdict.status === 'verified' ? 'verified' : verdict.code;
}

describe('verifyEnvelopedSignature', () => {
  it.each(['rsa', 'P-256', 'P-384', 'P-521'] as const)('takes a signature made with %s', async (kind) => {
    const signer = await createTestSigner(kind);
    expect(codeOf(verify(await signAssertion(signer), { keys: [signer.key] }))).toBe('verified');
  });

  it('gives the element without its signature, the key, and a check for every step', () => {
    const verdict = verify(signed);
    if (verdict.status !== 'verified') throw new Error(verdict.code);
    expect(verdict.element.children).toHaveLength(3);
    expect(verdict.key.id).toBe('signingCertificate');
    expect(verdict.checks.map(({ check, result }) => [check, result])).toEqual([
      ['signature-present', 'pass'],
      ['signature-reference', 'pass'],
      ['signature-transforms', 'pass'],
      ['signature-algorithm', 'pass'],
      ['signature-value', 'pass'],
      ['signature-digest', 'pass'],
    ]);
  });

  it('takes the next signing certificate as well as the present one', () => {
    const verdict = verify(signed, { keys: [other.key, { ...rsa.key, id: 'nextSigningCertificate' }] });
    expect(verdict.status === 'verified' && verdict.key.id).toBe('nextSigningCertificate');
  });

  it('finds the key without a KeyInfo', () => {
    expect(codeOf(verify(signed.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, '')))).toBe('verified');
  });

  it('takes white space in the base64 values', () => {
    const spaced = signed.replace(/(<ds:SignatureValue>.{64})/, '$1\r\n');
    expect(codeOf(verify(spaced))).toBe('verified');
  });

  it('verifies an element below the root', async () => {
    const document = parseXml(await signResponse(rsa, { assertion: true }));
    const assertion = document.children.at(-1);
    if (assertion === undefined || typeof assertion === 'string') throw new Error('no assertion');
    const verdict = verifyEnvelopedSignature(assertion, { document, keys: [rsa.key], crypto: xmlCrypto });
    expect(codeOf(verdict)).toBe('verified');
  });

  it.each<[name: string, change: (text: string) => string, code: SignatureFailure]>([
    ['changed text', (t) => t.replace('alice@', 'mallory@'), 'digest-mismatch'],
    ['a changed attribute', (t) => t.replace('10:00:00', '11:00:00'), 'digest-mismatch'],
    [
      'an added attribute value',
      (t) => t.replace('</saml:AttributeValue>', '$&<saml:AttributeValue>x</saml:AttributeValue>'),
      'digest-mismatch',
    ],
    [
      'a changed namespace',
      (t) => t.replace('SAML:1.0:assertion', 'SAML:1.0:assertioN'),
      'signature-wrapped',
    ],
    [
      'a changed digest',
      (t) => t.replace(/<ds:DigestValue>.{4}/, '<ds:DigestValue>AAAA'),
      'signature-invalid',
    ],
    [
      'a changed signature value',
      (t) => t.replace(/<ds:SignatureValue>.{4}/, '<ds:SignatureValue>AAAA'),
      'signature-invalid',
    ],
    [
      'an empty signature value',
      (t) => t.replace(/<ds:SignatureValue>.*<\/ds:SignatureValue>/, '<ds:SignatureValue/>'),
      'signature-invalid',
    ],
    ['no signature', (t) => t.replace(/<ds:Signature .*<\/ds:Signature>/, ''), 'signature-missing'],
    ['two signatures', (t) => t.replace(/<ds:Signature .*<\/ds:Signature>/, '$&$&'), 'signature-ambiguous'],
    [
      'a decoy signature with the same value',
      (t) =>
        t.replace(
          /<ds:Signature (.*)<\/ds:Signature>/,
          (s) => s.replace(/<ds:DigestValue>.{4}/, '<ds:DigestValue>AAAA') + s,
        ),
      'signature-ambiguous',
    ],
    ['two SignedInfo', (t) => t.replace(/<ds:SignedInfo>.*<\/ds:SignedInfo>/, '$&$&'), 'signature-malformed'],
    ['two references', (t) => t.replace(/<ds:Reference .*<\/ds:Reference>/, '$&$&'), 'signature-malformed'],
    ['no reference', (t) => t.replace(/<ds:Reference .*<\/ds:Reference>/, ''), 'signature-malformed'],
    ['an Object', (t) => t.replace('</ds:KeyInfo>', '$&<ds:Object></ds:Object>'), 'signature-malformed'],
    ['text beside SignedInfo', (t) => t.replace('<ds:SignedInfo>', 'x$&'), 'signature-malformed'],
    ['an element in DigestValue', (t) => t.replace('</ds:DigestValue>', '<x></x>$&'), 'signature-malformed'],
    ['an empty URI', (t) => t.replace(/URI="[^"]*"/, 'URI=""'), 'signature-wrapped'],
    ['no URI', (t) => t.replace(/ URI="[^"]*"/, ''), 'signature-malformed'],
    ['a URI elsewhere', (t) => t.replace(/URI="[^"]*"/, 'URI="#_other"'), 'signature-wrapped'],
    ['an XPointer', (t) => t.replace(/URI="[^"]*"/, 'URI="#xpointer(/)"'), 'signature-wrapped'],
    [
      'an ID that stands twice',
      (t) => t.replace('<saml:Conditions', '<saml:Conditions xml:id="_4f0c1f4e-7d07-4a3c-9f0e-2d6f5f3f8a01"'),
      'duplicate-id',
    ],
    [
      'a third transform',
      (t) =>
        t.replace(
          '</ds:Transforms>',
          '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>$&',
        ),
      'transform-not-allowed',
    ],
    ['no transforms', (t) => t.replace(/<ds:Transforms>.*<\/ds:Transforms>/, ''), 'transform-not-allowed'],
    ['an XSLT transform', (t) => t.replace('xmldsig#enveloped-signature', 'xslt'), 'transform-not-allowed'],
    [
      'an inclusive transform',
      (t) =>
        t.replace(
          '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
          '<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        ),
      'transform-not-allowed',
    ],
    [
      'inclusive canonicalisation of SignedInfo',
      (t) =>
        t.replace(
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        ),
      'algorithm-not-allowed',
    ],
    [
      'HMAC with the public key as secret',
      (t) => t.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#hmac-sha256'),
      'algorithm-not-allowed',
    ],
    [
      'rsa-sha1',
      (t) =>
        t.replace(
          'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
        ),
      'algorithm-not-allowed',
    ],
    [
      'sha1',
      (t) => t.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
      'algorithm-not-allowed',
    ],
    [
      'an algorithm of another key type',
      (t) => t.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#ecdsa-sha256'),
      'signature-invalid',
    ],
  ])('refuses %s', (_name, change, code) => {
    const changed = change(signed);
    expect(changed).not.toBe(signed);
    expect(codeOf(verify(changed))).toBe(code);
  });

  it('refuses a signer that is not configured, whatever KeyInfo says', () => {
    expect(codeOf(verify(signed, { keys: [other.key] }))).toBe('key-unknown');
    expect(codeOf(verify(signed, { keys: [] }))).toBe('key-unknown');
  });

  it('refuses a foreign signature that names our certificate', async () => {
    const ours = Buffer.from(rsa.key.certificate).toString('base64');
    const foreign = (await signAssertion(other)).replace(/(<ds:X509Certificate>)[^<]*/, `$1${ours}`);
    expect(codeOf(verify(foreign))).toBe('signature-invalid');
  });

  it('refuses an unreadable configured certificate', () => {
    expect(codeOf(verify(signed, { keys: [{ id: 'x', certificate: Uint8Array.of(1, 2) }] }))).toBe(
      'key-unknown',
    );
  });

  it('counts asking about an element of another document as a mistake of the caller', () => {
    const document = parseXml('<a/>');
    expect(() => verify(signed, { document })).toThrow(TypeError);
  });
});

import { createSignatureVerifier } from '@signet/crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { der, oid, sequence, text } from '../_der.ts';
import {
  createKeys,
  extension,
  extKeyUsage,
  issue,
  KeyUsageFlags,
  keyUsage,
  NOW,
  policies,
  type TestIdentity,
  x509,
} from '../_test-pki.ts';
import type { AnchorTerms, PathRequest, PathVerdict } from './types.ts';
import { validatePath } from './validate-path.ts';

const verifySignature = createSignatureVerifier();
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const [GOLD, SILVER] = ['1.3.6.1.4.1.99999.1', '1.3.6.1.4.1.99999.2'] as const;
const NAME_AND_KEY: AnchorTerms = { ownCertificate: 'name-and-key' };

let root: TestIdentity;
let ca: TestIdentity;
let leaf: TestIdentity;

beforeAll(async () => {
  root = await issue({ subject: 'CN=Root', ca: true });
  ca = await issue({ subject: 'CN=CA', issuer: root, ca: true, extensions: [policies(GOLD, SILVER)] });
  leaf = await issue({
    subject: 'CN=Alice',
    issuer: ca,
    extensions: [
      extKeyUsage(CLIENT_AUTH),
      policies(GOLD, SILVER),
      new x509.SubjectAlternativeNameExtension([{ type: 'email', value: 'alice@contoso.example' }]),
    ],
  });
});

function validate(
  end: TestIdentity,
  terms: AnchorTerms,
  anchor: TestIdentity = root,
  more: Partial<PathRequest> = {},
): PathVerdict {
  return validatePath({
    leaf: end.certificate,
    anchors: [anchor.certificate],
    intermediates: [ca.certificate],
    time: NOW,
    verifySignature,
    anchorTerms: () => terms,
    ...more,
  });
}

const codeOf = (verdict: PathVerdict): string => (verdict.valid ? 'valid' : verdict.code);

describe('an anchor of which name and key count', () => {
  it.each<[string, Parameters<typeof issue>[0]]>([
    ['has expired', { subject: 'CN=Other', ca: true, notAfter: NOW - 1 }],
    ['is not valid yet', { subject: 'CN=Other', ca: true, notBefore: NOW + 1 }],
    [
      'says that it is no CA',
      { subject: 'CN=Other', extensions: [new x509.BasicConstraintsExtension(false)] },
    ],
    [
      'has a critical extension that nobody knows',
      { subject: 'CN=Other', ca: true, extensions: [extension('1.2.3.4', true, sequence())] },
    ],
    ['allows no CA below it', { subject: 'CN=Other', ca: true, pathLength: 0 }],
    [
      'may not sign certificates',
      { subject: 'CN=Other', ca: true, extensions: [keyUsage(KeyUsageFlags.cRLSign)] },
    ],
  ])('is good although its certificate %s, and only then', async (_, options) => {
    const anchor = await issue(options);
    const middle = await issue({ subject: 'CN=Middle', issuer: anchor, ca: true });
    const end = await issue({ subject: 'CN=End', issuer: middle });
    const more = { intermediates: [middle.certificate] };
    expect(codeOf(validate(end, NAME_AND_KEY, anchor, more))).toBe('valid');
    expect(codeOf(validate(end, {}, anchor, more))).not.toBe('valid');
  });

  it('may be the leaf, when its own key signed it', async () => {
    expect(codeOf(validate(root, NAME_AND_KEY))).toBe('valid');
    expect(codeOf(validate(root, {}))).toBe('no-path');
    const end = await issue({ subject: 'CN=Self', notAfter: NOW - 1 });
    expect(codeOf(validate(end, NAME_AND_KEY, end))).toBe('expired');
    // Issued by another, it proves nothing without that one.
    expect(codeOf(validate(ca, NAME_AND_KEY, ca, { intermediates: [] }))).toBe('issuer-unknown');
    expect(codeOf(validate(ca, NAME_AND_KEY, root))).toBe('valid');
  });

  it('must still have a key that is strong enough', async () => {
    const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const keys = await createKeys({ ...rsa, modulusLength: 1024, publicExponent: Uint8Array.of(1, 0, 1) });
    const anchor = await issue({ subject: 'CN=Weak', ca: true, keys, signingAlgorithm: rsa });
    const end = await issue({ subject: 'CN=End', issuer: anchor, signingAlgorithm: rsa });
    expect(codeOf(validate(end, NAME_AND_KEY, anchor))).toBe('key-too-weak');
    expect(codeOf(validate(end, { allow: ['rsa1024'] }, anchor))).toBe('valid');
  });
});

describe('terms of trust', () => {
  it('bound the number of CAs', () => {
    expect(codeOf(validate(leaf, { pathLenConstraint: 0 }))).toBe('path-length-exceeded');
    expect(codeOf(validate(leaf, { pathLenConstraint: 1 }))).toBe('valid');
  });

  it('permit and exclude names', () => {
    const mail = (value: string) =>
      [{ base: { kind: 'rfc822Name', value }, minimum: 0, maximum: undefined }] as const;
    expect(codeOf(validate(leaf, { permittedSubtrees: mail('contoso.example') }))).toBe('valid');
    expect(codeOf(validate(leaf, { permittedSubtrees: mail('fabrikam.example') }))).toBe(
      'name-constraint-violation',
    );
    expect(codeOf(validate(leaf, { excludedSubtrees: mail('contoso.example') }))).toBe(
      'name-constraint-violation',
    );
    expect(codeOf(validate(leaf, { excludedSubtrees: mail('fabrikam.example') }))).toBe('valid');
  });

  it('limit policies to those that the anchor is trusted for', () => {
    const policiesOf = (verdict: PathVerdict): unknown => (verdict.valid ? verdict.policies : verdict.code);
    expect(policiesOf(validate(leaf, { certificatePolicies: [GOLD] }))).toEqual([GOLD]);
    expect(policiesOf(validate(leaf, { certificatePolicies: ['1.2.3'] }))).toEqual([]);
    expect(policiesOf(validate(leaf, { certificatePolicies: ['1.2.3'], explicitPolicy: true }))).toBe(
      'policy-violation',
    );
    const wanted = { userInitialPolicySet: [SILVER] };
    expect(policiesOf(validate(leaf, { certificatePolicies: [GOLD, SILVER] }, root, wanted))).toEqual([
      SILVER,
    ]);
    expect(
      policiesOf(validate(leaf, { certificatePolicies: [GOLD], explicitPolicy: true }, root, wanted)),
    ).toBe('policy-violation');
  });

  it('limit purposes', () => {
    const asked = { requiredExtKeyUsage: CLIENT_AUTH };
    expect(codeOf(validate(leaf, { extKeyUsage: [SERVER_AUTH] }, root, asked))).toBe(
      'extended-key-usage-violation',
    );
    expect(codeOf(validate(leaf, { extKeyUsage: [CLIENT_AUTH] }, root, asked))).toBe('valid');
    expect(codeOf(validate(leaf, { extKeyUsage: [SERVER_AUTH] }))).toBe('valid');
  });

  it('let SHA-1 pass below the anchor that names it, and below no other', async () => {
    const anchors = await Promise.all([1, 2].map(() => issue({ subject: 'CN=Old Root', ca: true })));
    const [old, young] = anchors as [TestIdentity, TestIdentity];
    const sha1 = { signingAlgorithm: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-1' } };
    const judge = (end: TestIdentity): string =>
      codeOf(
        validatePath({
          leaf: end.certificate,
          anchors: anchors.map(({ certificate }) => certificate),
          intermediates: [],
          time: NOW,
          verifySignature,
          anchorTerms: (anchor) => (anchor === old.certificate ? { allow: ['sha1'] } : undefined),
        }),
      );
    expect(judge(await issue({ subject: 'CN=End', issuer: old, ...sha1 }))).toBe('valid');
    expect(judge(await issue({ subject: 'CN=End', issuer: young, ...sha1 }))).toBe('algorithm-not-allowed');
  });
});

describe('intended purposes', () => {
  it('refuse a leaf that states others, and let one pass that states none', async () => {
    const silent = await issue({ subject: 'CN=Silent', issuer: ca });
    const any = await issue({ subject: 'CN=Any', issuer: ca, extensions: [extKeyUsage('2.5.29.37.0')] });
    const asked = (...intendedExtKeyUsages: string[]) => ({ intendedExtKeyUsages });
    expect(codeOf(validate(leaf, {}, root, asked(CLIENT_AUTH)))).toBe('valid');
    expect(codeOf(validate(leaf, {}, root, asked(CLIENT_AUTH, SERVER_AUTH)))).toBe(
      'extended-key-usage-violation',
    );
    expect(codeOf(validate(silent, {}, root, asked(SERVER_AUTH)))).toBe('valid');
    expect(codeOf(validate(silent, {}, root, { requiredExtKeyUsage: SERVER_AUTH }))).toBe(
      'extended-key-usage-violation',
    );
    expect(codeOf(validate(any, {}, root, asked(CLIENT_AUTH, SERVER_AUTH)))).toBe('valid');
  });
});

describe('name constraints of a CA', () => {
  const permitted = (base: Uint8Array) => extension('2.5.29.30', true, sequence(der(0xa0, sequence(base))));
  const excluded = (base: Uint8Array) => extension('2.5.29.30', true, sequence(der(0xa1, sequence(base))));
  const subjectAltName = (name: Uint8Array<ArrayBuffer>) => extension('2.5.29.17', false, sequence(name));
  const otherName = (typeId: string, value: string) => der(0xa0, oid(typeId), der(0xa0, text(0x0c, value)));
  const UPN = '1.3.6.1.4.1.311.20.2.3';

  // Each form: a name, a subtree it lies in, and one that it does not lie in or that nobody can judge.
  it.each<[string, Uint8Array<ArrayBuffer>, Uint8Array, Uint8Array]>([
    [
      'rfc822Name',
      text(0x81, 'a@contoso.example'),
      text(0x81, 'contoso.example'),
      text(0x81, 'a@fabrikam.example'),
    ],
    [
      'dNSName',
      text(0x82, 'www.contoso.example'),
      text(0x82, 'contoso.example'),
      text(0x82, 'fabrikam.example'),
    ],
    [
      'uniformResourceIdentifier',
      text(0x86, 'https://contoso.example/'),
      text(0x86, 'contoso.example'),
      text(0x86, '.contoso.example'),
    ],
    [
      'iPAddress',
      der(0x87, Uint8Array.of(10, 0, 0, 1)),
      der(0x87, Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0)),
      der(0x87, Uint8Array.of(192, 168, 0, 0, 255, 255, 0, 0)),
    ],
    [
      'user principal name',
      otherName(UPN, 'a@contoso.example'),
      otherName(UPN, 'contoso.example'),
      otherName(UPN, 'fabrikam.example'),
    ],
  ])('hold for %s', async (_, name, inside, outside) => {
    const judge = async (constraints: x509.Extension): Promise<string> => {
      const middle = await issue({ subject: 'CN=Middle', issuer: root, ca: true, extensions: [constraints] });
      const end = await issue({ subject: 'CN=End', issuer: middle, extensions: [subjectAltName(name)] });
      return codeOf(validate(end, {}, root, { intermediates: [middle.certificate] }));
    };
    expect(await judge(permitted(inside))).toBe('valid');
    expect(await judge(permitted(outside))).toBe('name-constraint-violation');
    expect(await judge(excluded(inside))).toBe('name-constraint-violation');
    expect(await judge(excluded(outside))).toBe('valid');
  });

  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['registeredID', oid('1.2.3').with(0, 0x88) as Uint8Array<ArrayBuffer>],
    ['an otherName that is no user principal name', otherName('1.2.3.4', 'x')],
  ])('that nobody can judge refuse either way: %s', async (_, name) => {
    for (const constraints of [permitted(name), excluded(name)]) {
      const middle = await issue({ subject: 'CN=Middle', issuer: root, ca: true, extensions: [constraints] });
      const end = await issue({ subject: 'CN=End', issuer: middle, extensions: [subjectAltName(name)] });
      const verdict = validate(end, {}, root, { intermediates: [middle.certificate] });
      expect(codeOf(verdict)).toBe('name-constraint-violation');
    }
  });
});

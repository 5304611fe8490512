import { beforeAll, describe, expect, it } from 'vitest';
import { der, integer, oid, sequence, set } from '../_der.ts';
import { issue, type TestIdentity } from '../_test-pki.ts';
import { PkiError } from '../error.ts';
import { MAX_CERTIFICATE_BAG_BYTES, parseCertificateBag } from './certificate-bag.ts';

let root: TestIdentity;
let issuing: TestIdentity;
beforeAll(async () => {
  root = await issue({ subject: 'CN=Root', ca: true });
  issuing = await issue({ subject: 'CN=Issuing', ca: true, issuer: root });
});

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const DATA = '1.2.840.113549.1.7.1';

function bag(
  certificates: readonly Uint8Array[],
  more: { type?: string; crls?: Uint8Array } = {},
): Uint8Array<ArrayBuffer> {
  const { type = SIGNED_DATA, crls } = more;
  const signedData = sequence(
    integer(1),
    set(),
    sequence(oid(DATA)),
    der(0xa0, ...certificates),
    ...(crls === undefined ? [] : [der(0xa1, crls)]),
    set(),
  );
  return sequence(oid(type), der(0xa0, signedData));
}

const codeOf = (input: Uint8Array): unknown => {
  try {
    parseCertificateBag(input);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(PkiError);
    return (error as PkiError).code;
  }
};

describe('parseCertificateBag', () => {
  const subjects = (input: Uint8Array): unknown =>
    parseCertificateBag(input).map(({ der: bytes }) => Buffer.from(bytes).toString('hex'));

  it('reads the certificates in their order, from DER and PEM, beside CRLs', () => {
    const all = [root, issuing].map(({ certificate }) => certificate.der);
    const expected = all.map((one) => Buffer.from(one).toString('hex'));
    expect(subjects(bag(all))).toEqual(expected);
    expect(subjects(bag(all, { crls: sequence() }))).toEqual(expected);
    const base64 = Buffer.from(bag(all))
      .toString('base64')
      .match(/.{1,64}/g)!
      .join('\n');
    expect(subjects(Buffer.from(`-----BEGIN PKCS7-----\n${base64}\n-----END PKCS7-----\n`))).toEqual(
      expected,
    );
  });

  it.each([
    ['nothing', () => new Uint8Array(), 'bad-certificate-bag'],
    ['an empty sequence', () => sequence(), 'truncated'],
    ['a certificate alone', () => root.certificate.der, 'unexpected-tag'],
    ['other content', () => bag([root.certificate.der], { type: DATA }), 'bad-certificate-bag'],
    ['no certificate', () => bag([]), 'no-certificate'],
    ['what is no certificate', () => bag([sequence(integer(1))]), 'unexpected-tag'],
    ['an attribute certificate', () => bag([der(0xa1, integer(1))]), 'unexpected-tag'],
    [
      'bytes after the end',
      () => Buffer.concat([bag([root.certificate.der]), Buffer.of(0)]),
      'trailing-bytes',
    ],
    ['an indefinite length', () => Uint8Array.of(0x30, 0x80, 0, 0), 'bad-length'],
    [
      'too many bytes',
      () => Buffer.concat([Uint8Array.of(0x30), Buffer.alloc(MAX_CERTIFICATE_BAG_BYTES)]),
      'too-large',
    ],
    ['too many bytes of text', () => Buffer.alloc(MAX_CERTIFICATE_BAG_BYTES + 1, 0x20), 'too-large'],
    ['too many certificates', () => bag(Array.from({ length: 1001 }, () => sequence())), 'too-many-elements'],
    [
      'other PEM',
      () => Buffer.from('-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'),
      'bad-certificate-bag',
    ],
  ])('refuses %s', (_what, input, code) => {
    expect(codeOf(input())).toBe(code);
  });

  it('throws nothing else when cut or changed anywhere', () => {
    const good = bag([issuing.certificate.der]);
    for (let at = 0; at < good.length; at++) {
      codeOf(good.subarray(0, at));
      const changed = good.slice();
      changed[at] = (changed[at]! + 0x55) & 0xff;
      codeOf(changed);
    }
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bitString, der, integer, NULL, name, octetString, oid, sequence, text } from '../_der.ts';
import { extension, issue, policies } from '../_test-pki.ts';
import { PkiError } from '../error.ts';
import { parseCertificate } from './certificate.ts';

// Whatever bytes arrive, the parser answers a certificate or a PkiError, and soon.

function outcome(bytes: Uint8Array): string {
  try {
    parseCertificate(bytes);
    return 'accepted';
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
}

describe('a real certificate that was damaged', () => {
  let real: Uint8Array;
  beforeAll(async () => {
    const { certificate } = await issue({
      subject: 'C=US, O=Contoso, CN=Alice',
      ca: true,
      extensions: [
        policies('1.2.3', '1.2.4'),
        extension('2.5.29.17', false, sequence(der(0x81, Buffer.from('alice@contoso.com')))),
      ],
    });
    real = certificate.der;
  });

  it('is refused when cut off at any byte', () => {
    for (let length = 0; length < real.length; length++) {
      expect(outcome(real.subarray(0, length))).toBe('truncated');
    }
  });

  it('is refused with anything behind it', () => {
    expect(outcome(Buffer.concat([real, Uint8Array.of(0)]))).toBe('trailing-bytes');
  });

  it('never breaks the parser when one byte changes', () => {
    for (let index = 0; index < real.length; index++) {
      for (const value of [0x00, 0x01, 0x7f, 0x80, 0x81, 0x84, 0xff, (real[index] ?? 0) ^ 0x20]) {
        expect(outcome(real.with(index, value))).toMatch(/^[a-z-]+$/);
      }
    }
  });

  it('never breaks the parser when bytes are removed, doubled or replaced', () => {
    fc.assert(
      fc.property(
        fc.nat(real.length - 1),
        fc.nat(40),
        fc.uint8Array({ maxLength: 40 }),
        (start, cut, put) => {
          const mutated = Buffer.concat([real.subarray(0, start), put, real.subarray(start + cut)]);
          expect(outcome(mutated)).toMatch(/^[a-z-]+$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a certificate made to harm', () => {
  const algorithm = sequence(oid('1.2.840.113549.1.1.11'), NULL);
  const validity = sequence(text(0x17, '250101000000Z'), text(0x17, '350101000000Z'));
  const key = sequence(sequence(oid('1.2.840.113549.1.1.1'), NULL), bitString(0, Uint8Array.of(0x30, 0)));
  const version = der(0xa0, integer(2));
  const issuer = name(['2.5.4.3', 'CA']);
  const ext = (extnID: string, value: Uint8Array): Uint8Array => sequence(oid(extnID), octetString(value));
  const extensions = (...list: readonly Uint8Array[]): Uint8Array => der(0xa3, sequence(...list));

  function certificate(
    parts: Partial<
      Record<'version' | 'serial' | 'inner' | 'issuer' | 'validity' | 'subject' | 'tail', Uint8Array>
    >,
  ): Uint8Array {
    const tbs = sequence(
      parts.version ?? version,
      parts.serial ?? integer(1),
      parts.inner ?? algorithm,
      parts.issuer ?? issuer,
      parts.validity ?? validity,
      parts.subject ?? name(['2.5.4.3', 'Alice']),
      key,
      parts.tail ?? new Uint8Array(),
    );
    return sequence(tbs, algorithm, bitString(0, Uint8Array.of(1, 2, 3)));
  }
  const nothing = new Uint8Array();
  const subjectKeyIdentifier = ext('2.5.29.14', octetString(Uint8Array.of(1)));

  it('is accepted by these builders when nothing is wrong', () => {
    expect(outcome(certificate({}))).toBe('accepted');
    expect(outcome(certificate({ tail: extensions(subjectKeyIdentifier) }))).toBe('accepted');
    expect(outcome(certificate({ tail: der(0x81, Uint8Array.of(0, 1)) }))).toBe('accepted');
  });

  it.each([
    [
      'an extension that appears twice',
      { tail: extensions(subjectKeyIdentifier, subjectKeyIdentifier) },
      'duplicate-extension',
    ],
    ['an empty list of extensions', { tail: extensions() }, 'empty-sequence'],
    [
      'extensions in version 1',
      { version: nothing, tail: extensions(subjectKeyIdentifier) },
      'certificate-version',
    ],
    [
      'extensions in version 2',
      { version: der(0xa0, integer(1)), tail: extensions(subjectKeyIdentifier) },
      'certificate-version',
    ],
    ['version 1 written out', { version: der(0xa0, integer(0)) }, 'certificate-version'],
    ['version 4', { version: der(0xa0, integer(3)) }, 'certificate-version'],
    [
      'a unique identifier in version 1',
      { version: nothing, tail: der(0x81, Uint8Array.of(0, 1)) },
      'certificate-version',
    ],
    [
      'another algorithm inside than outside',
      { inner: sequence(oid('1.2.840.113549.1.1.5'), NULL) },
      'signature-algorithm-mismatch',
    ],
    [
      'other parameters inside than outside',
      { inner: sequence(oid('1.2.840.113549.1.1.11')) },
      'signature-algorithm-mismatch',
    ],
    ['an issuer without a name', { issuer: sequence() }, 'bad-name'],
    ['an empty part of a name', { subject: sequence(der(0x31)) }, 'bad-name'],
    [
      'a name of many parts',
      { subject: name(...Array.from({ length: 65 }, (): [string, string] => ['2.5.4.3', 'x'])) },
      'too-many-elements',
    ],
    ['a serial number of 33 octets', { serial: der(0x02, new Uint8Array(33).fill(1)) }, 'bad-integer'],
    ['a serial number with a spare zero', { serial: der(0x02, Uint8Array.of(0, 1)) }, 'bad-integer'],
    [
      'a time with an offset',
      { validity: sequence(text(0x17, '250101000000+0000'), text(0x17, '350101000000Z')) },
      'bad-time',
    ],
    [
      'a third time',
      { validity: sequence(...Array.from({ length: 3 }, () => text(0x17, '250101000000Z'))) },
      'trailing-bytes',
    ],
    [
      'many extensions',
      { tail: extensions(...Array.from({ length: 65 }, (_, arc) => ext(`1.2.3.${arc}`, nothing))) },
      'too-many-elements',
    ],
    [
      'many alternative names',
      {
        tail: extensions(
          ext('2.5.29.17', sequence(...Array.from({ length: 1025 }, () => der(0x82, Uint8Array.of(0x61))))),
        ),
      },
      'too-many-elements',
    ],
    [
      'bytes behind the extensions',
      { tail: Buffer.concat([extensions(subjectKeyIdentifier), NULL]) },
      'trailing-bytes',
    ],
  ] as const)('is refused: %s', (_, parts, code) => {
    expect(outcome(certificate(parts))).toBe(code);
  });

  it('is refused when its signature does not hold whole octets', () => {
    const whole = certificate({});
    const spoilt = whole.with(whole.length - 4, 1).with(whole.length - 1, 2);
    expect(outcome(spoilt)).toBe('bad-bit-string');
  });

  it('is refused with an indefinite length at any level', () => {
    const whole = certificate({});
    expect(outcome(whole.with(1, 0x80))).toBe('bad-length');
    expect(outcome(Uint8Array.of(0x30, 0x80, 0x30, 0x80, 0, 0, 0, 0))).toBe('bad-length');
  });

  it('is refused when it announces more than it has', () => {
    expect(outcome(Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff))).toBe('truncated');
    expect(outcome(Uint8Array.of(0x30, 0x88, 1, 0, 0, 0, 0, 0, 0, 0))).toBe('bad-length');
  });

  it('is refused when it nests without end', () => {
    let nested: Uint8Array = NULL;
    for (let depth = 0; depth < 5000; depth++) nested = der(0x30, nested);
    expect(outcome(nested)).not.toBe('accepted');
    let general: Uint8Array = der(0xa4, name(['2.5.4.3', 'x']));
    for (let depth = 0; depth < 100; depth++) general = der(0xa4, general);
    expect(outcome(certificate({ tail: extensions(ext('2.5.29.17', sequence(general))) }))).toBe(
      'unexpected-tag',
    );
  });
});

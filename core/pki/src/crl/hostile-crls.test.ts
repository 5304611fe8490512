import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { PkiError, type PkiErrorCode, parseCertificateList } from '../index.ts';
import { createTestAuthority, der, derInteger } from './_test-authority.ts';
import { buildEntryIndex } from './entry-index.ts';
import { hashOctets } from './serial-hash.ts';

// Bytes made to confuse, crash or tire out whoever reads a CRL before its signature is known to be good.

const TIME = der(0x17, Buffer.from('261123090000Z'));
const ALGORITHM = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const SIGNATURE = der(0x03, Buffer.of(0, 1));
const NAME = der(0x30);
const PEM = '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n';
const REASON = Buffer.of(0x55, 0x1d, 0x15);

let sound: Uint8Array;
beforeAll(async () => {
  const ca = await createTestAuthority('O=Contoso, CN=Issuing CA');
  sound = await ca.issueCrl({
    thisUpdate: Date.UTC(2026, 10, 23) / 1000,
    crlNumber: 300,
    entries: [
      { serialNumber: '0a', reason: 'keyCompromise' },
      { serialNumber: 'ffee' },
      { serialNumber: '0b' },
    ],
  });
});

function list(...tbs: readonly Uint8Array[]): Uint8Array {
  return der(0x30, der(0x30, ...tbs), ALGORITHM, SIGNATURE);
}

function withEntries(...entries: readonly Uint8Array[]): Uint8Array {
  return list(derInteger(1), ALGORITHM, NAME, TIME, der(0x30, ...entries));
}

function withExtensions(...extensions: readonly Uint8Array[]): Uint8Array {
  return list(derInteger(1), ALGORITHM, NAME, TIME, der(0xa0, der(0x30, ...extensions)));
}

function extension(oid: string, value: Uint8Array, ...critical: readonly Uint8Array[]): Uint8Array {
  return der(0x30, der(0x06, Buffer.from(oid, 'hex')), ...critical, der(0x04, value));
}

function entry(...fields: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...fields);
}

function codeOf(bytes: Uint8Array): PkiErrorCode | 'parsed' {
  try {
    parseCertificateList(bytes);
    return 'parsed';
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
}

describe('a CRL whose frame is broken', () => {
  const cases: readonly (readonly [string, () => Uint8Array, PkiErrorCode])[] = [
    ['nothing', () => new Uint8Array(0), 'bad-crl'],
    ['one byte', () => Buffer.of(0x30), 'truncated'],
    ['a web page', () => Buffer.from('<html>'), 'bad-crl'],
    [
      'PEM of something else',
      () => Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
      'bad-crl',
    ],
    ['PEM of two CRLs', () => Buffer.from(`${PEM}${PEM}`), 'bad-crl'],
    ['PEM without end', () => Buffer.from('-----BEGIN X509 CRL-----\nAAAA'), 'bad-pem'],
    [
      'PEM of what is no base64',
      () => Buffer.from('-----BEGIN X509 CRL-----\n<>\n-----END X509 CRL-----'),
      'bad-pem',
    ],
    ['indefinite length', () => Buffer.of(0x30, 0x80, 0, 0), 'bad-length'],
    ['a length of five octets', () => Buffer.of(0x30, 0x85, 1, 0, 0, 0, 0), 'bad-length'],
    ['a length of four gigabytes', () => Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff), 'truncated'],
    ['a length longer than needed', () => Buffer.of(0x30, 0x81, 0x01, 0x00), 'bad-length'],
    ['bytes after the end', () => Buffer.concat([withEntries(), Buffer.of(0)]), 'trailing-bytes'],
    ['a field too many', () => list(derInteger(1), ALGORITHM, NAME, TIME, TIME, TIME), 'trailing-bytes'],
    ['no thisUpdate', () => list(derInteger(1), ALGORITHM, NAME), 'truncated'],
    ['version 3', () => list(derInteger(2), ALGORITHM, NAME, TIME), 'bad-crl'],
    ['version 1 written out', () => list(derInteger(0), ALGORITHM, NAME, TIME), 'bad-crl'],
    [
      'version 1 with extensions',
      () => list(ALGORITHM, NAME, TIME, der(0xa0, der(0x30, extension('551d14', derInteger(1))))),
      'bad-crl',
    ],
    [
      'two signature algorithms',
      () => list(derInteger(1), der(0x30, der(0x06, Buffer.from('2a8648ce3d040303', 'hex'))), NAME, TIME),
      'signature-algorithm-mismatch',
    ],
    [
      'an algorithm with other parameters',
      () =>
        list(
          derInteger(1),
          der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')), der(0x05)),
          NAME,
          TIME,
        ),
      'signature-algorithm-mismatch',
    ],
    [
      'a local time',
      () => list(derInteger(1), ALGORITHM, NAME, der(0x17, Buffer.from('261123090000+0100'))),
      'bad-time',
    ],
    [
      'the thirtieth of February',
      () => list(derInteger(1), ALGORITHM, NAME, der(0x17, Buffer.from('260230090000Z'))),
      'bad-time',
    ],
  ];
  for (const [what, bytes, code] of cases)
    it(`(${what}) is ${code}`, () => expect(codeOf(bytes())).toBe(code));
});

describe('an entry that is broken', () => {
  const cases: readonly (readonly [string, readonly Uint8Array[], PkiErrorCode])[] = [
    ['no fields', [], 'truncated'],
    ['no date', [derInteger(1)], 'truncated'],
    ['no serial', [TIME], 'unexpected-tag'],
    ['a serial without content', [der(0x02), TIME], 'bad-integer'],
    ['a serial with a zero too many', [der(0x02, Buffer.of(0, 1)), TIME], 'bad-integer'],
    ['a negative serial with an octet too many', [der(0x02, Buffer.of(0xff, 0x80)), TIME], 'bad-integer'],
    ['a serial of 128 octets', [der(0x02, Buffer.alloc(128, 1)), TIME], 'bad-integer'],
    ['a serial that runs out of the entry', [Buffer.of(0x02, 0x7f, 1)], 'truncated'],
    ['a date with letters', [derInteger(1), der(0x17, Buffer.from('2611230900OOZ'))], 'bad-time'],
    ['a date without Z', [derInteger(1), der(0x17, Buffer.from('2611230900000'))], 'bad-time'],
    ['a date without seconds', [derInteger(1), der(0x17, Buffer.from('2611230900Z'))], 'bad-time'],
    ['a date with fractions', [derInteger(1), der(0x18, Buffer.from('20261123090000.5Z'))], 'bad-time'],
    ['a month 13', [derInteger(1), der(0x17, Buffer.from('261323090000Z'))], 'bad-time'],
    ['a day 0', [derInteger(1), der(0x17, Buffer.from('261100090000Z'))], 'bad-time'],
    ['a leap day in no leap year', [derInteger(1), der(0x18, Buffer.from('21000229090000Z'))], 'bad-time'],
    ['an hour 24', [derInteger(1), der(0x17, Buffer.from('261123240000Z'))], 'bad-time'],
    ['a fourth field', [derInteger(1), TIME, der(0x30), der(0x05)], 'trailing-bytes'],
    ['extensions that are no list', [derInteger(1), TIME, der(0x31)], 'unexpected-tag'],
    [
      'an extension without value',
      [derInteger(1), TIME, der(0x30, der(0x30, der(0x06, REASON)))],
      'truncated',
    ],
    [
      'a criticality of 1',
      [derInteger(1), TIME, der(0x30, extension('551d15', der(0x0a, Buffer.of(1)), der(0x01, Buffer.of(1))))],
      'bad-boolean',
    ],
    [
      'bytes after an extension’s value',
      [derInteger(1), TIME, der(0x30, der(0x30, der(0x06, REASON), der(0x04), der(0x05)))],
      'trailing-bytes',
    ],
    [
      'a certificateIssuer without the name of an issuer',
      [derInteger(1), TIME, der(0x30, extension('551d1d', der(0x30, der(0x86, Buffer.from('http://ca/')))))],
      'bad-crl',
    ],
    [
      'a certificateIssuer whose name is empty',
      [derInteger(1), TIME, der(0x30, extension('551d1d', der(0x30, der(0xa4, der(0x30)))))],
      'bad-crl',
    ],
    [
      'seventeen extensions',
      [
        derInteger(1),
        TIME,
        der(0x30, ...Array.from({ length: 17 }, () => extension('551d15', der(0x0a, Buffer.of(1))))),
      ],
      'too-many-elements',
    ],
  ];
  for (const [what, fields, code] of cases) {
    it(`(${what}) is ${code}`, () => expect(codeOf(withEntries(entry(...fields)))).toBe(code));
  }

  it('is found among sound ones', () => {
    const good = entry(derInteger(1), TIME);
    expect(codeOf(withEntries(good, good, entry(TIME), good))).toBe('unexpected-tag');
  });
});

describe('an entry that parses though its extensions mean nothing', () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['an empty list', der(0x30)],
    [
      'the same extension twice',
      der(0x30, extension('551d15', der(0x0a, Buffer.of(1))), extension('551d15', der(0x0a, Buffer.of(8)))),
    ],
    ['an identifier that is none', der(0x30, der(0x30, der(0x06, Buffer.of(0x80)), der(0x04)))],
    ['a reason that is no ENUMERATED', der(0x30, extension('551d15', Buffer.of(0xff, 0xff)))],
    ['a date that is none', der(0x30, extension('551d18', der(0x18, Buffer.from('never'))))],
  ];
  for (const [what, extensions] of cases) {
    it(`(${what}) revokes without a reason`, () => {
      const crl = parseCertificateList(withEntries(entry(derInteger(5), TIME, extensions)));
      expect(crl.findEntry('5')).toMatchObject({ reason: 'unspecified' });
    });
  }
});

describe('list extensions that are broken', () => {
  const idp = '551d1c';
  const cases: readonly (readonly [string, readonly Uint8Array[], PkiErrorCode])[] = [
    ['none in the list', [], 'empty-sequence'],
    [
      'a CRL number twice',
      [extension('551d14', derInteger(1)), extension('551d14', derInteger(2))],
      'duplicate-extension',
    ],
    ['a negative CRL number', [extension('551d14', der(0x02, Buffer.of(0xff)))], 'bad-extension'],
    ['a CRL number of 65 octets', [extension('551d14', der(0x02, Buffer.alloc(65, 1)))], 'bad-extension'],
    [
      'bytes after a CRL number',
      [extension('551d14', Buffer.concat([derInteger(1), derInteger(1)]))],
      'trailing-bytes',
    ],
    ['an empty issuing distribution point', [extension(idp, der(0x30))], 'bad-extension'],
    ['an unknown field of it', [extension(idp, der(0x30, der(0x89, Buffer.of(0xff))))], 'trailing-bytes'],
    [
      'its fields out of order',
      [extension(idp, der(0x30, der(0x82, Buffer.of(0xff)), der(0x81, Buffer.of(0xff))))],
      'trailing-bytes',
    ],
    [
      'a flag that is neither true nor false',
      [extension(idp, der(0x30, der(0x81, Buffer.of(2))))],
      'bad-boolean',
    ],
    [
      'half an authority key identifier',
      [extension('551d23', der(0x30, der(0x82, Buffer.of(1))))],
      'bad-extension',
    ],
    [
      '65 extensions',
      Array.from({ length: 65 }, (_, i) =>
        extension(`2a03${(i + 1).toString(16).padStart(2, '0')}`, der(0x05)),
      ),
      'too-many-elements',
    ],
  ];
  for (const [what, extensions, code] of cases) {
    it(`(${what}) are ${code}`, () => expect(codeOf(withExtensions(...extensions))).toBe(code));
  }

  it('nested a hundred deep end without exhausting the stack', () => {
    let nested: Uint8Array = der(0x30);
    for (let i = 0; i < 100; i++) nested = der(0xa4, der(0x30, der(0x31, der(0x30, nested))));
    expect(codeOf(withExtensions(extension('551d23', der(0x30, der(0xa1, nested)))))).not.toBe('parsed');
  });
});

describe('entries made to tire out the index', () => {
  it('with one serial a thousand times are still a list, and not one time more', () => {
    const one = entry(derInteger(5), TIME);
    expect(parseRepeated(one, 1024)).toBe('parsed');
    expect(parseRepeated(one, 1025)).toBe('too-many-elements');
  });

  it('whose serials share a hash are refused before they cost much', () => {
    // Of a table as large as the list of all of them will have.
    const colliding = collidingSerials(1025, 128);
    const entries = Buffer.concat(colliding.map((serial) => entry(der(0x02, serial), TIME)));
    expect(() => buildEntryIndex(entries, 0, entries.length)).toThrow(/collide/);
  });

  function parseRepeated(one: Uint8Array, times: number): string {
    const bytes = Buffer.concat(Array.from({ length: times }, () => one));
    try {
      buildEntryIndex(bytes, 0, bytes.length);
      return 'parsed';
    } catch (error) {
      return (error as PkiError).code;
    }
  }
});

describe('a sound CRL', () => {
  it('cut anywhere is refused', () => {
    for (let length = 0; length < sound.length; length++)
      expect(codeOf(sound.subarray(0, length))).not.toBe('parsed');
  });

  it('with any byte changed is a list or a typed error, and its entries can be read', () => {
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 }), (place, value) => {
        const bytes = sound.slice();
        bytes[place] = value;
        readWhole(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  it('spliced into itself is a list or a typed error', () => {
    const place = () => fc.nat(sound.length);
    fc.assert(
      fc.property(place(), place(), place(), (from, to, at) => {
        readWhole(
          Uint8Array.from([...sound.subarray(0, at), ...sound.subarray(from, to), ...sound.subarray(at)]),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('random bytes', () => {
  it('are a list or a typed error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readWhole(bytes)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => readWhole(withEntries(bytes))));
  });
});

function readWhole(bytes: Uint8Array): void {
  let crl: ReturnType<typeof parseCertificateList>;
  try {
    crl = parseCertificateList(bytes);
  } catch (error) {
    if (error instanceof PkiError) return;
    throw error;
  }
  let count = 0;
  for (const { userCertificate } of crl.entries()) {
    count++;
    expect(crl.findEntries(userCertificate).length).toBeGreaterThan(0);
  }
  expect(count).toBe(crl.entryCount);
}

/** Serials of four octets whose hash leads to the same bucket of a table with so many. */
function collidingSerials(count: number, buckets: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let value = 0x01000000; found.length < count; value++) {
    const serial = new Uint8Array(4);
    new DataView(serial.buffer).setUint32(0, value);
    if ((hashOctets(serial, 0, 4) & (buckets - 1)) === 0) found.push(serial);
  }
  return found;
}

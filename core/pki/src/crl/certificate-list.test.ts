import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CertificateList, openCertificateList, PkiError, parseCertificateList } from '../index.ts';
import {
  createTestAuthority,
  der,
  derInteger,
  Extension,
  Name,
  type TestAuthority,
  type TestEntry,
} from './_test-authority.ts';
import { hashOctets } from './serial-hash.ts';

let ca: TestAuthority;
beforeAll(async () => {
  ca = await createTestAuthority('O=Contoso, CN=Issuing CA');
});

const NOW = Date.UTC(2026, 10, 23, 9) / 1000;

async function issue(entries: readonly TestEntry[] = []): Promise<CertificateList> {
  return parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, crlNumber: 1, entries }));
}

function toPem(label: string, bytes: Uint8Array): Uint8Array {
  const body = Buffer.from(bytes).toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(`some text before\n-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`);
}

describe('parseCertificateList', () => {
  it('reads the fields of RFC 5280 §5.1', async () => {
    const bytes = await ca.issueCrl({ thisUpdate: NOW, crlNumber: 300, nextPublish: NOW + 60 });
    const crl = parseCertificateList(bytes);
    expect(crl).toMatchObject({ version: 2, thisUpdate: NOW, nextUpdate: NOW + 86_400, entryCount: 0 });
    expect(crl.der).toEqual(bytes);
    expect(crl.extensions).toMatchObject({ cRLNumber: 300n, nextCRLPublish: NOW + 60 });
    expect(crl.extensions.authorityKeyIdentifier?.keyIdentifier).toEqual(
      ca.certificate.extensions.subjectKeyIdentifier,
    );
    expect(crl.signatureAlgorithm.algorithm).toBe('1.2.840.10045.4.3.2');
    expect(Buffer.from(bytes).includes(crl.tbsCertList)).toBe(true);
  });

  it('reads PEM as it reads DER', async () => {
    const bytes = await ca.issueCrl({ thisUpdate: NOW, entries: [{ serialNumber: '0a' }] });
    const crl = parseCertificateList(toPem('X509 CRL', bytes));
    expect(crl.der).toEqual(bytes);
    expect(crl.findEntry('a')).toBeDefined();
  });

  it('reads a list without nextUpdate, and years of four digits', async () => {
    const bytes = await ca.issueCrl({ thisUpdate: NOW, nextUpdate: null });
    expect(parseCertificateList(bytes).nextUpdate).toBeUndefined();
    const far = Date.UTC(2055, 0, 1) / 1000;
    expect(parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, nextUpdate: far })).nextUpdate).toBe(
      far,
    );
  });

  it('reads a list of version 1', () => {
    const crl = parseCertificateList(versionOne());
    expect(crl).toMatchObject({ version: 1, entryCount: 1, extensions: { all: [] } });
    expect(crl.findEntry('5')).toMatchObject({ reason: 'unspecified' });
  });

  it('takes an empty revokedCertificates for none', () => {
    const crl = parseCertificateList(versionOne(der(0x30)));
    expect(crl.entryCount).toBe(0);
    expect([...crl.entries()]).toEqual([]);
    expect(crl.findEntry('5')).toBeUndefined();
  });
});

describe('entries', () => {
  it('carry date, reason and invalidity date', async () => {
    const invalidity = new Extension('2.5.29.24', false, der(0x18, Buffer.from('20260102030405Z')));
    const crl = await issue([
      { serialNumber: '0a', revocationDate: NOW - 9, reason: 'keyCompromise', extensions: [invalidity] },
      { serialNumber: '0b' },
    ]);
    expect(crl.findEntry('a')).toEqual({
      userCertificate: 'a',
      revocationDate: NOW - 9,
      reason: 'keyCompromise',
      invalidityDate: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000,
    });
    expect(crl.findEntry('b')).toEqual({ userCertificate: 'b', revocationDate: NOW, reason: 'unspecified' });
  });

  it('with a reason that cannot be read revoke all the same', async () => {
    const reasons = [
      der(0x0a, Buffer.of(7)),
      der(0x0a, Buffer.of(99)),
      der(0x04, Buffer.of(1)),
      Buffer.of(0xff),
    ];
    const crl = await issue(
      reasons.map((value, index) => ({
        serialNumber: `1${index}`,
        extensions: [new Extension('2.5.29.21', false, Uint8Array.from(value))],
      })),
    );
    expect([...crl.entries()].map(({ reason }) => reason)).toEqual(reasons.map(() => 'unspecified'));
  });

  it('are found by value, whatever zeros and signs the encoding needs', async () => {
    const crl = await issue([
      { serialNumber: '00' },
      { serialNumber: '7f' },
      { serialNumber: '80' },
      { serialNumber: 'ff00' },
    ]);
    for (const serial of ['0', '7f', '80', 'ff00'])
      expect(crl.findEntry(serial)?.userCertificate).toBe(serial);
    for (const serial of ['', '-', '00', '080', '7F', '0x7f', '1', '-80', 'zz', 'f'.repeat(255)]) {
      expect(crl.findEntry(serial), serial).toBeUndefined();
    }
  });

  it('of negative serial numbers are found', () => {
    for (const [octets, serial] of [
      [[0xff], '-1'],
      [[0x80], '-80'],
      [[0xff, 0x7f], '-81'],
      [[0x80, 0x00], '-8000'],
    ] as const) {
      const crl = parseCertificateList(versionOne(der(0x30, entry(der(0x02, Buffer.from(octets))))));
      expect(crl.findEntry(serial)?.userCertificate).toBe(serial);
    }
  });

  it('prefer revoking to freeing when a serial is listed twice', () => {
    const removed = der(
      0x30,
      der(0x30, der(0x06, Buffer.of(0x55, 0x1d, 0x15)), der(0x04, der(0x0a, Buffer.of(8)))),
    );
    for (const pair of [
      [entry(derInteger(5), removed), entry(derInteger(5))],
      [entry(derInteger(5)), entry(derInteger(5), removed)],
    ]) {
      const crl = parseCertificateList(versionOne(der(0x30, ...pair)));
      expect(crl.findEntry('5')?.reason).toBe('unspecified');
      expect(crl.findEntries('5')).toHaveLength(2);
    }
  });

  it('are all found again, of either sign and any length, and nothing else is', () => {
    const serialNumber = fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n });
    fc.assert(
      fc.property(fc.uniqueArray(serialNumber, { maxLength: 60 }), serialNumber, (serials, other) => {
        const list = versionOne(der(0x30, ...serials.map((serial) => entry(bigInteger(serial)))));
        const crl = parseCertificateList(list);
        expect([...crl.entries()].map(({ userCertificate }) => userCertificate)).toEqual(
          serials.map((serial) => serial.toString(16)),
        );
        for (const serial of serials) expect(crl.findEntry(serial.toString(16))).toBeDefined();
        if (!serials.includes(other)) expect(crl.findEntry(other.toString(16))).toBeUndefined();
      }),
    );
  });

  it('of one number keep their order where they wrap round the end of a table that grows', () => {
    const serial = Array.from({ length: 2 ** 20 }, (_, i) => BigInt(0x1000000 + i)).find((value) => {
      const octets = Buffer.from(value.toString(16).padStart(8, '0'), 'hex');
      return (hashOctets(octets, 0, octets.length) & 0xffff) === 0xffff;
    });
    if (serial === undefined) throw new Error('no serial number has such a hash');
    // Long entries first, so that the table is made for few.
    const padding = der(0x30, der(0x30, der(0x06, Buffer.of(0x2a, 3, 4)), der(0x04, Buffer.alloc(600))));
    const dated = Array.from({ length: 20 }, (_, year) =>
      der(0x30, bigInteger(serial), der(0x17, Buffer.from(`${10 + year}0101000000Z`)), padding),
    );
    const long = Array.from({ length: 64 }, (_, i) => entry(bigInteger(BigInt(0x20000 + i)), padding));
    const short = Array.from({ length: 3000 }, (_, i) => entry(bigInteger(BigInt(0x30000 + i))));
    const crl = parseCertificateList(versionOne(longSequence([...dated, ...long, ...short])));
    const years = crl
      .findEntries(serial.toString(16))
      .map(({ revocationDate }) => new Date(revocationDate * 1000).getUTCFullYear());
    expect(years).toEqual(Array.from({ length: 20 }, (_, year) => 2010 + year));
  });

  it('of counters, of random numbers and of one tail are all found among 50,000', () => {
    const count = 50_000;
    for (const serialOf of [
      (i: number) => BigInt(i),
      (i: number) => (BigInt(i) << 64n) | 0x1b0000_0000_0000n,
      (i: number) => BigInt(i) * 0x9e3779b97f4a7c15n,
    ]) {
      const entries = Array.from({ length: count }, (_, i) => entry(bigInteger(serialOf(i))));
      const crl = parseCertificateList(versionOne(longSequence(entries)));
      expect(crl.entryCount).toBe(count);
      for (let i = 0; i < count; i += 97) expect(crl.findEntry(serialOf(i).toString(16))).toBeDefined();
      expect(crl.findEntry('dead00beef')).toBeUndefined();
    }
  });
});

describe('a list with shared buffers', () => {
  const entries = [{ serialNumber: '0a', reason: 'keyCompromise' }, { serialNumber: 'ffee' }] as const;

  it('lies in shared memory whole, from DER and from PEM', async () => {
    const bytes = await ca.issueCrl({ thisUpdate: NOW, entries });
    for (const input of [bytes, toPem('X509 CRL', bytes)]) {
      const { buffers, der: own } = parseCertificateList(input, { shared: true });
      expect(own).toBe(buffers.der);
      const { slots, filter, issuerChanges } = buffers.index;
      for (const { buffer } of [own, slots, filter, issuerChanges])
        expect(buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(Buffer.from(own)).toEqual(Buffer.from(bytes));
    }
  });

  it('does not copy bytes that are shared already', async () => {
    const bytes = await ca.issueCrl({ thisUpdate: NOW, entries });
    const input = new Uint8Array(new SharedArrayBuffer(bytes.length));
    input.set(bytes);
    expect(parseCertificateList(input, { shared: true }).der).toBe(input);
  });

  it('is the same list to whoever opens what was posted', async () => {
    const crl = parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, crlNumber: 7, entries }), {
      shared: true,
    });
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(crl.buffers);
    const received = await new Promise<CertificateList['buffers']>((resolve) => {
      port2.onmessage = ({ data }) => resolve(data as CertificateList['buffers']);
    });
    port1.close();
    const opened = openCertificateList(received);
    expect(opened.der.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(opened.extensions).toEqual(crl.extensions);
    expect([...opened.entries()]).toEqual([...crl.entries()]);
    expect(opened.findEntry('ffee')).toEqual(crl.findEntry('ffee'));
    expect(opened.listsSerial(Buffer.of(0x0a))).toBe(true);
    expect(opened.listsSerial(Buffer.of(0x0b))).toBe(false);
  });

  it('finds all when the first entries let expect too few', () => {
    const long = Array.from({ length: 64 }, (_, i) => entry(bigInteger((1n << 900n) + BigInt(i))));
    const short = Array.from({ length: 3000 }, (_, i) => entry(bigInteger(BigInt(i) * 7919n)));
    const crl = parseCertificateList(versionOne(longSequence([...long, ...short])));
    expect(crl.entryCount).toBe(3064);
    for (let i = 0; i < 3000; i++) expect(crl.findEntries((i * 7919).toString(16))).toHaveLength(1);
    expect(crl.findEntry(((1n << 900n) + 63n).toString(16))).toBeDefined();
  });
});

describe('an indirect CRL', () => {
  const issuer = (name: string) =>
    new Extension(
      '2.5.29.29',
      true,
      der(0x30, der(0xa4, new Uint8Array(new Name(`CN=${name}`).toArrayBuffer()))),
    );
  const indirect = new Extension('2.5.29.28', true, der(0x30, der(0x84, Buffer.of(0xff))));

  it('carries the certificate issuer forward to the entries that follow', async () => {
    const entries = [
      { serialNumber: '01' },
      { serialNumber: '02', extensions: [issuer('A')] },
      { serialNumber: '03' },
      { serialNumber: '04', extensions: [issuer('B')] },
      { serialNumber: '05' },
    ];
    const crl = parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, entries, extensions: [indirect] }));
    const names = [...crl.entries()].map(({ certificateIssuer }) => {
      const [name] = certificateIssuer ?? [];
      return name?.kind === 'directoryName' ? name.name.rdnSequence[0]?.[0]?.value : undefined;
    });
    expect(names).toEqual([undefined, 'A', 'A', 'B', 'B']);
    expect(crl.findEntry('5')?.certificateIssuer).toHaveLength(1);
    expect(crl.hasUnknownCriticalEntryExtension).toBe(false);
  });

  it('with an issuer that cannot be read is malformed', async () => {
    const broken = new Extension('2.5.29.29', true, der(0x30));
    const bytes = await ca.issueCrl({
      thisUpdate: NOW,
      entries: [{ serialNumber: '01', extensions: [broken] }],
      extensions: [indirect],
    });
    expect(() => parseCertificateList(bytes)).toThrow(PkiError);
  });

  it('is the only one whose entries may name issuers', async () => {
    const crl = await issue([{ serialNumber: '01', extensions: [issuer('A')] }]);
    expect(crl.hasUnknownCriticalEntryExtension).toBe(true);
  });
});

function versionOne(revoked: Uint8Array = der(0x30, entry(derInteger(5)))): Uint8Array {
  const algorithm = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const time = der(0x17, Buffer.from('261123090000Z'));
  const tbs = longSequence([algorithm, der(0x30), time, revoked]);
  return longSequence([tbs, algorithm, der(0x03, Buffer.of(0, 1))]);
}

function entry(serial: Uint8Array, ...extensions: readonly Uint8Array[]): Uint8Array {
  return der(0x30, serial, der(0x17, Buffer.from('261123090000Z')), ...extensions);
}

// The shortest two's complement (X.690 §8.3.2), of either sign.
function bigInteger(value: bigint): Uint8Array {
  let bits = 8;
  while (BigInt.asIntN(bits, value) !== value) bits += 8;
  const hex = BigInt.asUintN(bits, value)
    .toString(16)
    .padStart(bits / 4, '0');
  return der(0x02, Buffer.from(hex, 'hex'));
}

function longSequence(elements: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(elements);
  if (content.length < 0x10000) return der(0x30, content);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(content.length, 1);
  const length = content.length < 0x1000000 ? [0x83, ...header.subarray(2)] : [0x84, ...header.subarray(1)];
  return Buffer.concat([Buffer.of(0x30, ...length), content]);
}

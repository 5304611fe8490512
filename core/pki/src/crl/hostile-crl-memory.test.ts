import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { der, derInteger } from './_test-authority.ts';

// What a server that nobody signed for may send: bodies made to end the process that reads them. They are read in
// a process of their own with the little memory that a thread that reads CRLs has.

const TIME = der(0x17, Buffer.from('261123090000Z'));
const ALGORITHM = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const SIGNATURE = der(0x03, Buffer.of(0, 1));
const MB = 1_000_000;

function attribute(value: Uint8Array): Uint8Array {
  return der(0x31, der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, value)));
}

function list(issuer: Uint8Array, ...entries: readonly Uint8Array[]): Uint8Array {
  const revoked = entries.length === 0 ? [] : [der(0x30, ...entries)];
  return der(0x30, der(0x30, derInteger(1), ALGORITHM, issuer, TIME, ...revoked), ALGORITHM, SIGNATURE);
}

function entryOf(number: number, certificateIssuer: Uint8Array): Uint8Array {
  const extension = der(0x30, der(0x06, Buffer.from('551d1d', 'hex')), der(0x04, certificateIssuer));
  return der(0x30, derInteger(0x1000000 + number), TIME, der(0x30, extension));
}

/** So many entries with one certificateIssuer that they fill 19 MB. */
function indirect(...names: readonly Uint8Array[]): Uint8Array {
  const certificateIssuer = der(0x30, ...names);
  const count = Math.floor((19 * MB) / (certificateIssuer.length + 40));
  return list(der(0x30), ...Array.from({ length: count }, (_, i) => entryOf(i, certificateIssuer)));
}

/** Escaped in text, and beyond ASCII: twice the work of each sort. */
function quotes(bytes: number): Uint8Array {
  return Buffer.concat([Buffer.from('é'), Buffer.alloc(bytes, 0x22)]);
}

function pem(body: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from('-----BEGIN X509 CRL-----\n'),
    body,
    Buffer.from('\n-----END X509 CRL-----\n'),
  ]);
}

interface Reading {
  /** Of the `PkiError`, or of the check that failed. */
  readonly code: string;
  readonly longestText: number;
}

function readElsewhere(body: Uint8Array): Reading {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=128', '--input-type=module', '--eval', READER],
    { input: body, maxBuffer: 64 * MB },
  );
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout.toString());
}

const READER = `
import { readFileSync } from 'node:fs';
import { parseCertificateList, verifyCertificateList } from '${new URL('../index.ts', import.meta.url)}';
const body = readFileSync(0);
try {
  const crl = parseCertificateList(body, { shared: true });
  const issuer = { subject: { der: body, rdnSequence: [] }, extensions: {} };
  const { checks, fault } = verifyCertificateList(crl, { issuer, verifySignature: () => 'invalid' });
  const texts = checks.flatMap(({ object, detail }) => [object.length, detail.length]);
  console.log(JSON.stringify({ code: fault.check, longestText: Math.max(...texts) }));
} catch (error) {
  if (error.name !== 'PkiError') throw error;
  console.log(JSON.stringify({ code: error.code, longestText: error.message.length }));
}
`;

describe('a body made to exhaust the memory of its reader', () => {
  const cases: readonly (readonly [string, () => Uint8Array, string])[] = [
    ['an issuer of one value of 20 MB', () => list(der(0x30, attribute(quotes(20 * MB)))), 'too-large'],
    ['an issuer with one value of 60 KB', () => list(der(0x30, attribute(quotes(60_000)))), 'too-large'],
    [
      'an issuer of 64 values of 4 KB',
      () => list(der(0x30, ...Array.from({ length: 64 }, () => attribute(quotes(4000))))),
      'too-large',
    ],
    [
      'an algorithm with parameters of 20 MB',
      () => {
        const algorithm = der(
          0x30,
          der(0x06, Buffer.from('2a8648ce3d040302', 'hex')),
          der(0x04, Buffer.alloc(20 * MB)),
        );
        return der(0x30, der(0x30, derInteger(1), algorithm, der(0x30), TIME), algorithm, SIGNATURE);
      },
      'too-large',
    ],
    ['PEM with a space after each digit', () => pem(Buffer.from('A '.repeat(9.5 * MB))), 'unexpected-tag'],
    ['PEM of spaces alone', () => pem(Buffer.alloc(19 * MB, 0x20)), 'truncated'],
    [
      'entries with 1024 names of certificate issuers each',
      () =>
        indirect(
          der(0xa4, der(0x30, attribute(Buffer.from('a')))),
          ...Array.from({ length: 1023 }, () => der(0x82, Buffer.from('a'))),
        ),
      'too-large',
    ],
    [
      'entries with certificate issuers of 64 parts each',
      () => indirect(der(0xa4, der(0x30, ...Array.from({ length: 64 }, () => attribute(Buffer.of()))))),
      'too-large',
    ],
    [
      'one certificate issuer of 19 MB',
      () => list(der(0x30), entryOf(1, der(0x30, der(0xa4, der(0x30, attribute(quotes(19 * MB))))))),
      'too-large',
    ],
    [
      'an issuer as long as is read',
      () => list(der(0x30, ...Array.from({ length: 8 }, () => attribute(quotes(8000))))),
      'crl-signer',
    ],
  ];
  for (const [what, body, code] of cases) {
    it(`(${what}) is ${code} and no more`, () => {
      const reading = readElsewhere(body());
      expect(reading.code).toBe(code);
      expect(reading.longestText).toBeLessThan(1000);
    });
  }
});

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findVectors } from '../../../tests/_vectors.ts';
import { formatName, nameKey, nameStringKey, PkiError, parseCertificate } from '../src/index.ts';

// OpenSSL's fuzzing corpus of certificates: damaged in every way that ever showed new code of OpenSSL.

const folder = findVectors('crls');
const MEMBERS = 428;

/** The regular files of a ustar archive. */
function* readTarGz(path: string): Generator<Uint8Array> {
  const tar = gunzipSync(readFileSync(path));
  for (let offset = 0; offset + 512 <= tar.length; ) {
    const size = Number.parseInt(tar.toString('latin1', offset + 124, offset + 136), 8) || 0;
    if (size > 0 && tar[offset + 156] === 0x30) yield tar.subarray(offset + 512, offset + 512 + size);
    offset += 512 + Math.ceil(size / 512) * 512;
  }
}

function nodeAccepts(bytes: Uint8Array): boolean {
  try {
    return new X509Certificate(bytes) !== undefined;
  } catch {
    return false;
  }
}

describe.skipIf(folder === undefined)('damaged certificates', () => {
  it('are refused with a PkiError or read, and read only if OpenSSL reads them', () => {
    const outcomes = new Map<string, number>();
    for (const bytes of readTarGz(join(folder ?? '', 'fuzz', 'x509-openssl.tar.gz'))) {
      let outcome = 'read';
      try {
        const { subject } = parseCertificate(bytes);
        expect(nodeAccepts(bytes)).toBe(true);
        expect(nameStringKey(formatName(subject))).toBe(nameKey(subject));
      } catch (error) {
        if (!(error instanceof PkiError)) throw error;
        outcome = 'refused';
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(Object.fromEntries(outcomes)).toEqual({ read: 2, refused: MEMBERS - 2 });
  });
});

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findVectors } from '../../../tests/_vectors.ts';
import { formatName, nameKey, nameStringKey, PkiError, parseCertificate } from '../src/index.ts';
import { readTarGz } from './_tar-archive.ts';

// OpenSSL's fuzzing corpus of certificates: damaged in every way that ever showed new code of OpenSSL.

const folder = findVectors('crls');
const MEMBERS = 428;

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
    for (const { bytes } of readTarGz(readFileSync(join(folder ?? '', 'fuzz', 'x509-openssl.tar.gz')))) {
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

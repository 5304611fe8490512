import { type DerReader, parseDer } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import { readAlgorithmIdentifier } from './algorithm-identifier.ts';
import type { Certificate } from './types.ts';

/** SubjectPublicKeyInfo, RFC 5280 §4.1.2.7, from its DER. Throws `PkiError`. */
export function parseSubjectPublicKeyInfo(der: Uint8Array): Certificate['subjectPublicKeyInfo'] {
  return parseDer(der, readSubjectPublicKeyInfo);
}

/** The same as the next element of a reader. Throws `PkiError`. */
export function readSubjectPublicKeyInfo(reader: DerReader): Certificate['subjectPublicKeyInfo'] {
  const start = reader.offset;
  return reader.within(TAG.sequence, () => {
    const algorithm = readAlgorithmIdentifier(reader);
    const subjectPublicKey = reader.readOctetAlignedBitString();
    return Object.freeze({ der: reader.bytes.subarray(start, reader.offset), algorithm, subjectPublicKey });
  });
}

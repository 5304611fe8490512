import { TAG } from '../der/tags.ts';
import { DSA } from '../signature-algorithms.ts';
import type { Certificate } from '../x509/types.ts';

type PublicKeyInfo = Certificate['subjectPublicKeyInfo'];

/**
 * RFC 5280 §6.1.4 (d)–(f): the working public key after a certificate. A DSA key without parameters takes
 * those of the key above it, if that is a DSA key too; every other key stands for itself.
 */
export function inheritParameters(key: PublicKeyInfo, above: PublicKeyInfo): PublicKeyInfo {
  const { algorithm, parameters } = key.algorithm;
  const inherited = above.algorithm.parameters;
  if (algorithm !== DSA || parameters !== undefined) return key;
  if (above.algorithm.algorithm !== DSA || inherited === undefined) return key;
  const der = encodeElement(TAG.sequence, [
    encodeElement(TAG.sequence, [ID_DSA, inherited]),
    encodeElement(TAG.bitString, [Uint8Array.of(0), key.subjectPublicKey]),
  ]);
  return { der, algorithm: { algorithm, parameters: inherited }, subjectPublicKey: key.subjectPublicKey };
}

function encodeElement(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  const minimal = length >= 0x80 && length < 0x100 ? [tag, 0x81, length] : header;
  const bytes = new Uint8Array(minimal.length + length);
  bytes.set(minimal);
  let offset = minimal.length;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** OBJECT IDENTIFIER 1.2.840.10040.4.1 with tag and length. */
const ID_DSA: Uint8Array = Uint8Array.of(0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01);

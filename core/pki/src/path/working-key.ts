import { encodeElement } from '../der/encode.ts';
import { TAG } from '../der/tags.ts';
import { DSA } from '../signature-algorithms.ts';
import type { Certificate } from '../x509/types.ts';

/**
 * The certificate with its working public key, RFC 5280 §6.1.4 (d)–(f): a DSA key without parameters takes
 * those of the key above it, if that is a DSA key too. Every other certificate is returned as it is.
 */
export function withWorkingKey(certificate: Certificate, above: Certificate): Certificate {
  const key = certificate.subjectPublicKeyInfo;
  const { algorithm, parameters } = above.subjectPublicKeyInfo.algorithm;
  if (!lacksParameters(certificate) || algorithm !== DSA || parameters === undefined) return certificate;
  const der = encodeElement(
    TAG.sequence,
    encodeElement(TAG.sequence, ID_DSA, parameters),
    encodeElement(TAG.bitString, Uint8Array.of(0), key.subjectPublicKey),
  );
  return { ...certificate, subjectPublicKeyInfo: { ...key, der, algorithm: { algorithm, parameters } } };
}

/** True for a DSA key whose parameters are those of the key above it (RFC 3279 §2.3.2). */
export function lacksParameters({ subjectPublicKeyInfo }: Certificate): boolean {
  const { algorithm, parameters } = subjectPublicKeyInfo.algorithm;
  return algorithm === DSA && parameters === undefined;
}

/** OBJECT IDENTIFIER 1.2.840.10040.4.1 with tag and length. */
const ID_DSA: Uint8Array = Uint8Array.of(0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01);

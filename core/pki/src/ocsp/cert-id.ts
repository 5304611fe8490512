import type { DerReader } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import { equalBytes } from '../equal-bytes.ts';
import { findHashName } from '../signature-algorithms.ts';
import { readAlgorithmIdentifier } from '../x509/algorithm-identifier.ts';
import { serialNumberOf } from '../x509/serial-number.ts';
import type { Certificate } from '../x509/types.ts';
import type { CertID, Digest, OcspTarget } from './types.ts';

/** CertID, RFC 6960 §4.1.1. */
export function readCertID(reader: DerReader): CertID {
  return reader.within(TAG.sequence, () =>
    Object.freeze({
      // SHA-1 names an issuer here and protects nothing: the answer's signature does.
      hash: findHashName(readAlgorithmIdentifier(reader).algorithm),
      issuerNameHash: reader.readOctetString(),
      issuerKeyHash: reader.readOctetString(),
      serialNumber: serialNumberOf(reader.readInteger()),
    }),
  );
}

/**
 * Whether the CertID speaks of this certificate of this issuer: name as the certificate spells it, key of the
 * issuer, serial number (RFC 6960 §4.1.1). All three, because serial numbers repeat between CAs and names
 * between keys.
 */
export function fitsCertificate(
  certID: CertID,
  certificate: OcspTarget,
  issuer: Certificate,
  digest: Digest,
): boolean {
  if (certID.hash === undefined || certID.serialNumber !== certificate.serialNumber) return false;
  return (
    equalBytes(certID.issuerNameHash, digest(certID.hash, certificate.issuer.der)) &&
    equalBytes(certID.issuerKeyHash, digest(certID.hash, issuer.subjectPublicKeyInfo.subjectPublicKey))
  );
}

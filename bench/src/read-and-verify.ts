import { createSignatureVerifier } from '@signet/crypto';
import {
  type Certificate,
  type CertificateList,
  parseCertificateList,
  verifyCertificateList,
} from '@signet/pki';

const verifySignature = createSignatureVerifier();

/** What is timed of us: strict parsing, index, signature of the issuer. Throws when the list is not good. */
export function readAndVerify(bytes: Uint8Array, issuer: Certificate): CertificateList {
  const crl = parseCertificateList(bytes);
  const { fault } = verifyCertificateList(crl, { issuer, verifySignature });
  if (fault !== undefined) throw new Error(fault.detail);
  return crl;
}

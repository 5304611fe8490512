import { createHash } from 'node:crypto';
import type { KeyCredential } from '@signet/identity';
import { formatName, parseCertificate } from '@signet/pki';

/**
 * A certificate as it is registered on an application: as long as it is valid. Throws `PkiError` for bytes that
 * are no certificate.
 */
export function createKeyCredential(der: Uint8Array, keyId: string): KeyCredential {
  const { subject, validity } = parseCertificate(der);
  return {
    keyId,
    displayName: formatName(subject),
    certificate: Buffer.from(der).toString('base64'),
    sha1: createHash('sha1').update(der).digest('hex'),
    sha256: createHash('sha256').update(der).digest('hex'),
    startDate: validity.notBefore,
    endDate: validity.notAfter,
  };
}

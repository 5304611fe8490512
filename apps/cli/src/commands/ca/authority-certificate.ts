import { sha1Hex } from '@signet/crypto';
import type { CertificateAuthority } from '@signet/identity';
import {
  type Certificate,
  equalNames,
  formatName,
  formatTime,
  PkiError,
  parseCertificates,
  type UnixSeconds,
} from '@signet/pki';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { describeOtherFile } from '../../other-file.ts';
import { readNamedFile } from '../../read-file.ts';

/** The one CA certificate of a file in DER or PEM; anything else is refused with what to do instead. */
export async function readAuthorityCertificate(file: string, now: UnixSeconds): Promise<Certificate> {
  const certificates = parseFile(file, await readNamedFile(file));
  const [certificate, another] = certificates;
  if (certificate === undefined || another !== undefined) {
    return refuse(
      `${file} holds ${certificates.length} certificates: add each authority from a file of its own, with its own CRL URL.`,
    );
  }
  checkIsAuthority(certificate);
  if (certificate.validity.notAfter < now) {
    const { notAfter } = certificate.validity;
    return refuse(
      `${formatName(certificate.subject)} expired at ${formatTime(notAfter)}: add the authority’s present certificate.`,
    );
  }
  return certificate;
}

/** trustedIssuer and trustedIssuerSKI, which the store computes (Entra CBA with federation). */
export function describeIssuer(
  certificate: Certificate,
): Pick<CertificateAuthority, 'certificate' | 'issuer' | 'issuerSki'> {
  // RFC 5280 §4.2.1.2 (1): where the extension is missing, the SHA-1 of the public key stands for it.
  const { subjectKeyIdentifier } = certificate.extensions;
  const ski = subjectKeyIdentifier
    ? Buffer.from(subjectKeyIdentifier).toString('hex')
    : sha1Hex(certificate.subjectPublicKeyInfo.subjectPublicKey);
  return {
    certificate: certificate.der,
    issuer: formatName(certificate.subject),
    issuerSki: ski.toUpperCase(),
  };
}

export function isSelfIssued(certificate: Certificate): boolean {
  return equalNames(certificate.subject, certificate.issuer);
}

function parseFile(file: string, bytes: Uint8Array): readonly Certificate[] {
  try {
    return parseCertificates(bytes);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    if (error.code === 'private-key-refused') {
      return refuse(
        `${file} holds a private key: trusting an authority takes its certificate alone, in a file without the key.`,
      );
    }
    const other = describeOtherFile(bytes, file, 'certificate');
    if (other !== undefined) return refuse(`${file} holds no certificate: ${other}.`);
    if (error.code === 'no-certificate') {
      return refuse(`${file} holds no certificate: give the authority’s certificate in DER (.cer) or PEM.`);
    }
    return refuse(
      `${file} is not a certificate that can be read (${error.message}): export it again in DER or PEM.`,
    );
  }
}

function checkIsAuthority(certificate: Certificate): void {
  const { basicConstraints, keyUsage } = certificate.extensions;
  const name = formatName(certificate.subject);
  if (basicConstraints?.cA !== true) {
    refuse(
      `${name} is not a certificate authority (basicConstraints does not say cA): add the authority that issued it, ${formatName(certificate.issuer)}.`,
    );
  }
  // RFC 5280 §4.2.1.3: without keyCertSign no path through this certificate would ever be valid.
  if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
    refuse(
      `${name} may not sign certificates (keyUsage leaves out keyCertSign): add the authority’s signing certificate.`,
    );
  }
}

function refuse(message: string): never {
  throw new CommandError(EXIT.refused, message);
}

import type { FederationConfiguration } from '@signet/identity';
import { equalBytes, parseCertificate, type UnixSeconds } from '@signet/pki';

/**
 * The configuration with the certificates that believed metadata name, or `undefined` when it has them already. The
 * present one stays while it is named; when it is not any more, the next one that was known takes its place.
 * Throws `PkiError` for what is no certificate.
 */
export function rollOver(
  federation: FederationConfiguration,
  named: readonly Uint8Array[],
): FederationConfiguration | undefined {
  const { signingCertificate: present, nextSigningCertificate: next } = federation;
  const isNamed = (certificate: Uint8Array | undefined): certificate is Uint8Array =>
    certificate !== undefined && named.some((each) => equalBytes(each, certificate));
  const [first] = newestFirst(named);
  const signingCertificate = isNamed(present) ? present : isNamed(next) ? next : first;
  if (signingCertificate === undefined) return undefined;
  const [nextSigningCertificate] = newestFirst(named.filter((each) => !equalBytes(each, signingCertificate)));
  const isSame =
    equalBytes(signingCertificate, present) &&
    (nextSigningCertificate === undefined
      ? next === undefined
      : next !== undefined && equalBytes(nextSigningCertificate, next));
  return isSame ? undefined : { ...federation, signingCertificate, nextSigningCertificate };
}

/** When the present certificate ends; `undefined` for one that cannot be read. */
export function endOfCertificate(certificate: Uint8Array): UnixSeconds | undefined {
  try {
    return parseCertificate(certificate).validity.notAfter;
  } catch {
    return undefined;
  }
}

function newestFirst(certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  return certificates
    .map((der) => ({ der, notBefore: parseCertificate(der).validity.notBefore }))
    .sort((left, right) => right.notBefore - left.notBefore)
    .map(({ der }) => der);
}

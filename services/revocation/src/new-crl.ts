import type { CertificateList, RevokedCertificate } from '@signet/pki';
import type { CrlSource } from './crl-source.ts';
import type { NewCrl } from './types.ts';

/** What listeners are told of a list that came into use. */
export function newCrlEvent(
  { authority, part }: CrlSource,
  crl: CertificateList,
  previous: CertificateList | undefined,
): NewCrl {
  return Object.freeze({
    authority,
    part,
    crl,
    previous,
    findRevoked: (serialNumber: string) => revokes(crl.findEntry(serialNumber)),
    *newlyRevoked() {
      for (const entry of crl.entries()) {
        if (revokes(entry) === undefined) continue;
        if (revokes(previous?.findEntry(entry.userCertificate)) === undefined) yield entry;
      }
    },
  });
}

// removeFromCRL on a delta takes a hold back.
function revokes(entry: RevokedCertificate | undefined): RevokedCertificate | undefined {
  return entry?.reason === 'removeFromCRL' ? undefined : entry;
}

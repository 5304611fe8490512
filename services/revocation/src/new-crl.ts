import {
  type CertificateList,
  type CrlDifference,
  type RevokedCertificate,
  revokes,
  type UnixSeconds,
} from '@signet/pki';
import type { CrlSource } from './crl-source.ts';
import type { NewCrl } from './types.ts';

/** How a list came into use. */
export interface Arrival {
  readonly crl: CertificateList;
  readonly difference: CrlDifference | undefined;
  readonly downloadedAt: UnixSeconds;
  readonly seenAt: UnixSeconds;
  /** Of `performance.now()` when it had been fetched or loaded. */
  readonly seenAtMilliseconds: number;
}

/** What listeners are told of a list that came into use. */
export function newCrlEvent({ authority, part }: CrlSource, arrival: Arrival): NewCrl {
  const { crl, difference, seenAt, seenAtMilliseconds } = arrival;
  return Object.freeze({
    authority,
    part,
    crl,
    newlyRevoked: difference?.added,
    seenAt,
    findRevoked: (serialNumber: string) => findRevoked(crl, serialNumber),
    millisecondsSinceSeen: () => Math.round(performance.now() - seenAtMilliseconds),
  });
}

function findRevoked(crl: CertificateList, serialNumber: string): RevokedCertificate | undefined {
  const entry = crl.findEntry(serialNumber);
  return entry !== undefined && revokes(crl, entry) ? entry : undefined;
}

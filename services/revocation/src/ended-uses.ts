import {
  AMR_FEDERATED,
  type CertificateAuthority,
  type CertificateAuthorityId,
  type Clock,
  type Directory,
  type RevocationOracle,
} from '@signet/identity';
import { negativeReadingOf, type SerialNumber } from '@signet/pki';
import type { Relatives } from './relatives.ts';

export interface EndingServices {
  readonly revocation: RevocationOracle;
  readonly directory: Pick<Directory, 'certificateUses'>;
  readonly clock: Clock;
}

/** The CAs of which something has ended; none when the certificate is good. */
export type Ended = readonly CertificateAuthorityId[];

/** Asks the oracle and ends what came from the certificate, and what came from the certificates of the CA that it is and of all below. */
export async function endIfRevoked(
  authority: CertificateAuthority,
  relatives: Relatives,
  serialNumber: SerialNumber,
  services: EndingServices,
): Promise<Ended | 'undecided'> {
  const cas = relatives.issued.filter((one) => one.serialNumber === serialNumber);
  // The other part may say more: a delta takes a hold back that the base still lists.
  const query = { authority, serialNumber, subjectIsCA: cas.length > 0, publishedAfter: undefined };
  const { status } = await services.revocation.check(query);
  if (status === 'undetermined') return 'undecided';
  if (status !== 'revoked') return endDoubtful(authority, relatives, serialNumber, services);
  const fallen = cas.flatMap((ca) => [ca.id, ...ca.listBelow()]);
  for (const id of fallen) await endAllOf(id, services);
  if (fallen.length > 0) return fallen;
  const { certificateUses } = services.directory;
  const now = services.clock.now();
  for (const id of relatives.holders)
    await certificateUses.end({ certificateAuthorityId: id, serialNumber }, now);
  for (const id of relatives.namesakes)
    await certificateUses.end({ certificateAuthorityId: id, serialNumber, amr: AMR_FEDERATED }, now);
  return [...relatives.holders, ...relatives.namesakes];
}

/** What came from a partner's claim, whose number may be that of a revoked certificate written without its sign. */
async function endDoubtful(
  authority: CertificateAuthority,
  { holders, namesakes }: Relatives,
  serialNumber: SerialNumber,
  { revocation, directory, clock }: EndingServices,
): Promise<Ended | 'undecided'> {
  const other = negativeReadingOf(serialNumber);
  if (other === undefined) return [];
  const query = { authority, serialNumber: other, subjectIsCA: false, publishedAfter: undefined };
  const { status } = await revocation.check(query);
  if (status === 'undetermined') return 'undecided';
  if (status !== 'revoked') return [];
  const ids = [...holders, ...namesakes];
  for (const id of ids) {
    const use = { certificateAuthorityId: id, serialNumber, amr: AMR_FEDERATED };
    await directory.certificateUses.end(use, clock.now());
  }
  return ids;
}

/** Nothing that a revoked CA issued stands any more, nor what the CAs below it did. */
async function endAllOf(id: CertificateAuthorityId, { directory, clock }: EndingServices): Promise<void> {
  const { certificateUses } = directory;
  for (let after: SerialNumber | undefined; ; ) {
    const page = await certificateUses.listLive(id, { limit: AT_ONCE, after });
    await Promise.all(
      page.map((serialNumber) =>
        certificateUses.end({ certificateAuthorityId: id, serialNumber }, clock.now()),
      ),
    );
    after = page.at(-1);
    if (after === undefined) return;
  }
}

/** Committed together. */
const AT_ONCE = 100;

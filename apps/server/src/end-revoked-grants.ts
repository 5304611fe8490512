import type { Clock, Directory } from '@signet/identity';
import type { NewCrl, RevocationService } from '@signet/revocation';

/**
 * Ends what came from a certificate as soon as a CRL lists it, found by index, so that nobody waits for a
 * refresh. It also keeps a grant ended whose certificate the CA drops from later CRLs, as it
 * may once the certificate has expired. The result stops listening.
 */
export function endRevokedGrants(services: {
  readonly revocation: RevocationService;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: { info(facts: object, message: string): void };
}): () => void {
  const { revocation, directory, clock, log } = services;
  return revocation.onNewCrl(async ({ authority, findRevoked }: NewCrl) => {
    const live = await directory.grants.listLiveByCertificateAuthority(authority.id);
    let ended = 0;
    for (const { grantId, serialNumber } of live) {
      if (findRevoked(serialNumber) === undefined) continue;
      // The other part may say more: a delta takes a hold back that the base still lists.
      const question = { authority, serialNumber, subjectIsCA: false, publishedAfter: undefined };
      if ((await revocation.check(question)).status !== 'revoked') continue;
      await directory.grants.revoke(grantId, clock.now(), 'certificate-revoked');
      ended += 1;
    }
    if (ended > 0)
      log.info({ certificateAuthorityId: authority.id, grants: ended }, 'a new CRL ended grants');
  });
}

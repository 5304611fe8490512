import type { Services } from '@signet/server';

/** Downloads the CRLs of every trusted CA now; whatever process asks next finds them in the database. */
export async function refreshTrustedCrls({
  directory,
  revocation,
}: Pick<Services, 'directory' | 'revocation'>): Promise<void> {
  for (const authority of await directory.certificateAuthorities.listAll()) {
    await revocation.refresh(authority);
  }
}

import type { CertificateAuthority, Directory } from '@signet/identity';

/**
 * The CA certificates whose names a certificate listener sends, kept at hand because the TLS handshake
 * cannot wait for a database. `t<tenantId>.certauth.…` names one tenant's CAs, any other name all of them
 * (entra-cba.md §2.2).
 */
export interface IssuerHints {
  find(serverName: string | undefined): readonly Uint8Array[];
  /** Reads the trusted CAs anew: at the start, and once a minute for what other processes changed. */
  refresh(): Promise<void>;
}

export function createIssuerHints(directory: Directory): IssuerHints {
  let authorities: readonly CertificateAuthority[] = [];
  return {
    find(serverName) {
      const tenantId = TENANT_HOST.exec(serverName ?? '')?.[1];
      return authorities
        .filter((authority) => tenantId === undefined || authority.tenantId === tenantId)
        .map(({ certificate }) => certificate);
    },
    async refresh() {
      authorities = await directory.certificateAuthorities.listAll();
    },
  };
}

/** Both spellings that Microsoft's pages give (entra-cba.md §8, row 6). */
const TENANT_HOST = /^t?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.certauth\./;

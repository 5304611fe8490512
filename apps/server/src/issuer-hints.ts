import {
  type CertificateAuthority,
  type Directory,
  readCertificateMethod,
  type TenantId,
  tenantOfCertificateHost,
} from '@signet/identity';

/**
 * The CA certificates whose names a certificate listener sends, kept at hand because the TLS handshake
 * cannot wait for a database. `t<tenantId>.certauth.…` names one tenant's CAs, any other name those of all
 * (Entra CBA: issuer hints).
 */
export interface IssuerHints {
  find(serverName: string | undefined): readonly Uint8Array[];
  /** Whether the tenant has its CAs named. */
  isNaming(tenantId: TenantId): boolean;
  /** Reads CAs and policies anew: at the start, and once a minute for what other processes changed. */
  refresh(): Promise<void>;
}

export function createIssuerHints(directory: Directory): IssuerHints {
  let byTenant: ReadonlyMap<string, readonly CertificateAuthority[]> = new Map();
  return {
    find(serverName) {
      const tenantId = tenantOfCertificateHost(serverName ?? '');
      const hinted = tenantId === undefined ? [...byTenant.values()].flat() : (byTenant.get(tenantId) ?? []);
      return hinted.map(({ certificate }) => certificate);
    },
    isNaming: (tenantId) => (byTenant.get(tenantId) ?? []).length > 0,
    async refresh() {
      byTenant = await readHints(directory);
    },
  };
}

async function readHints(
  directory: Directory,
): Promise<ReadonlyMap<string, readonly CertificateAuthority[]>> {
  const byTenant = Map.groupBy(await directory.certificateAuthorities.listAll(), ({ tenantId }) => tenantId);
  const hints = new Map<string, readonly CertificateAuthority[]>();
  for (const [tenantId, authorities] of byTenant) {
    if (await sendsHints(tenantId, directory)) hints.set(tenantId, hintedOf(authorities));
  }
  return hints;
}

/** One flag in the tenant, and only the CAs that have it are named; none, and all are. */
function hintedOf(authorities: readonly CertificateAuthority[]): readonly CertificateAuthority[] {
  const flagged = authorities.filter(({ isIssuerHintEnabled }) => isIssuerHintEnabled === true);
  return flagged.length === 0 ? authorities : flagged;
}

/** Hints only help to choose: a policy that cannot be read sends none, and refuses later. */
async function sendsHints(tenantId: TenantId, { authenticationMethodPolicies }: Directory): Promise<boolean> {
  const method = readCertificateMethod(await authenticationMethodPolicies.find(tenantId, 'X509Certificate'));
  return method !== 'unreadable' && method.issuerHintsConfiguration?.state === 'enabled';
}

import type { AuthenticationMethodPolicyRepository, CertificateAuthority } from '@signet/identity';

/**
 * «Require CRL validation» (CRL process of Entra CBA): whether a CA without CRL URL refuses instead of passing
 * unchecked, because its tenant's x509Certificate policy demands a CRL and does not exempt the CA by its SKI.
 * A policy that cannot be read demands it.
 */
export async function isCrlRequired(
  { tenantId, issuerSki }: CertificateAuthority,
  policies: AuthenticationMethodPolicyRepository,
): Promise<boolean> {
  const text = await policies.find(tenantId, 'X509Certificate');
  if (text === undefined) return false;
  const configuration = readConfiguration(text);
  if (configuration === 'unreadable') return true;
  const { state, exemptedCertificateAuthoritiesSubjectKeyIdentifiers: exempted } = configuration;
  const ski = hexOf(issuerSki);
  // A CA without identifier is exempted by nothing, however little the policy says.
  const isExempted = ski !== '' && exempted.some((one) => hexOf(one) === ski);
  return state !== 'disabled' && !isExempted;
}

interface CrlValidationConfiguration {
  readonly state: string;
  readonly exemptedCertificateAuthoritiesSubjectKeyIdentifiers: readonly string[];
}

function readConfiguration(text: string): CrlValidationConfiguration | 'unreadable' {
  try {
    const { crlValidationConfiguration: found }: Record<string, unknown> = JSON.parse(text);
    return isConfiguration(found) ? found : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function isConfiguration(value: unknown): value is CrlValidationConfiguration {
  if (typeof value !== 'object' || value === null) return false;
  const { state, exemptedCertificateAuthoritiesSubjectKeyIdentifiers: exempted } = value as Record<
    string,
    unknown
  >;
  return (
    typeof state === 'string' && Array.isArray(exempted) && exempted.every((one) => typeof one === 'string')
  );
}

/** Administrators copy identifiers from tools that write colons or spaces between the octets. */
function hexOf(ski: string): string {
  return ski.replace(/[^0-9a-f]/gi, '').toUpperCase();
}

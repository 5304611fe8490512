import type { CertificateAuthority } from '@signet/identity';
import { formatTime, parseCertificate } from '@signet/pki';
import { timeOrNull } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';

/** With Microsoft Graph's names where it has them. */
export function authorityToJson(authority: CertificateAuthority): Readonly<Record<string, unknown>> {
  const { validity } = parseCertificate(authority.certificate);
  return {
    id: authority.id,
    tenantId: authority.tenantId,
    isRootAuthority: authority.isRootAuthority,
    issuer: authority.issuer,
    issuerSki: authority.issuerSki,
    certificateRevocationListUrl: authority.certificateRevocationListUrl ?? null,
    deltaCertificateRevocationListUrl: authority.deltaCertificateRevocationListUrl ?? null,
    ocspUrl: authority.ocspUrl ?? null,
    allow: authority.allow ?? [],
    notBefore: formatTime(validity.notBefore),
    notAfter: formatTime(validity.notAfter),
    createdAt: timeOrNull(authority.createdAt),
    certificate: Buffer.from(authority.certificate).toString('base64'),
  };
}

export function formatAuthority(authority: CertificateAuthority): string {
  const delta = authority.deltaCertificateRevocationListUrl;
  return formatFacts([
    ['Name', authority.issuer],
    ['Kind', kindOf(authority)],
    ['ID', authority.id],
    ['SKI', authority.issuerSki],
    ['Valid until', formatTime(parseCertificate(authority.certificate).validity.notAfter)],
    ['CRL', describeCrlUrl(authority)],
    ...(delta === undefined ? [] : ([['Delta CRL', delta]] as const)),
    ...(authority.ocspUrl === undefined ? [] : ([['OCSP', authority.ocspUrl]] as const)),
    ...(authority.allow === undefined ? [] : ([['Allowed', authority.allow.join(', ')]] as const)),
  ]);
}

export function kindOf({ isRootAuthority }: Pick<CertificateAuthority, 'isRootAuthority'>): string {
  return isRootAuthority ? 'root' : 'intermediate';
}

/** Where its CRL is, and what it means that there is none: without a responder too, nothing is ever revoked. */
export function describeCrlUrl({ certificateRevocationListUrl, ocspUrl }: CertificateAuthority): string {
  return certificateRevocationListUrl ?? (ocspUrl === undefined ? NO_CRL : 'none: OCSP alone is asked');
}

/** Entra CBA with federation tells administrators so. */
export const NO_CRL = 'none: a revoked certificate is not stopped';

/** What it means to trust a CA no more. */
export const REMOVAL_CONSEQUENCE =
  'Its certificates sign nobody in, and what they signed in to before ends at its next use.';

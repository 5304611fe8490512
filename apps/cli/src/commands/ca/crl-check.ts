import type { CertificateAuthority } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Services } from '@signet/server';
import { type RefreshResult, remedyOfRefresh } from '../../crl-results.ts';
import { endWithDot, warn } from '../../terminal/print.ts';

/**
 * Fetches a CA's CRLs once, so that a wrong URL is found now and not by the first person who signs in. What
 * fails is told as a warning: the CRL host may come up later.
 */
export async function checkCrls(
  services: Services,
  authority: CertificateAuthority,
): Promise<readonly RefreshResult[]> {
  const results = await services.revocation.refresh(authority);
  for (const result of results) {
    if (result.outcome !== 'failed') continue;
    // A responder is asked where the CRLs give no answer.
    const consequence =
      authority.ocspUrl === undefined
        ? 'sign-ins with this authority’s certificates are refused'
        : 'its OCSP responder is asked in its place';
    warn(
      `the ${result.part} CRL does not work yet, and until it does, ${consequence}: ${endWithDot(result.reason)} ${remedyOfRefresh(result)}`,
    );
  }
  return results;
}

export function formatCrlCheck(results: readonly RefreshResult[]): readonly string[] {
  return results.flatMap((result) =>
    result.outcome === 'failed'
      ? []
      : [
          `The ${result.part} CRL works: number ${result.crl.crlNumber ?? '(none)'}, published ${formatTime(result.crl.thisUpdate)}, ${result.crl.entries} revoked.`,
        ],
  );
}

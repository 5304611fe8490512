import { checkActiveSync } from './active-sync.ts';
import { checkAuthorities } from './authorities.ts';
import { checkClocks } from './clocks.ts';
import { checkCrls } from './crls.ts';
import { checkFederation } from './federation.ts';
import { checkIssuerHints } from './issuer-hints.ts';
import { checkListeners } from './listeners.ts';
import { checkOcsp } from './ocsp.ts';
import { checkServerCertificates } from './server-certificates.ts';
import { checkSignIn } from './sign-in.ts';
import { checkStorage } from './storage.ts';
import { checkTenantHosts } from './tenant-hosts.ts';
import { checkTokenService } from './token-service.ts';
import type { DoctorCheck, Finding, Patient } from './types.ts';

/** Runs every check; what hangs on something that failed is skipped, so that the failures are the causes. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) findings.push(...(await check(patient, findings)));
  return findings;
}

/** In the order in which they lean on each other. */
const CHECKS: readonly DoctorCheck[] = [
  checkStorage,
  checkListeners,
  checkClocks,
  checkServerCertificates,
  checkIssuerHints,
  checkTenantHosts,
  checkAuthorities,
  checkCrls,
  checkOcsp,
  checkTokenService,
  checkFederation,
  checkSignIn,
  checkActiveSync,
];

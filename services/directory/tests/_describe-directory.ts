import { describe } from 'vitest';
import type { TestBackend } from './_backend.ts';
import { describeAdministration } from './_describe-administration.ts';
import { describeApplications } from './_describe-applications.ts';
import { describeCertificateUses } from './_describe-certificate-uses.ts';
import { describeConcurrency } from './_describe-concurrency.ts';
import { describeConsent } from './_describe-consent.ts';
import { describeFactors } from './_describe-factors.ts';
import { describeFederation } from './_describe-federation.ts';
import { describeHostileInput } from './_describe-hostile-input.ts';
import { describeLeases } from './_describe-leases.ts';
import { describeMail } from './_describe-mail.ts';
import { describePasswords } from './_describe-passwords.ts';
import { describePeople } from './_describe-people.ts';
import { describeShortLived } from './_describe-short-lived.ts';
import { describeSignIns } from './_describe-sign-ins.ts';
import { describeTransactions } from './_describe-transactions.ts';
import { describeTrust } from './_describe-trust.ts';

/** Everything the port `Directory` promises; every kind of database runs it. */
export function describeDirectory(name: string, backend: () => TestBackend): void {
  describe(`Directory on ${name}`, () => {
    const parts = [
      describePeople,
      describePasswords,
      describeFactors,
      describeTrust,
      describeApplications,
      describeConsent,
      describeFederation,
      describeSignIns,
      describeCertificateUses,
      describeLeases,
      describeAdministration,
      describeShortLived,
      describeTransactions,
      describeConcurrency,
      describeHostileInput,
      describeMail,
    ];
    for (const part of parts) part(backend);
  });
}

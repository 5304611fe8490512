import { firstTables } from './001-first-tables.ts';
import { mailboxes } from './002-mailboxes.ts';
import { administration } from './003-administration.ts';
import { mailWindows } from './004-mail-windows.ts';
import { crlFailures } from './005-crl-failures.ts';
import { revocationPush } from './006-revocation-push.ts';
import { ocspUrl } from './007-ocsp-url.ts';
import { applicationCredentials } from './009-application-credentials.ts';
import { consent } from './010-consent.ts';
import { nativeCertificates } from './011-native-certificates.ts';
import { relyingPartyTrusts } from './012-relying-party-trusts.ts';
import { passwords } from './013-passwords.ts';
import { endedCertificates } from './015-ended-certificates.ts';
import { tokenConfiguration } from './016-token-configuration.ts';
import { issuanceRules } from './017-issuance-rules.ts';
import { metadataRefresh } from './018-metadata-refresh.ts';
import { authenticationContexts } from './019-authentication-contexts.ts';
import { crlAge } from './020-crl-age.ts';
import { authorityRelaxations } from './021-authority-relaxations.ts';
import { partnerRelaxations } from './026-partner-relaxations.ts';
import { domainsOfNames } from './027-domains-of-names.ts';
import { federatedIdpMfaBehavior } from './028-federated-idp-mfa-behavior.ts';
import { idTokenIssuance } from './029-id-token-issuance.ts';
import { namesOfUsers } from './030-names-of-users.ts';
import type { Migration } from './migration.ts';

/** Every migration in order, registered by hand; numbers rise. */
export const MIGRATIONS: readonly Migration[] = [
  firstTables,
  mailboxes,
  administration,
  mailWindows,
  crlFailures,
  revocationPush,
  ocspUrl,
  applicationCredentials,
  consent,
  nativeCertificates,
  relyingPartyTrusts,
  passwords,
  endedCertificates,
  tokenConfiguration,
  issuanceRules,
  metadataRefresh,
  authenticationContexts,
  crlAge,
  authorityRelaxations,
  partnerRelaxations,
  domainsOfNames,
  federatedIdpMfaBehavior,
  idTokenIssuance,
  namesOfUsers,
];

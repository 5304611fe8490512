import { AsyncLocalStorage } from 'node:async_hooks';
import type { Directory, KeyVault } from '@signet/identity';
import { createAppRoleAssignmentRepository } from './app-role-assignments.ts';
import { createApplicationRepository } from './applications.ts';
import { createAuditLogRepository } from './audit-log.ts';
import { createAuthenticationContextRepository } from './authentication-contexts.ts';
import { createAuthenticationMethodPolicyRepository } from './authentication-method-policies.ts';
import { createCertificateAuthorityRepository } from './certificate-authorities.ts';
import { createCertificateUseRepository } from './certificate-uses.ts';
import { createCrlPushRepository } from './crl-pushes.ts';
import { createDomainRepository } from './domains.ts';
import { createGrantRepository } from './grants.ts';
import { createGroupRepository } from './groups.ts';
import { createInstallationSecretRepository } from './installation-secrets.ts';
import { createLeaseRepository } from './leases.ts';
import { createMailDeviceRepository } from './mail-devices.ts';
import { createMailboxRepository } from './mailboxes.ts';
import { createMetadataRefreshRepository } from './metadata-refreshes.ts';
import { createOcspResponseRepository } from './ocsp-responses.ts';
import { createOneTimeStateRepository } from './one-time-states.ts';
import { createPartnerSessionRepository } from './partner-sessions.ts';
import { createPasswordRepository } from './passwords.ts';
import { createPermissionGrantRepository } from './permission-grants.ts';
import { createPublicKeyInfrastructureRepository } from './public-key-infrastructures.ts';
import { createRelyingPartyTrustRepository } from './relying-party-trusts.ts';
import { removeExpired } from './remove-expired.ts';
import { createReplayRepository } from './replays.ts';
import type { RowFilter } from './row-filter.ts';
import type { Sql } from './schema.ts';
import { createSessionParticipantRepository } from './session-participants.ts';
import { createSessionRepository } from './sessions.ts';
import { createSignInLogRepository } from './sign-in-log.ts';
import { createSigningKeyRepository } from './signing-keys.ts';
import { createStoredCrlRepository } from './stored-crls.ts';
import { createTenantRepository } from './tenants.ts';
import type { Together } from './together.ts';
import { createTotpSecretRepository } from './totp-secrets.ts';
import { createUserRepository } from './users.ts';

/** What repositories need beside their database. */
export interface DirectoryParts {
  readonly keyVault: KeyVault;
  readonly scope: TransactionScope;
  readonly inRows: RowFilter;
  readonly together: Together;
}

/** All repositories over one database, or over one transaction of it. */
export function createDirectory(database: Sql, parts: DirectoryParts): Directory {
  const { keyVault, scope, inRows, together } = parts;
  return {
    tenants: createTenantRepository(database),
    domains: createDomainRepository(database),
    users: createUserRepository(database),
    groups: createGroupRepository(database),
    totpSecrets: createTotpSecretRepository(database, keyVault),
    certificateAuthorities: createCertificateAuthorityRepository(database),
    publicKeyInfrastructures: createPublicKeyInfrastructureRepository(database),
    applications: createApplicationRepository(database),
    permissionGrants: createPermissionGrantRepository(database),
    appRoleAssignments: createAppRoleAssignmentRepository(database),
    relyingPartyTrusts: createRelyingPartyTrustRepository(database),
    sessionParticipants: createSessionParticipantRepository(database),
    signingKeys: createSigningKeyRepository(database, keyVault),
    installationSecrets: createInstallationSecretRepository(database, keyVault),
    sessions: createSessionRepository(database),
    grants: createGrantRepository(database, together),
    oneTimeStates: createOneTimeStateRepository(database),
    ocspResponses: createOcspResponseRepository(database),
    replays: createReplayRepository(database),
    passwords: createPasswordRepository(database),
    storedCrls: createStoredCrlRepository(database),
    crlPushes: createCrlPushRepository(database),
    metadataRefreshes: createMetadataRefreshRepository(database),
    partnerSessions: createPartnerSessionRepository(database),
    certificateUses: createCertificateUseRepository(database, inRows),
    leases: createLeaseRepository(database),
    signInLog: createSignInLogRepository(database),
    auditLog: createAuditLogRepository(database),
    authenticationMethodPolicies: createAuthenticationMethodPolicyRepository(database),
    authenticationContexts: createAuthenticationContextRepository(database),
    mailboxes: createMailboxRepository(database),
    mailDevices: createMailDeviceRepository(database),
    async transaction(work) {
      if (database.isTransaction) throw new TypeError('transactions of a directory do not nest');
      scope.refuseInside();
      return database
        .transaction()
        .execute((transaction) => scope.run(() => work(createDirectory(transaction, parts))));
    },
    removeExpired: (now) => removeExpired(database, now),
    async [Symbol.asyncDispose]() {
      // A transaction's directory ends with its transaction.
      if (!database.isTransaction) await database.destroy();
    },
  };
}

/**
 * Knows whether the code that runs was called by the work of a transaction. A write past that transaction,
 * through the directory outside, would wait for its end while it waits for the write: forever.
 */
export class TransactionScope {
  readonly #storage = new AsyncLocalStorage<{ open: boolean }>();

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const state = { open: true };
    try {
      return await this.#storage.run(state, work);
    } finally {
      state.open = false;
    }
  }

  /** Throws a `TypeError`: the mistake is the caller's. */
  refuseInside(): void {
    if (this.#storage.getStore()?.open === true) {
      throw new TypeError('inside transaction(work), write through the directory that the work is given');
    }
  }
}

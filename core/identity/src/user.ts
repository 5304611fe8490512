import type { UnixSeconds } from '@signet/pki';
import type { TenantId, UserId } from './ids.ts';

export interface User {
  readonly id: UserId;
  readonly tenantId: TenantId;
  /** As shown; compared without case, unique in the installation. */
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName?: string;
  readonly surname?: string;
  readonly mail: string | undefined;
  /** `SMTP:` marks the primary address, `smtp:` the others. */
  readonly proxyAddresses: readonly string[];
  /** What federation tokens name the user by; unique in the tenant. */
  readonly onPremisesImmutableId: string | undefined;
  /** The name in the directory that the account is synchronised from; a user binding may compare with it. */
  readonly onPremisesUserPrincipalName?: string;
  /** authorizationInfo.certificateUserIds (Entra CBA: user binding). */
  readonly certificateUserIds: readonly string[];
  readonly accountEnabled: boolean;
  /** Directory roles by name, e.g. `Global Administrator`. */
  readonly roles: readonly string[];
  /**
   * StsRefreshTokensValidFrom, on Graph signInSessionsValidFromDateTime: whatever was granted before this
   * moment is no longer honoured, and CRLs published before it prove nothing for this user.
   */
  readonly stsRefreshTokensValidFrom: UnixSeconds | undefined;
  readonly createdAt: UnixSeconds;
}

/** The names of a person beside `displayName`: null takes one away, and what is not said stays. */
export interface PersonalNames {
  readonly givenName?: string | null | undefined;
  readonly surname?: string | null | undefined;
}

/** The user with these names. */
export function withPersonalNames(user: User, names: PersonalNames): User {
  const { givenName, surname, ...others } = user;
  const after = {
    givenName: names.givenName === undefined ? givenName : names.givenName,
    surname: names.surname === undefined ? surname : names.surname,
  };
  return {
    ...others,
    ...(after.givenName != null && { givenName: after.givenName }),
    ...(after.surname != null && { surname: after.surname }),
  };
}

/**
 * The value that setting StsRefreshTokensValidFrom stores, with the documented quirk (Entra CBA with federation): a
 * date in the future stores the present moment, any other date stores nothing.
 */
export function stsRefreshTokensValidFromAfterSet(
  requested: UnixSeconds,
  now: UnixSeconds,
): UnixSeconds | undefined {
  return requested > now ? Math.floor(now) : undefined;
}

/** May consent for everybody, and to what people cannot consent to themselves. */
export function isGlobalAdministrator({ roles }: Pick<User, 'roles'>): boolean {
  return roles.includes('Global Administrator');
}

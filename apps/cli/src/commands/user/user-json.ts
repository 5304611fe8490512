import type { Domain, User } from '@signet/identity';
import { formatTime } from '@signet/pki';
import { timeOrNull } from '../../terminal/print.ts';

/** With Microsoft Graph's names where it has them. */
export function userToJson(user: User, domain: Domain | undefined): Readonly<Record<string, unknown>> {
  return {
    id: user.id,
    tenantId: user.tenantId,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    givenName: user.givenName ?? null,
    surname: user.surname ?? null,
    mail: user.mail ?? null,
    proxyAddresses: user.proxyAddresses,
    onPremisesImmutableId: user.onPremisesImmutableId ?? null,
    certificateUserIds: user.certificateUserIds,
    accountEnabled: user.accountEnabled,
    roles: user.roles,
    stsRefreshTokensValidFrom: timeOrNull(user.stsRefreshTokensValidFrom),
    createdAt: formatTime(user.createdAt),
    domain: domain === undefined ? null : { name: domain.name, isFederated: domain.federation !== undefined },
  };
}

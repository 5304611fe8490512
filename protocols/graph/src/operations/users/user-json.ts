import type { User } from '@signet/identity';
import { formatTime } from '@signet/pki';
import { badRequest } from '../../graph-error.ts';
import type { UserJson } from '../../schemas/user.ts';

/** Everything there is of a user; `selectFrom` cuts it down to `selectedUserProperties`. */
export function userJson(user: User): UserJson {
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName ?? null,
    jobTitle: null,
    mail: user.mail ?? null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: user.surname ?? null,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
    accountEnabled: user.accountEnabled,
    authorizationInfo: { certificateUserIds: user.certificateUserIds },
    createdDateTime: formatTime(user.createdAt),
    onPremisesImmutableId: user.onPremisesImmutableId ?? null,
    onPremisesUserPrincipalName: user.onPremisesUserPrincipalName ?? null,
    proxyAddresses: user.proxyAddresses,
    signInSessionsValidFromDateTime:
      user.stsRefreshTokensValidFrom === undefined ? null : formatTime(user.stsRefreshTokensValidFrom),
    signetRoles: user.roles,
  };
}

/** What `$select` names, or the default set; throws `Request_BadRequest` for a property that no user has. */
export function selectedUserProperties(select: readonly string[] | undefined): readonly string[] {
  if (select === undefined) return DEFAULT_PROPERTIES;
  const unknown = select.find((name) => !KNOWN.has(name.toLowerCase()));
  if (unknown !== undefined) {
    throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.user'.`);
  }
  return select;
}

const DEFAULT_PROPERTIES: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

const KNOWN: ReadonlySet<string> = new Set(
  [
    ...DEFAULT_PROPERTIES,
    'accountEnabled',
    'authorizationInfo',
    'createdDateTime',
    'onPremisesImmutableId',
    'onPremisesUserPrincipalName',
    'proxyAddresses',
    'signInSessionsValidFromDateTime',
    'signetRoles',
  ].map((name) => name.toLowerCase()),
);

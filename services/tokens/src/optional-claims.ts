import type { Application, OptionalClaim, User } from '@signet/identity';
import type { Claims, IdTokenSubject } from './token-claims.ts';

/**
 * The optional claims that an application asks for in tokens whose audience it is (Microsoft's reference of optional claims). Names that mean
 * nothing here are passed over, as Entra passes over what a user does not have.
 */
export function optionalClaims(asked: readonly OptionalClaim[], subject: IdTokenSubject): Claims {
  const known = asked.filter(({ name }) => Object.hasOwn(VALUES, name));
  const values = known.map(({ name }) => [name, VALUES[name]?.(subject)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** `aud` with `use_guid`. */
export function wantsGuidAudience(application: Pick<Application, 'optionalClaims'>): boolean {
  return hasProperty(application.optionalClaims?.accessToken ?? [], 'aud', 'use_guid');
}

/** Whether the claim is asked for with this one of its `additionalProperties`. */
export function hasProperty(asked: readonly OptionalClaim[], claim: string, property: string): boolean {
  return asked.some(
    ({ name, additionalProperties }) => name === claim && additionalProperties.includes(property),
  );
}

/** All that is known of optional claims; `sid`, `idtyp` and `xms_cc` are in every token, and `groups` has a file of its own. */
const VALUES: Readonly<Record<string, (subject: IdTokenSubject) => unknown>> = {
  // 0: a member of the tenant; there are no guests.
  acct: () => 0,
  auth_time: ({ authentication }) => authentication.authTime,
  email: ({ user }) => user.mail,
  ipaddr: ({ ipAddress }) => ipAddress,
  login_hint: ({ user }) => user.userPrincipalName,
  preferred_username: ({ user }) => user.userPrincipalName,
  upn: ({ user }) => user.userPrincipalName,
  verified_primary_email: ({ user }) => listOf(addresses(user, 'SMTP:')),
  verified_secondary_email: ({ user }) => listOf(addresses(user, 'smtp:')),
};

function addresses({ proxyAddresses }: User, prefix: string): readonly string[] {
  return proxyAddresses
    .filter((address) => address.startsWith(prefix))
    .map((address) => address.slice(prefix.length));
}

function listOf(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values;
}

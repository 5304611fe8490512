import {
  type Application,
  type Directory,
  domainOf,
  type OptionalClaim,
  type TenantId,
  type User,
} from '@signet/identity';
import type { Claims, IdTokenSubject } from './token-claims.ts';

/**
 * The optional claims that an application asks for in tokens whose audience it is (Microsoft's reference of optional claims). Names that mean
 * nothing here are passed over, as Entra passes over what a user does not have.
 */
export async function optionalClaims(
  asked: readonly OptionalClaim[],
  subject: IdTokenSubject,
  directory: Pick<Directory, 'domains'>,
): Promise<Claims> {
  const known = asked.filter(({ name }) => Object.hasOwn(VALUES, name));
  const values: [name: string, value: unknown][] = [];
  for (const { name } of known) values.push([name, await VALUES[name]?.(subject, directory)]);
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
const VALUES: Readonly<
  Record<string, (subject: IdTokenSubject, directory: Pick<Directory, 'domains'>) => unknown>
> = {
  // 0: a member of the tenant; there are no guests.
  acct: () => 0,
  auth_time: ({ authentication }) => authentication.authTime,
  email: ({ user }) => user.mail,
  family_name: (subject) => ofProfile(subject, ({ surname }) => surname),
  given_name: (subject) => ofProfile(subject, ({ givenName }) => givenName),
  ipaddr: ({ ipAddress }) => ipAddress,
  login_hint: ({ user }) => user.userPrincipalName,
  preferred_username: ({ user }) => user.userPrincipalName,
  upn: (subject) => ofProfile(subject, ({ userPrincipalName }) => userPrincipalName),
  verified_primary_email: ({ user }, directory) => verifiedAddresses(user, 'SMTP:', directory),
  verified_secondary_email: ({ user }, directory) => verifiedAddresses(user, 'smtp:', directory),
  // Whether the tenant has shown that the domain of `email` is its own.
  xms_edov: async ({ user: { mail, tenantId } }, directory) =>
    mail === undefined ? undefined : (await ownDomains(tenantId, directory)).has(domainOf(mail) ?? ''),
};

/** Microsoft's reference: these three need the scope `profile`. Tokens of version 1 have them without being asked. */
function ofProfile(
  { user, oidcScopes }: IdTokenSubject,
  read: (user: User) => string | undefined,
): string | undefined {
  return oidcScopes.includes('profile') ? read(user) : undefined;
}

/**
 * Those of domains that the tenant has shown to be its own. Somebody who may write a person's mail address can write anybody's
 * there, and whoever reads «verified» takes the address for its owner.
 */
async function verifiedAddresses(
  { proxyAddresses, tenantId }: User,
  prefix: string,
  directory: Pick<Directory, 'domains'>,
): Promise<readonly string[] | undefined> {
  const addresses = proxyAddresses
    .filter((address) => address.startsWith(prefix))
    .map((address) => address.slice(prefix.length));
  if (addresses.length === 0) return undefined;
  const own = await ownDomains(tenantId, directory);
  const verified = addresses.filter((address) => own.has(domainOf(address) ?? ''));
  return verified.length === 0 ? undefined : verified;
}

async function ownDomains(
  tenantId: TenantId,
  { domains }: Pick<Directory, 'domains'>,
): Promise<ReadonlySet<string>> {
  return new Set((await domains.list(tenantId)).map(({ name }) => name.toLowerCase()));
}

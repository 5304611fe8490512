import { createHash } from 'node:crypto';
import { CLOUD_AUDIENCE, type IssuedClaims } from '@signet/federation';
import type { RelyingPartyTrust, User } from '@signet/identity';
import { NAME_ID_FORMATS, type NameId } from '@signet/xml';

/** What a name is made of. */
export type NamedUser = Pick<User, 'id' | 'userPrincipalName' | 'onPremisesImmutableId' | 'mail'>;

/** The format that a request and its trust lead to, or `undefined` for one that is not issued here. */
export function chooseNameIdFormat(
  requested: string | undefined,
  { nameIdFormat }: Pick<RelyingPartyTrust, 'nameIdFormat'>,
): string | undefined {
  const format =
    requested === undefined || requested === NAME_ID_FORMATS.unspecified
      ? (nameIdFormat ?? NAME_ID_FORMATS.unspecified)
      : requested;
  return ISSUED.has(format) ? format : undefined;
}

/**
 * How the assertion names its subject: as the rules say, else by the format that request and trust lead to.
 * `undefined` when the rules issue another format than that one.
 */
export function nameSubject(
  issued: IssuedClaims['nameId'],
  user: NamedUser,
  { nameIdFormat, audience }: { readonly nameIdFormat: string; readonly audience: string },
  fresh: string,
): NameId | undefined {
  if (issued === undefined) return nameUser(user, nameIdFormat, audience, fresh);
  const { value, format = NAME_ID_FORMATS.unspecified, spNameQualifier } = issued;
  const fits = nameIdFormat === NAME_ID_FORMATS.unspecified || nameIdFormat === format;
  return fits ? { value, format, spNameQualifier } : undefined;
}

/**
 * The name of a user in a format (SAML 2.0 core §8.3). Persistent names are opaque and another one at each
 * relying party; the Microsoft cloud alone is told the ImmutableID, which is what it knows the person by.
 */
function nameUser(user: NamedUser, format: string, audience: string, fresh: string): NameId {
  const name = (value: string, spNameQualifier?: string): NameId => ({ format, value, spNameQualifier });
  switch (format) {
    case NAME_ID_FORMATS.persistent:
      return audience === CLOUD_AUDIENCE
        ? name(escapeForCloud(user.onPremisesImmutableId ?? user.id))
        : name(pairwiseName(user, audience), audience);
    case NAME_ID_FORMATS.transient:
      return name(fresh, audience);
    case NAME_ID_FORMATS.emailAddress:
      return name(user.mail ?? user.userPrincipalName);
    default:
      return name(user.userPrincipalName);
  }
}

/** Entra's rule for ImmutableIDs in a NameID: what is not alphanumeric is a dot and its hexadecimal code. */
function escapeForCloud(immutableId: string): string {
  return immutableId.replace(
    /[^A-Za-z0-9]/g,
    (character) => `.${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function pairwiseName({ id }: NamedUser, audience: string): string {
  return createHash('sha256').update(`saml-persistent ${id} ${audience}`).digest('base64url');
}

const ISSUED: ReadonlySet<string> = new Set([
  NAME_ID_FORMATS.unspecified,
  NAME_ID_FORMATS.emailAddress,
  NAME_ID_FORMATS.persistent,
  NAME_ID_FORMATS.transient,
]);

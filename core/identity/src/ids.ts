/**
 * Identifiers that must not be mixed up: a value of one kind can't be passed where another is wanted.
 * Each has one constructor, which is where a string from outside is checked.
 */
declare const brand: unique symbol;
export type Branded<Text extends string> = string & { readonly [brand]: Text };

export type TenantId = Branded<'TenantId'>;
export type UserId = Branded<'UserId'>;
export type PublicKeyInfrastructureId = Branded<'PublicKeyInfrastructureId'>;
export type GroupId = Branded<'GroupId'>;
export type ApplicationId = Branded<'ApplicationId'>;
export type CertificateAuthorityId = Branded<'CertificateAuthorityId'>;
export type SessionId = Branded<'SessionId'>;
export type GrantId = Branded<'GrantId'>;
export type RelyingPartyTrustId = Branded<'RelyingPartyTrustId'>;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** In either case, without braces. */
export function isGuid(text: string): boolean {
  return GUID.test(text.toLowerCase());
}

/** Lower-cases a GUID and gives it its kind. Throws a `TypeError` for anything else: callers check first. */
export function guid<Id extends Branded<string>>(text: string): Id {
  const lowered = text.toLowerCase();
  if (!GUID.test(lowered)) throw new TypeError(`not a GUID: ${JSON.stringify(text.slice(0, 64))}`);
  return lowered as Id;
}

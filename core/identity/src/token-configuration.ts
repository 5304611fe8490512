/** What an application, as the audience of tokens, wants them to be; by the names of Microsoft Graph's `application`. */
export interface TokenConfiguration {
  /** The version of access tokens that the application takes as a resource. Absent: 1, as at Entra. */
  readonly requestedAccessTokenVersion?: 1 | 2;
  /** How access tokens for it are signed. Absent: RS256, which every library can verify. */
  readonly accessTokenSigningAlg?: SigningAlg;
  readonly optionalClaims?: OptionalClaims;
  /** Which groups and directory roles its tokens name. Absent: none. */
  readonly groupMembershipClaims?: GroupMembershipClaims;
}

/** RFC 7518 §3.1. */
export type SigningAlg = 'RS256' | 'ES256';

/** `SecurityGroup`: groups; `DirectoryRole`: directory roles, in `wids`; `All`: both. */
export type GroupMembershipClaims = 'None' | 'SecurityGroup' | 'DirectoryRole' | 'All';

export const GROUP_MEMBERSHIP_CLAIMS: readonly GroupMembershipClaims[] = [
  'None',
  'SecurityGroup',
  'DirectoryRole',
  'All',
];

/** Claims beside those that every token has. */
export interface OptionalClaims {
  readonly idToken: readonly OptionalClaim[];
  readonly accessToken: readonly OptionalClaim[];
}

export interface OptionalClaim {
  readonly name: string;
  /** `emit_as_roles`, `use_guid`, … */
  readonly additionalProperties: readonly string[];
}

/** What was given as optional claims is not of Graph's shape. */
export class OptionalClaimsError extends Error {
  override readonly name = 'OptionalClaimsError';
}

/**
 * Reads Graph's `optionalClaims`: `{"idToken":[{"name":"email"}],"accessToken":[…]}`. `saml2Token` is passed over, and so are names that
 * mean nothing here, when a token is written. Throws `OptionalClaimsError`.
 */
export function readOptionalClaims(value: unknown): OptionalClaims {
  if (!isRecord(value)) throw new OptionalClaimsError('optionalClaims is not an object');
  for (const member of Object.keys(value)) {
    if (!MEMBERS.has(member)) throw new OptionalClaimsError(`optionalClaims has no ${member.slice(0, 64)}`);
  }
  return { idToken: readList(value, 'idToken'), accessToken: readList(value, 'accessToken') };
}

function readList(value: Readonly<Record<string, unknown>>, member: string): readonly OptionalClaim[] {
  const list = value[member] ?? [];
  if (!Array.isArray(list)) throw new OptionalClaimsError(`${member} is not a list`);
  if (list.length > MAX_CLAIMS) throw new OptionalClaimsError(`${member} has more than ${MAX_CLAIMS} claims`);
  return list.map((item: unknown) => readClaim(item, member));
}

function readClaim(item: unknown, member: string): OptionalClaim {
  if (!isRecord(item) || !isShortText(item['name'])) {
    throw new OptionalClaimsError(`${member} has a claim without a name`);
  }
  const { name, source = null, additionalProperties = [] } = item;
  // `user` means a directory extension, of which there are none here.
  if (source !== null) throw new OptionalClaimsError(`${name}: the source must be null`);
  if (
    !Array.isArray(additionalProperties) ||
    additionalProperties.length > MAX_CLAIMS ||
    !additionalProperties.every(isShortText)
  ) {
    throw new OptionalClaimsError(`${name}: additionalProperties is not a list of names`);
  }
  return { name, additionalProperties };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME;
}

const MEMBERS: ReadonlySet<string> = new Set(['idToken', 'accessToken', 'saml2Token', '@odata.type']);
/** More than Entra knows; each is looked at for every token. */
const MAX_CLAIMS = 64;
const MAX_NAME = 128;

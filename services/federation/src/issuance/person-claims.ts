import { type Claim, createClaim } from '@signet/claims';
import { AMR_MULTI_FACTOR, type Authentication, type GroupId, type User } from '@signet/identity';
import { formatDateTime } from '@signet/xml';
import { METHODS, MULTIPLE_AUTHN, type ProvenBy } from '../authentication-methods.ts';
import { CLAIMS } from '../vocabulary.ts';
import { securityIdentifier, windowsAccountName } from './account-names.ts';
import { AD_AUTHORITY, CLAIM_TYPES, REQUEST_CONTEXT } from './claim-types.ts';

/** What the directory says of an account, as AD FS has it of an account of Active Directory. */
export function describeAccountClaims(user: User, groups: readonly GroupId[]): readonly Claim[] {
  const accountName = windowsAccountName(user);
  const fromDirectory = (type: string, value: string): Claim =>
    createClaim(type, value, { issuer: AD_AUTHORITY, originalIssuer: AD_AUTHORITY });
  return [
    fromDirectory(CLAIM_TYPES.windowsAccountName, accountName),
    fromDirectory(CLAIM_TYPES.name, accountName),
    fromDirectory(CLAIM_TYPES.upn, user.userPrincipalName),
    fromDirectory(CLAIM_TYPES.primarySid, securityIdentifier(user.id)),
    ...groups.map((id) => fromDirectory(CLAIM_TYPES.groupSid, securityIdentifier(id))),
  ];
}

/** How and when the person proved who they are. */
export function describeAuthenticationClaims(
  { authTime, amr }: Pick<Authentication, 'authTime' | 'amr'>,
  provenBy: ProvenBy,
): readonly Claim[] {
  const { reference } = METHODS[provenBy];
  return [
    createClaim(CLAIM_TYPES.authenticationMethod, reference),
    createClaim(CLAIM_TYPES.authenticationInstant, formatDateTime(authTime)),
    createClaim(CLAIMS.authenticationMethodsReferences, reference),
    ...(amr.includes(AMR_MULTI_FACTOR)
      ? [createClaim(CLAIMS.authenticationMethodsReferences, MULTIPLE_AUTHN)]
      : []),
  ];
}

/** What is known of the request that the token answers. */
export interface RequestFacts {
  readonly remoteAddress: string;
  readonly userAgent: string | undefined;
  /** Absolute path of the address that was asked. */
  readonly path: string;
  /** Of all legs of one sign-in. */
  readonly correlationId: string;
}

/** The claims about the request that AD FS gives its rules; a fact that is not known gives none. */
export function describeRequestClaims({
  remoteAddress,
  userAgent,
  path,
  correlationId,
}: RequestFacts): readonly Claim[] {
  const known: readonly [string, string | undefined][] = [
    ['x-ms-client-ip', remoteAddress],
    ['x-ms-client-user-agent', userAgent],
    ['x-ms-endpoint-absolute-path', path],
    ['client-request-id', correlationId],
  ];
  return known.flatMap(([name, value]) =>
    value === undefined ? [] : [createClaim(`${REQUEST_CONTEXT}${name}`, value)],
  );
}

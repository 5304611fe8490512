import {
  type Application,
  type OptionalClaim,
  OptionalClaimsError,
  readOptionalClaims,
  type TokenConfiguration,
} from '@signet/identity';
import { badRequest } from '../../graph-error.ts';
import type { ApplicationChanges } from '../../schemas/application-input.ts';
import type { OptionalClaimJson, OptionalClaimsJson } from '../../schemas/token-configuration.ts';

export function optionalClaimsJson({ optionalClaims }: Application): OptionalClaimsJson | null {
  if (optionalClaims === undefined) return null;
  const { idToken, accessToken } = optionalClaims;
  return { idToken: idToken.map(claimJson), accessToken: accessToken.map(claimJson), saml2Token: [] };
}

/** What tokens for the application are like after the changes; `null` takes a setting away. */
export function changeTokenConfiguration(
  before: Application,
  { api, optionalClaims, groupMembershipClaims, signetAccessTokenAlg }: ApplicationChanges,
): TokenConfiguration {
  const version = kept(before.requestedAccessTokenVersion, api?.requestedAccessTokenVersion);
  const groups = kept(before.groupMembershipClaims, groupMembershipClaims);
  const alg = kept(before.accessTokenSigningAlg, signetAccessTokenAlg);
  const claims = kept(before.optionalClaims, optionalClaims && readClaims(optionalClaims));
  return {
    ...(version && { requestedAccessTokenVersion: version }),
    ...(groups && { groupMembershipClaims: groups }),
    ...(alg && { accessTokenSigningAlg: alg }),
    ...(claims && { optionalClaims: claims }),
  };
}

function kept<Value>(before: Value | undefined, sent: Value | null | undefined): Value | undefined {
  return sent === undefined ? before : (sent ?? undefined);
}

function readClaims(
  input: NonNullable<ApplicationChanges['optionalClaims']>,
): NonNullable<TokenConfiguration['optionalClaims']> {
  try {
    return readOptionalClaims(input);
  } catch (error) {
    if (error instanceof OptionalClaimsError) throw badRequest(`optionalClaims: ${error.message}.`, error);
    throw error;
  }
}

function claimJson({ name, additionalProperties }: OptionalClaim): OptionalClaimJson {
  return { name, source: null, essential: false, additionalProperties };
}

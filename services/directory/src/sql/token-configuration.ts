import {
  DirectoryError,
  GROUP_MEMBERSHIP_CLAIMS,
  type OptionalClaims,
  readOptionalClaims,
  type SigningAlg,
  type TokenConfiguration,
} from '@signet/identity';
import { parseWord } from './columns.ts';
import type { ApplicationRow } from './schema.ts';

type TokenConfigurationColumns = Pick<
  ApplicationRow,
  | 'requested_access_token_version'
  | 'access_token_signing_alg'
  | 'optional_claims'
  | 'group_membership_claims'
>;

/** The part of an application's row that says which tokens it wants. */
export function toTokenConfigurationColumns(application: TokenConfiguration): TokenConfigurationColumns {
  const { optionalClaims } = application;
  return {
    requested_access_token_version: application.requestedAccessTokenVersion ?? null,
    access_token_signing_alg: application.accessTokenSigningAlg ?? null,
    optional_claims: optionalClaims === undefined ? null : JSON.stringify(optionalClaims),
    group_membership_claims: application.groupMembershipClaims ?? null,
  };
}

/** What an application's columns say of its tokens. Throws `DirectoryError` `corrupt`. */
export function toTokenConfiguration(row: TokenConfigurationColumns): TokenConfiguration {
  const version = row.requested_access_token_version;
  const alg = row.access_token_signing_alg;
  const groups = row.group_membership_claims;
  return {
    ...(version !== null && { requestedAccessTokenVersion: version === 2 ? 2 : 1 }),
    ...(alg !== null && {
      accessTokenSigningAlg: parseWord(alg, 'application.access_token_signing_alg', ALGS),
    }),
    ...(row.optional_claims !== null && { optionalClaims: parseOptionalClaims(row.optional_claims) }),
    ...(groups !== null && {
      groupMembershipClaims: parseWord(
        groups,
        'application.group_membership_claims',
        GROUP_MEMBERSHIP_CLAIMS,
      ),
    }),
  };
}

function parseOptionalClaims(text: string): OptionalClaims {
  try {
    return readOptionalClaims(JSON.parse(text));
  } catch (cause) {
    const message =
      'The column application.optional_claims holds something else than its object; restore it.';
    throw new DirectoryError('corrupt', message, { cause });
  }
}

const ALGS: readonly SigningAlg[] = ['RS256', 'ES256'];

import { METHODS, MULTIPLE_AUTHN, type ProvenBy } from '../authentication-methods.ts';
import { CLAIMS } from '../vocabulary.ts';
import { CLAIM_TYPES } from './claim-types.ts';
import type { IssuedClaims } from './issued-claims.ts';

/** Whether the rules issued that more than one factor was taken: then the token's authentication statement says so too. */
export function issuedFactors({ attributes }: Pick<IssuedClaims, 'attributes'>): 'multiple' | 'single' {
  const says = (type: string): boolean => attributes.get(type)?.includes(MULTIPLE_AUTHN) === true;
  const types = [CLAIMS.authenticationMethodsReferences, CLAIM_TYPES.authenticationMethod];
  return types.some(says) ? 'multiple' : 'single';
}

/**
 * Beside multi-factor authentication a token says by which method: the authentication statement has room for one, and
 * a sign-in by certificate that no longer looked like one would pass without the claims that revocation is asked by.
 */
export function keepProvenMethod(claims: IssuedClaims, provenBy: ProvenBy): IssuedClaims {
  if (issuedFactors(claims) === 'single') return claims;
  const type = CLAIMS.authenticationMethodsReferences;
  const values = new Set([METHODS[provenBy].reference, ...(claims.attributes.get(type) ?? [])]);
  return { ...claims, attributes: new Map([...claims.attributes, [type, [...values]]]) };
}

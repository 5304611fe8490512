import type { Saml11Assertion } from '@signet/xml';
import { MULTIPLE_AUTHN, WIA_OR_MULTI_AUTHN } from '../authentication-methods.ts';
import { CLAIM_TYPES } from '../issuance/claim-types.ts';
import { CLAIMS } from '../vocabulary.ts';

/** Whether the partner says that it took more than one factor. Whether that counts is for the domain to say. */
export type ClaimedFactors = 'multiple' | 'single';

/**
 * Entra, «Satisfy MFA controls with MFA claims from a federated IdP», WS-Federation: the AuthenticationMethod or a value of
 * the claim authenticationmethod says so. AD FS says it by a value of authnmethodsreferences. Unlike a certificate
 * method, which is recognised in any spelling because it asks for more, this one gives more, and is taken letter
 * by letter; a claim that says it twice leaves open what wrote it, and says nothing.
 */
export function readFactors11({
  authenticationMethod,
  attributes,
}: Pick<Saml11Assertion, 'authenticationMethod' | 'attributes'>): ClaimedFactors {
  const saysOnce = (claimType: string, method: string): boolean =>
    (attributes.get(claimType) ?? []).filter((value) => value === method).length === 1;
  const isMultiple =
    METHODS.includes(authenticationMethod) ||
    METHODS.some((method) => saysOnce(CLAIM_TYPES.authenticationMethod, method)) ||
    saysOnce(CLAIMS.authenticationMethodsReferences, MULTIPLE_AUTHN);
  return isMultiple ? 'multiple' : 'single';
}

/** The same, SAML 2.0: the AuthnContextClassRef alone says so; attributes are not read for it. */
export function readFactors20(authnContextClassRef: string): ClaimedFactors {
  return authnContextClassRef === MULTIPLE_AUTHN ? 'multiple' : 'single';
}

const METHODS: readonly string[] = [MULTIPLE_AUTHN, WIA_OR_MULTI_AUTHN];

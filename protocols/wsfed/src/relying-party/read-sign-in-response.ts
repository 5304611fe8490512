import type { Domain, SignInCode } from '@signet/identity';
import { type Check, createEvidence, type UnixSeconds } from '@signet/pki';
import { parseXml, readAssertion } from '@signet/xml';
import {
  checkAudience,
  checkTimes,
  type FederatedDomain,
  findIssuerDomain,
  MAX_CLOCK_SKEW_SECONDS,
  readShape,
  verifySignature,
} from './assertion-checks.ts';
import { type AssertedClaims, readClaims } from './claims.ts';
import type { ReadSignInResponseOptions } from './options.ts';
import { readRequestSecurityTokenResponse } from './request-security-token-response.ts';
import { ResponseRefusal } from './response-refusal.ts';

/** A partner's answer: the claims of a verified assertion, or the code and the check that refused it. */
export type SignInResponse = { readonly checks: readonly Check[] } & (
  | {
      readonly status: 'accepted';
      /** The one domain that the issuer answers for. */
      readonly domain: Domain;
      readonly claims: AssertedClaims;
      readonly assertionId: string;
      /** Until when the assertion must be remembered against replay: its end and the skew. */
      readonly rememberUntil: UnixSeconds;
    }
  | { readonly status: 'refused'; readonly code: SignInCode; readonly domain: Domain | undefined }
);

/**
 * Reads a `wresult` in the order of protocols.md §4.3: size and shape, issuer, signature over the very
 * element that is read, then audience and times. Whether it was used before, and whom it names, is for the
 * caller to ask. What the partner did wrong is an answer, never thrown.
 */
export async function readSignInResponse(
  wresult: string,
  options: ReadSignInResponseOptions,
): Promise<SignInResponse> {
  const evidence = createEvidence();
  let domain: FederatedDomain | undefined;
  try {
    const { document, received } = readShape(evidence, RESPONSE_SHAPE, () => {
      const root = parseXml(wresult);
      return { document: root, received: readRequestSecurityTokenResponse(root) };
    });
    domain = await findIssuerDomain(received.token, options.directory, evidence);
    const element = verifySignature(document, received.token, domain, options, evidence);
    const assertion = readShape(evidence, ASSERTION_SHAPE, () => readAssertion(element));
    checkAudience(assertion, received.appliesTo, evidence);
    checkTimes(assertion, options.now, evidence);
    return {
      status: 'accepted',
      domain,
      claims: readClaims(assertion, evidence),
      assertionId: assertion.assertionId,
      rememberUntil: assertion.conditions.notOnOrAfter + MAX_CLOCK_SKEW_SECONDS,
      checks: evidence.checks,
    };
  } catch (error) {
    if (!(error instanceof ResponseRefusal)) throw error;
    return { status: 'refused', code: error.code, domain, checks: evidence.checks };
  }
}

const RESPONSE_SHAPE = { check: 'wresult-shape', rule: 'WS-Federation 1.2 §13.2.2', object: 'wresult' };
const ASSERTION_SHAPE = { check: 'assertion-shape', rule: 'SAML 1.1 core §2, MS-MWBF', object: 'assertion' };

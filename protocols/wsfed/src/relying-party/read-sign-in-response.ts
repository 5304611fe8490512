import {
  AssertionRefusal,
  readShape,
  type VerifiedAssertion,
  type VerifyAssertionOptions,
  verifyAssertion,
} from '@signet/federation';
import type { Domain, SignInCode } from '@signet/identity';
import { type Check, createEvidence } from '@signet/pki';
import { parseXml } from '@signet/xml';
import { readRequestSecurityTokenResponse } from './request-security-token-response.ts';

/** A partner's answer: the claims of a verified assertion, or the code and the check that refused it. */
export type SignInResponse = { readonly checks: readonly Check[] } & (
  | ({ readonly status: 'accepted' } & VerifiedAssertion)
  | { readonly status: 'refused'; readonly code: SignInCode; readonly domain: Domain | undefined }
);

/**
 * Reads a `wresult`: size and shape first, then the token as `verifyAssertion` does. Whether it was used before,
 * and whom it names, is for the caller to ask. What the partner did wrong is an answer, never thrown.
 */
export async function readSignInResponse(
  wresult: string,
  options: VerifyAssertionOptions,
): Promise<SignInResponse> {
  const evidence = createEvidence();
  let domain: Domain | undefined;
  try {
    const received = readShape(evidence, RESPONSE_SHAPE, () =>
      readRequestSecurityTokenResponse(parseXml(wresult)),
    );
    const verified = await verifyAssertion(received, options, evidence, (found) => {
      domain = found;
    });
    return { status: 'accepted', ...verified, checks: evidence.checks };
  } catch (error) {
    if (!(error instanceof AssertionRefusal)) throw error;
    return { status: 'refused', code: error.code, domain, checks: evidence.checks };
  }
}

const RESPONSE_SHAPE = { check: 'wresult-shape', rule: 'WS-Federation 1.2 §13.2.2', object: 'wresult' };

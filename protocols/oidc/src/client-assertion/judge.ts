import type { Application, KeyCredential } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { CLIENT_FAULTS } from '../token/client-faults.ts';
import { isOwnAudience } from './audience.ts';
import { type ClientAssertion, parseClientAssertion } from './parse.ts';
import { type AssertionFault, findAssertionFault, findKeyCredential } from './verify.ts';

/** With a fault the rest is absent. */
export interface JudgedAssertion {
  readonly fault: AssertionFault | undefined;
  readonly keyCredential: KeyCredential | undefined;
  readonly jti: string | undefined;
}

/** RFC 7523 §3: whether the client itself signed the assertion, for us and now. */
export async function judgeAssertion(
  text: string,
  client: Application,
  now: UnixSeconds,
  options: Pick<OidcOptions, 'directory' | 'origins'>,
): Promise<JudgedAssertion> {
  const no = (fault: AssertionFault): JudgedAssertion => ({
    fault,
    keyCredential: undefined,
    jti: undefined,
  });
  const assertion = tryParse(text);
  if (!assertion) return no(CLIENT_FAULTS['client-assertion-malformed']);
  const keyCredential = findKeyCredential(client, assertion);
  if (!keyCredential) return no(CLIENT_FAULTS['client-key-unknown']);
  const fault = findAssertionFault(assertion, keyCredential, client, now);
  if (fault) return no(fault);
  if (!(await isOwnAudience(assertion.audience, client.tenantId, options))) {
    return no(CLIENT_FAULTS['client-assertion-audience']);
  }
  return { fault: undefined, keyCredential, jti: assertion.jti };
}

/** Whose assertion it says it is; nothing is proved by that. */
export function claimedSubject(text: string): string | undefined {
  return tryParse(text)?.subject;
}

function tryParse(text: string): ClientAssertion | undefined {
  try {
    return parseClientAssertion(text);
  } catch (error) {
    if (error instanceof OAuthError) return undefined;
    throw error;
  }
}

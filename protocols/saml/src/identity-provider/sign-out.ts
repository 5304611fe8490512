import type { UnixSeconds } from '@signet/pki';
import type { IdentityProviderOptions } from './options.ts';
import { sessionIdOf } from './session.ts';

/** Where a single logout begins that nobody asked for by SAML. */
export const LOGOUT_PATH = '/adfs/saml/logout';

/**
 * What a sign-out by another protocol loads in a hidden frame so that SAML's relying parties are told too, and every
 * address that this frame is led to; `undefined` when this browser was sent to none.
 */
export function samlSignOut(
  options: IdentityProviderOptions,
): (request: Request, now: UnixSeconds) => Promise<{ url: string; leadsTo: readonly string[] } | undefined> {
  return async (request, now) => {
    const sessionId = sessionIdOf(request);
    if (sessionId === undefined) return undefined;
    const { directory, origins } = options;
    const participants = await directory.sessionParticipants.list(sessionId, now);
    const trusts = await Promise.all(
      participants.map(({ relyingPartyTrustId }) => directory.relyingPartyTrusts.find(relyingPartyTrustId)),
    );
    const leadsTo = trusts.flatMap((trust) =>
      (trust?.singleLogoutServices ?? []).map(({ location }) => location),
    );
    return participants.length === 0 ? undefined : { url: `${origins.login}${LOGOUT_PATH}`, leadsTo };
  };
}

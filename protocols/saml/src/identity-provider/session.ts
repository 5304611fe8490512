import { createHash } from 'node:crypto';
import { readCookie, setCookie } from '@signet/http';
import type { RelyingPartyTrust } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { NameId } from '@signet/xml';
import type { IdentityProviderOptions } from './options.ts';

/**
 * Remembers that this browser was sent to a relying party with an assertion, for single logout. The session
 * grants nothing: the next sign-in asks for the certificate anew. Answers the cookie to set.
 */
export async function rememberParticipant(
  request: Request,
  participant: { readonly trust: RelyingPartyTrust; readonly nameId: NameId; readonly sessionIndex: string },
  now: UnixSeconds,
  { directory, random }: IdentityProviderOptions,
): Promise<[name: string, value: string]> {
  const secret = readCookie(request, SESSION_COOKIE) || random.secret();
  const { trust, nameId, sessionIndex } = participant;
  await directory.sessionParticipants.add({
    sessionId: sha256(secret),
    relyingPartyTrustId: trust.id,
    nameId: nameId.value,
    nameIdFormat: nameId.format,
    spNameQualifier: nameId.spNameQualifier,
    sessionIndex,
    expiresAt: now + SESSION_SECONDS,
  });
  return ['set-cookie', setCookie({ name: SESSION_COOKIE, value: secret, sameSite: 'None' })];
}

/** The id under which participants of this browser's session are kept. */
export function sessionIdOf(request: Request): string | undefined {
  const secret = readCookie(request, SESSION_COOKIE);
  return secret === undefined || secret === '' ? undefined : sha256(secret);
}

export function forgetSession(): [name: string, value: string] {
  return ['set-cookie', setCookie({ name: SESSION_COOKIE, value: '', sameSite: 'None', maxAgeSeconds: 0 })];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const SESSION_COOKIE = 'signet-federation-session';
/** AD FS's default SsoLifetime. */
const SESSION_SECONDS = 480 * 60;

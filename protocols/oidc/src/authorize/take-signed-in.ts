import { type RequestContext, readBinding, readCookie, readQuery } from '@signet/http';
import type { Session } from '@signet/identity';
import { SESSION_COOKIE, SIGNED_IN, type SignedInInteraction } from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';

/** A sign-in that has just ended, and the session that it began. */
export interface SignedIn {
  readonly signedIn: SignedInInteraction;
  readonly session: Session;
}

/**
 * What a sign-in hands on to the request that waited for it. Three things must agree: the handle of the address, the
 * cookie of the browser that began, and the session that this very sign-in began; `undefined` when they do not,
 * or when it was on its way to another address. Works once.
 */
export async function takeSignedIn(
  request: Request,
  context: RequestContext,
  { interactions, sessions }: Pick<OidcOptions, 'interactions' | 'sessions'>,
  isResumePath: (path: string) => boolean,
): Promise<SignedIn | undefined> {
  const handle = readQuery(request).get('handle') ?? '';
  const binding = readBinding(request, context.now);
  const signedIn = await interactions.take<SignedInInteraction>(SIGNED_IN, handle, binding);
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (!signedIn || !session || session.id !== signedIn.sessionId) return undefined;
  return isResumePath(signedIn.resumePath) ? { signedIn, session } : undefined;
}

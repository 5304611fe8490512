import { type RequestContext, readBinding, readCookie, readQuery } from '@signet/http';
import type { Session } from '@signet/identity';
import {
  type InteractionBinding,
  SESSION_COOKIE,
  SIGNED_IN,
  type SignedInInteraction,
} from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';

/** A sign-in that has just ended, and the session that it began. */
export interface SignedIn {
  readonly signedIn: SignedInInteraction;
  readonly session: Session;
}

/**
 * What a sign-in hands on to the request that waited for it. Three things must agree: the handle of the address, the
 * cookie of the browser that began, and the session that this sign-in began or another tab of it beside this one;
 * `undefined` when they do not, or when it was on its way to another address. Works once.
 */
export async function takeSignedIn(
  request: Request,
  context: RequestContext,
  options: Pick<OidcOptions, 'interactions' | 'sessions' | 'directory'>,
  isResumePath: (path: string) => boolean,
): Promise<SignedIn | undefined> {
  const handle = readQuery(request).get('handle') ?? '';
  const { interactions } = options;
  const binding = readBinding(request, context.now);
  const signedIn = await interactions.take<SignedInInteraction>(SIGNED_IN, handle, binding);
  const session = signedIn && (await findSession(signedIn, request, context, options));
  if (!signedIn || !session) return undefined;
  return isResumePath(signedIn.resumePath) ? { signedIn, session } : undefined;
}

/** The same for a page that a signed-in person was shown on the way. */
export async function takeOfSession<Value extends { readonly signedIn: SignedInInteraction }>(
  kind: string,
  handle: string,
  request: Request,
  context: RequestContext,
  options: Pick<OidcOptions, 'interactions' | 'sessions' | 'directory'>,
): Promise<{ value: Value; session: Session; binding: InteractionBinding } | undefined> {
  const binding = readBinding(request, context.now);
  const value = await options.interactions.take<Value>(kind, handle, binding);
  const session = value && (await findSession(value.signedIn, request, context, options));
  return value && session && { value, session, binding };
}

/**
 * The browser's session, when it is the one that this sign-in began. Another tab that signed the same person in
 * meanwhile has put its own in that place: it stands for the same, and sign-out will end it. One that began before this
 * sign-in was asked for does not: the application may have asked for a fresh one (`prompt=login`).
 */
async function findSession(
  { sessionId, begunAt }: SignedInInteraction,
  request: Request,
  { now }: RequestContext,
  { sessions, directory }: Pick<OidcOptions, 'sessions' | 'directory'>,
): Promise<Session | undefined> {
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), now);
  if (!session || session.id === sessionId) return session;
  const begun = await directory.sessions.find(sessionId);
  const isBesideIt =
    begun?.userId === session.userId &&
    begun.endedAt === undefined &&
    session.createdAt >= begunAt &&
    session.authTime >= begun.authTime - SIDE_BY_SIDE_SECONDS;
  return isBesideIt ? session : undefined;
}

/** Between the answers to two tabs that sign in side by side. */
const SIDE_BY_SIDE_SECONDS = 60;

import { clientFacts, type RequestContext, readCookie } from '@signet/http';
import type { Application, Session } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { SESSION_COOKIE } from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

type Wanted = Pick<
  AuthorizeRequest,
  'prompt' | 'loginHint' | 'maxAgeSeconds' | 'notBefore' | 'sid' | 'hintedUserId'
>;

/** The browser's session, if the request allows single sign-on and the decision says that it still stands. */
export async function findUsableSession(
  wanted: Wanted,
  { appId, tenantId }: Application,
  request: Request,
  context: RequestContext,
  { sessions, signIn, directory }: Pick<OidcOptions, 'sessions' | 'signIn' | 'directory'>,
): Promise<Session | undefined> {
  if (wanted.prompt.some((value) => FRESH_PROMPTS.has(value))) return undefined;
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (!session || session.tenantId !== tenantId) return undefined;
  if (!isRecent(session, wanted, context.now) || !isMeant(session, wanted)) return undefined;
  if (wanted.loginHint !== undefined) {
    const user = await directory.users.find(session.userId);
    if (user?.userPrincipalName.toLowerCase() !== wanted.loginHint.toLowerCase()) return undefined;
  }
  const decision = await signIn.decide({
    face: 'session',
    client: clientFacts(request, context, appId),
    tenantId: session.tenantId,
    proof: { kind: 'continuation', userId: session.userId, authentication: session },
  });
  if (decision.verdict === 'accepted') return session;
  // The session stands, and what it lacks is asked for on top of it.
  return decision.code === 'multi-factor-required' ? session : undefined;
}

/** OpenID Connect Core §3.1.2.1: `max_age=0` is the same as `prompt=login`. */
function isRecent({ authTime }: Session, { maxAgeSeconds, notBefore }: Wanted, now: UnixSeconds): boolean {
  if (notBefore !== undefined && authTime < notBefore) return false;
  return maxAgeSeconds === undefined || (maxAgeSeconds > 0 && now - authTime <= maxAgeSeconds);
}

function isMeant({ id, userId }: Session, { sid, hintedUserId }: Wanted): boolean {
  return (sid === undefined || sid === id) && (hintedUserId === undefined || hintedUserId === userId);
}

const FRESH_PROMPTS: ReadonlySet<string> = new Set(['login', 'select_account', 'create']);

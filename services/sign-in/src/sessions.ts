import { createHash } from 'node:crypto';
import type { Authentication, Directory, Random, Session, SessionId, User } from '@signet/identity';
import { guid } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';

/**
 * Browser sessions of the token service. The cookie holds a secret; the session's id, which ID tokens show
 * as `sid`, is derived from its hash, so that neither the database nor a token gives the cookie away.
 */
export interface Sessions {
  start(
    user: User,
    authentication: Authentication,
    now: UnixSeconds,
  ): Promise<{ readonly session: Session; readonly cookie: string }>;
  /**
   * The same in place of another session, which ends; absent when that had ended meanwhile, as it has for somebody who
   * signed out everywhere.
   */
  replace(
    session: Session,
    user: User,
    authentication: Authentication,
    now: UnixSeconds,
  ): Promise<{ readonly session: Session; readonly cookie: string } | undefined>;
  /** The live session of a cookie; ended and expired ones are absent. */
  find(cookie: string | undefined, now: UnixSeconds): Promise<Session | undefined>;
}

export const SESSION_COOKIE = 'signet-session';

/** Kept in the directory, by an id that is derived from the hash of the cookie. */
export function createSessions(services: {
  readonly directory: Directory;
  readonly random: Random;
}): Sessions {
  const { directory, random } = services;
  return {
    async start(user, authentication, now) {
      const started = make(user, authentication, random.secret(), now);
      await directory.sessions.add(started.session);
      return started;
    },
    replace(session, user, authentication, now) {
      const started = make(user, authentication, random.secret(), now);
      return directory.transaction(async (inside) => {
        if (!(await inside.sessions.end(session.id, now))) return undefined;
        await inside.sessions.add(started.session);
        return started;
      });
    },
    async find(cookie, now) {
      if (cookie === undefined) return undefined;
      const session = await directory.sessions.find(sessionIdOf(cookie));
      const live = session !== undefined && session.endedAt === undefined && session.expiresAt > now;
      return live ? session : undefined;
    },
  };
}

function make(
  user: User,
  authentication: Authentication,
  cookie: string,
  now: UnixSeconds,
): { readonly session: Session; readonly cookie: string } {
  const session: Session = {
    id: sessionIdOf(cookie),
    tenantId: user.tenantId,
    userId: user.id,
    ...authentication,
    createdAt: now,
    expiresAt: now + SESSION_SECONDS,
    endedAt: undefined,
  };
  return { session, cookie };
}

function sessionIdOf(cookie: string): SessionId {
  const hex = createHash('sha256').update(cookie).digest('hex');
  return guid<SessionId>(hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}

/** A day: after it the certificate is asked for again. */
const SESSION_SECONDS = 24 * 60 * 60;

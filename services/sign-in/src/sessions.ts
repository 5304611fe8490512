import { createHash } from 'node:crypto';
import type { Authentication, Directory, Random, Session, SessionId, User } from '@signet/identity';
import { guid } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';

/**
 * Browser sessions of the token service. The cookie holds a secret; the session's id, which ID tokens show
 * as `sid`, is derived from its hash, so that neither the database nor a token gives the cookie away.
 */
export interface Sessions {
  /** `before`: the session that the browser had until now. Where it is the same person's, this one takes its place. */
  start(
    user: User,
    authentication: Authentication,
    now: UnixSeconds,
    before?: Session,
  ): Promise<{ readonly session: Session; readonly cookie: string }>;
  /**
   * The same in place of another session, which ends, and of which the federation partner that opened it need not know; absent
   * when that had ended meanwhile, as it has for somebody who signed out everywhere.
   */
  replace(
    session: Session,
    user: User,
    authentication: Authentication,
    now: UnixSeconds,
  ): Promise<{ readonly session: Session; readonly cookie: string } | undefined>;
  /** The live session of a cookie; ended and expired ones are absent. */
  find(cookie: string | undefined, now: UnixSeconds): Promise<Session | undefined>;
  /** The session and those whose place it took in its browser: to the person they are one, and end as one. */
  listWithEarlier(id: SessionId, now: UnixSeconds): Promise<readonly SessionId[]>;
  /** Ends them all; answers them, whose applications have to be told. */
  end(id: SessionId, now: UnixSeconds): Promise<readonly SessionId[]>;
}

export const SESSION_COOKIE = 'signet-session';

/** Kept in the directory, by an id that is derived from the hash of the cookie. */
export function createSessions(services: {
  readonly directory: Directory;
  readonly random: Random;
}): Sessions {
  const { directory, random } = services;
  const listWithEarlier = (id: SessionId, now: UnixSeconds) => withEarlier(id, now, directory);
  return {
    async start(user, authentication, now, before) {
      const started = make(user, authentication, random.secret(), now);
      await directory.sessions.add(started.session);
      if (before?.userId === user.id) await takePlace(before, started.session, now, directory);
      return started;
    },
    replace(session, user, authentication, now) {
      const started = make(user, authentication, random.secret(), now);
      return directory.transaction(async (inside) => {
        if (!(await inside.sessions.end(session.id, now))) return undefined;
        await inside.sessions.add(started.session);
        await takePlace(session, started.session, now, inside);
        await handOverPartner(session, started.session, now, inside);
        return started;
      });
    },
    listWithEarlier,
    async end(id, now) {
      const all = await listWithEarlier(id, now);
      for (const one of all) await directory.sessions.end(one, now);
      return all;
    },
    async find(cookie, now) {
      if (cookie === undefined) return undefined;
      const session = await directory.sessions.find(sessionIdOf(cookie));
      const live = session !== undefined && session.endedAt === undefined && session.expiresAt > now;
      return live ? session : undefined;
    },
  };
}

async function withEarlier(
  id: SessionId,
  now: UnixSeconds,
  { oneTimeStates }: Directory,
): Promise<readonly SessionId[]> {
  const earlier = await oneTimeStates.find(EARLIER, id, now);
  return [id, ...(earlier === undefined ? [] : (JSON.parse(earlier) as readonly SessionId[]))];
}

async function takePlace(
  before: Session,
  { id, expiresAt }: Session,
  now: UnixSeconds,
  directory: Directory,
): Promise<void> {
  const earlier = (await withEarlier(before.id, now, directory)).slice(0, MAX_EARLIER);
  await directory.oneTimeStates.add({ kind: EARLIER, id, value: JSON.stringify(earlier), expiresAt });
}

/** What a partner of SAML calls the session by, to end it or to be told of its end, is the new one from here on. */
async function handOverPartner(
  before: Session,
  { id: sessionId }: Session,
  now: UnixSeconds,
  { partnerSessions }: Directory,
): Promise<void> {
  const partner = await partnerSessions.find(before.id, now);
  if (!partner) return;
  await partnerSessions.remove(before.id);
  await partnerSessions.add({ ...partner, sessionId });
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

/** Kind of the state that keeps, newest first, the sessions whose place a session took. */
const EARLIER = 'earlier-sessions';
/** A browser that signs in anew all day; whoever needs more has their oldest end by themselves. */
const MAX_EARLIER = 20;

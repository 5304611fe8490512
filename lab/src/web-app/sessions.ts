import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { PendingLogin, SignedIn } from './relying-party.ts';

/** Who is signed in, by the browser's cookie; each method that changes it returns a `Set-Cookie` value. */
export interface Sessions {
  startLogin(login: PendingLogin): string;
  /** A login that this browser started; once. */
  takeLogin(request: IncomingMessage): PendingLogin | undefined;
  /** Under a new name, so that a name planted before the sign-in is worth nothing. */
  signIn(signedIn: SignedIn): string;
  findSignedIn(request: IncomingMessage): SignedIn | undefined;
  signOut(request: IncomingMessage): string;
}

/** In memory, as long as the app runs. */
export function createSessions(): Sessions {
  const logins = new Map<string, PendingLogin>();
  const people = new Map<string, SignedIn>();
  return {
    startLogin: (login) => cookieFor(remember(logins, login)),
    takeLogin: (request) => {
      const id = sessionId(request);
      const login = logins.get(id);
      logins.delete(id);
      return login;
    },
    signIn: (signedIn) => cookieFor(remember(people, signedIn)),
    findSignedIn: (request) => people.get(sessionId(request)),
    signOut: (request) => {
      people.delete(sessionId(request));
      return `${cookieFor('')}; Max-Age=0`;
    },
  };
}

function remember<Value>(values: Map<string, Value>, value: Value): string {
  const [oldest] = values.keys();
  if (values.size >= MAX_SESSIONS && oldest !== undefined) values.delete(oldest);
  const id = randomBytes(32).toString('base64url');
  values.set(id, value);
  return id;
}

function sessionId(request: IncomingMessage): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
}

function cookieFor(id: string): string {
  return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
}

const COOKIE = 'signet-web-app';
/** Keeps a forgotten demo from growing without end. */
const MAX_SESSIONS = 1000;

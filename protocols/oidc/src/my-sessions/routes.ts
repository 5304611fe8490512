import {
  clientFacts,
  htmlResponse,
  openBrowser,
  type RequestContext,
  type Routes,
  readBinding,
  readCookie,
  readForm,
} from '@signet/http';
import type { Session, User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { SESSION_COOKIE } from '@signet/sign-in';
import { refuseLostInteraction } from '../authorize/error-pages.ts';
import { OWN_PAGES } from '../authorize/home-domain.ts';
import { beginSignIn } from '../authorize/home-realm.ts';
import { answeringErrors } from '../authorize/routes.ts';
import { takeSignedIn } from '../authorize/take-signed-in.ts';
import { listParticipants } from '../front-channel-logout.ts';
import type { OidcOptions } from '../options.ts';
import { leave, leftRoutes } from './leave.ts';
import { ENDED_ELSEWHERE, EVERYWHERE, type ListedSession, MY_SESSIONS_PATH, mySessionsPage } from './page.ts';

/** The person's own page: where am I signed in, and how do I get out. It asks for the certificate like any sign-in. */
export function mySessionsRoutes(options: OidcOptions): Routes {
  const at = { listener: 'login', maxBodyBytes: MAX_BODY_BYTES } as const;
  return [
    {
      ...at,
      method: 'GET',
      pattern: MY_SESSIONS_PATH,
      handler: answeringErrors((request, context) => showOrSignIn(request, context, options)),
    },
    {
      ...at,
      method: 'GET',
      pattern: RESUME_PATH,
      handler: answeringErrors((request, context) => showAfterSignIn(request, context, options)),
    },
    {
      ...at,
      method: 'POST',
      pattern: MY_SESSIONS_PATH,
      handler: answeringErrors((request, context) => signOut(request, context, options)),
    },
    ...leftRoutes(),
  ];
}

async function showOrSignIn(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const person = await findPerson(request, context, options);
  if (person) return show(person, request, context, options);
  const waiting = { prompt: [], loginHint: undefined, domainHint: undefined };
  const segment = { text: 'common', tenant: undefined };
  return beginSignIn({ waiting, resumePath: RESUME_PATH }, OWN_PAGES, segment, request, context, options);
}

async function showAfterSignIn(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const taken = await takeSignedIn(request, context, options, (path) => path === RESUME_PATH);
  const person = taken && (await findPerson(request, context, options));
  if (!person) return refuseLostInteraction('session', request, context, options);
  return show(person, request, context, options);
}

/** One session or all, of nobody but the person. */
async function signOut(request: Request, context: RequestContext, options: OidcOptions): Promise<Response> {
  const form = await readForm(request);
  const binding = readBinding(request, context.now);
  const shown = await options.interactions.take<Shown>(SHOWN, form.get('handle') ?? '', binding);
  const person = await findPerson(request, context, options);
  if (!shown || shown.sessionId !== person?.session.id) {
    return refuseLostInteraction('session', request, context, options);
  }
  const chosen = form.get('session');
  if (chosen === EVERYWHERE) {
    await endEverything(person.user, context, options);
    return leave(person.session, 'everywhere', request, context, options);
  }
  const ended = await endOne(chosen, person.user, context, options);
  if (chosen === person.session.id) return leave(person.session, 'here', request, context, options);
  return show(person, request, context, options, ended === 'ended' ? ENDED_ELSEWHERE : undefined);
}

interface Person {
  readonly user: User;
  readonly session: Session;
}

/** What the page was shown for: a form of an earlier person at the same browser does nothing. */
interface Shown {
  readonly sessionId: string;
}

async function findPerson(
  request: Request,
  context: RequestContext,
  { sessions, signIn }: OidcOptions,
): Promise<Person | undefined> {
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (!session) return undefined;
  const decision = await signIn.decide({
    face: 'session',
    client: clientFacts(request, context, OWN_PAGES.appId),
    tenantId: session.tenantId,
    proof: { kind: 'continuation', userId: session.userId, authentication: session },
  });
  return decision.verdict === 'accepted' ? { user: decision.user, session } : undefined;
}

async function show(
  { user, session }: Person,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
  notice?: string,
): Promise<Response> {
  const { interactions, random } = options;
  const browser = openBrowser(request, context.now, random);
  const handle = await interactions.begin<Shown>(SHOWN, { sessionId: session.id }, browser);
  const sessions = await listBrowsers(session, context.now, options);
  const page = mySessionsPage({ handle, userPrincipalName: user.userPrincipalName, sessions, notice });
  return htmlResponse(page, { headers: browser.setCookies });
}

/** One row for each browser: a session and those whose place it took are one. */
async function listBrowsers(
  own: Session,
  now: UnixSeconds,
  { directory, sessions }: OidcOptions,
): Promise<readonly ListedSession[]> {
  const live = await directory.sessions.listLive(own.userId, now);
  const whole = await Promise.all(
    live.map(async (session) => ({ session, ids: await sessions.listWithEarlier(session.id, now) })),
  );
  const earlier = new Set(whole.flatMap(({ ids: [, ...before] }) => before));
  const rows: ListedSession[] = [];
  for (const { session, ids } of whole) {
    const isOwn = session.id === own.id;
    if (earlier.has(session.id) && !isOwn) continue;
    const names = (await listParticipants(ids, directory)).map(({ application }) => application.displayName);
    const place = isOwn ? 'this-browser' : 'elsewhere';
    rows.push({ id: session.id, signedInAt: session.createdAt, place, applications: [...new Set(names)] });
  }
  return rows;
}

async function endOne(
  id: string | undefined,
  user: User,
  { now }: RequestContext,
  { directory, sessions }: OidcOptions,
): Promise<'ended' | 'not-theirs'> {
  const session = (await directory.sessions.listLive(user.id, now)).find((one) => one.id === id);
  if (!session) return 'not-theirs';
  const all = await sessions.listWithEarlier(session.id, now);
  await directory.transaction(async (inside) => {
    for (const one of all) {
      await inside.sessions.end(one, now);
      await inside.grants.revokeAllOfSession(one, now, 'signed-out');
    }
  });
  return 'ended';
}

/**
 * Sessions and refresh tokens, and not the valid-from date: that would lock the person out until the CA publishes its
 * next CRL (Entra CBA with federation), which is for an administrator to want.
 */
async function endEverything(user: User, { now }: RequestContext, { directory }: OidcOptions): Promise<void> {
  await directory.transaction(async (inside) => {
    await inside.sessions.endAllOfUser(user.id, now);
    await inside.grants.revokeAllOfUser(user.id, now, 'signed-out');
  });
}

const RESUME_PATH = `${MY_SESSIONS_PATH}/resume`;
const SHOWN = 'my-sessions';
const MAX_BODY_BYTES = 4096;

import { createHash, createHmac } from 'node:crypto';
import {
  clientFacts,
  htmlResponse,
  messagePage,
  platformsPage,
  profileLinkPage,
  profilePage,
  type RequestContext,
  type Routes,
  readCookie,
  readForm,
} from '@signet/http';
import type { Session, SessionId, User } from '@signet/identity';
import {
  createAndroidConfiguration,
  createAppleProfile,
  encodePkcs12,
  type MailAccount,
  type ProfileSigner,
} from '@signet/profiles';
import { SESSION_COOKIE, type Sessions } from '@signet/sign-in';
import type { IdentityIssuer } from './identity-issuer.ts';
import type { Origins } from './origins.ts';
import type { Services } from './services.ts';

export interface ProfileRouteOptions {
  readonly services: Services;
  readonly sessions: Sessions;
  readonly origins: Origins;
  readonly issueIdentity: IdentityIssuer | undefined;
  /** Without signing time: PEM of the listener's certificate and key. */
  readonly signer: Omit<ProfileSigner, 'signingTime'>;
}

/** A signed-in person's page for mail on the phone, and the platforms' requirements. */
export function profileRoutes(options: ProfileRouteOptions): Routes {
  return [
    { listener: 'login', method: 'GET', pattern: '/platforms', handler: () => htmlResponse(platformsPage()) },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/profile',
      handler: async (request, context) => {
        const person = await findPerson(request, context, options);
        if (!person) return notSignedIn();
        const { userPrincipalName } = person.user;
        return htmlResponse(
          profilePage({ userPrincipalName, issuesCertificates: options.issueIdentity !== undefined }),
        );
      },
    },
    {
      listener: 'login',
      method: 'POST',
      pattern: '/profile',
      handler: (request, context) => makeLink(request, context, options),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/profile/android',
      handler: async (request, context) => {
        const person = await findPerson(request, context, options);
        if (!person) return notSignedIn();
        const account = accountOf(person.user, options.origins);
        const certificateAlias = `signet-${fileNameOf(person.user)}`;
        const configurations = createAndroidConfiguration({ account, certificateAlias });
        return download(JSON.stringify(configurations, null, 2), 'application/json', 'android-mail.json');
      },
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/profile/download/{handle}',
      handler: (request, context, { handle = '' }) => followLink(handle, request, context, options),
    },
  ];
}

interface Person {
  readonly user: User;
  readonly session: Session;
}

async function findPerson(
  request: Request,
  context: RequestContext,
  options: ProfileRouteOptions,
): Promise<Person | undefined> {
  const session = await options.sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  return session && judgeSession(session, request, context, options);
}

/** A session alone is not enough for a new certificate: the one it came from must still be good. */
async function judgeSession(
  session: Session,
  request: Request,
  context: RequestContext,
  { services: { signIn } }: ProfileRouteOptions,
): Promise<Person | undefined> {
  const decision = await signIn.decide({
    face: 'session',
    client: clientFacts(request, context, undefined),
    tenantId: session.tenantId,
    proof: { kind: 'continuation', userId: session.userId, authentication: session },
  });
  return decision.verdict === 'accepted' ? { user: decision.user, session } : undefined;
}

interface Link {
  readonly platform: 'ios' | 'p12';
  readonly sessionId: SessionId;
  readonly salt: string;
}

async function makeLink(
  request: Request,
  context: RequestContext,
  options: ProfileRouteOptions,
): Promise<Response> {
  // The session cookie is SameSite=None, so the page that posts is held against ours.
  if (request.headers.get('origin') !== options.origins.login)
    return refuse(403, 'This form belongs to another site.');
  const platform = (await readForm(request)).get('platform');
  if (platform !== 'ios' && platform !== 'p12') return refuse(400, 'Choose one of the phones on the page.');
  const person = await findPerson(request, context, options);
  if (!person) return notSignedIn();
  if (!options.issueIdentity) return refuse(404, 'No certificates are issued here.');
  const { directory, random } = options.services;
  const handle = random.secret();
  const link: Link = { platform, sessionId: person.session.id, salt: random.secret() };
  await directory.oneTimeStates.add({
    kind: LINK_KIND,
    id: sha256(handle),
    value: JSON.stringify(link),
    expiresAt: context.now + LINK_SECONDS,
  });
  const url = `${options.origins.login}/profile/download/${handle}`;
  return htmlResponse(profileLinkPage({ url, password: passwordOf(handle, link) }));
}

/** Of what the link alone says and what the database alone says: whoever has one of them has no password. */
function passwordOf(handle: string, { salt }: Link): string {
  return createHmac('sha256', handle).update(salt).digest('base64url').slice(0, PASSWORD_CHARACTERS);
}

/** The key is made when the link is followed, and kept nowhere. */
async function followLink(
  handle: string,
  request: Request,
  context: RequestContext,
  options: ProfileRouteOptions,
): Promise<Response> {
  const { directory, log } = options.services;
  // A look at the headers must not use the link up.
  if (request.method === 'HEAD') return new Response(null, { headers: { 'cache-control': 'no-store' } });
  const taken = await directory.oneTimeStates.consume(LINK_KIND, sha256(handle), context.now);
  if (taken?.outcome !== 'first' || !options.issueIdentity) {
    return refuse(410, 'This link has been used or is too old: make a new one on your page.');
  }
  const link = JSON.parse(taken.value) as Link;
  const { platform, sessionId } = link;
  const session = await directory.sessions.find(sessionId);
  const live = session?.endedAt === undefined && session !== undefined && session.expiresAt > context.now;
  const person = live ? await judgeSession(session, request, context, options) : undefined;
  if (!person) return notSignedIn();
  const identity = await options.issueIdentity(person.user);
  log.info({ userId: person.user.id, requestId: context.requestId }, 'a certificate was issued for a phone');
  const p12 = encodePkcs12({
    ...identity,
    friendlyName: person.user.displayName,
    password: passwordOf(handle, link),
    // Until it is shown that phones read the modern form, the old one is the form that works.
    protection: 'legacy',
  });
  if (platform === 'p12') return download(p12, 'application/x-pkcs12', `${fileNameOf(person.user)}.p12`);
  const profile = await makeProfile(person.user, p12, context, options);
  return download(profile, 'application/x-apple-aspen-config', `${fileNameOf(person.user)}.mobileconfig`);
}

async function makeProfile(
  user: User,
  p12: Uint8Array,
  { now }: RequestContext,
  { services: { directory }, origins, signer }: ProfileRouteOptions,
): Promise<Uint8Array> {
  const tenant = await directory.tenants.find(user.tenantId);
  const authorities = await directory.certificateAuthorities.list(user.tenantId);
  return createAppleProfile(
    {
      organisation: tenant?.displayName ?? 'Signet',
      account: accountOf(user, origins),
      identity: { p12, password: undefined },
      authorities: authorities.map(({ certificate }) => certificate),
    },
    { ...signer, signingTime: now },
  );
}

function accountOf(user: User, { certificate }: Origins): MailAccount {
  const { userPrincipalName, mail } = user;
  return { host: new URL(certificate).host, emailAddress: mail ?? userPrincipalName, userPrincipalName };
}

function download(body: string | Uint8Array, contentType: string, fileName: string): Response {
  return new Response(typeof body === 'string' ? body : Uint8Array.from(body), {
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}

function fileNameOf({ userPrincipalName }: User): string {
  return userPrincipalName.replace(/@.*/s, '').replace(/[^\w.-]/g, '_');
}

function notSignedIn(): Response {
  return htmlResponse(
    messagePage({
      title: 'Sign in first',
      sentence:
        'You are not signed in here. Sign in to an application of your organisation, then open this page again.',
    }),
    { status: 401 },
  );
}

function refuse(status: number, sentence: string): Response {
  return htmlResponse(messagePage({ title: 'Not possible', sentence }), { status });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const LINK_KIND = 'profile-link';
const LINK_SECONDS = 600;
const PASSWORD_CHARACTERS = 16;

import { readCookie, setCookie } from '@signet/http';
import { AMR_FEDERATED, type Directory, type Domain, domainOf, type Session } from '@signet/identity';
import type { InteractionBinding, Interactions } from '@signet/sign-in';
import { WA } from '../vocabulary.ts';

export interface SignOut {
  /** Has ended here already. */
  readonly session: Session;
  /** Where the browser goes in the end; `undefined`: a page of ours. Checked by whoever began. */
  readonly continueUrl: string | undefined;
  readonly binding: InteractionBinding & {
    readonly browser: string;
    readonly setCookies: [name: string, value: string][];
  };
}

/** What waits while the browser is at the partner to be signed out there too. */
export interface WaitingSignOut {
  readonly continueUrl: string | undefined;
}

export const SIGNING_OUT = 'wsfed-sign-out';

/**
 * The address that signs the person out at the partner as well: `wsignout1.0` at the domain's `signOutUri`, with the way
 * back in `wreply` (WS-Federation 1.2 §13.2.4). `undefined` when the session is none of a WS-Federation partner, or the
 * domain names no such address. A cookie remembers which partner it is, for whoever comes back without a session.
 */
export async function signOutRedirect(
  { session, continueUrl, binding }: SignOut,
  options: {
    readonly loginOrigin: string;
    readonly directory: Pick<Directory, 'users' | 'domains'>;
    readonly interactions: Interactions;
  },
): Promise<string | undefined> {
  const domain = await findHomeDomain(session, options.directory);
  const federation = domain?.federation;
  if (!domain || !federation || federation.preferredAuthenticationProtocol === 'saml') return undefined;
  const url = URL.parse(federation.signOutUri ?? '');
  if (!session.amr.includes(AMR_FEDERATED) || url === null) return undefined;
  const waiting: WaitingSignOut = { continueUrl };
  const back = new URL(`${options.loginOrigin}/login.srf`);
  back.searchParams.set('wa', WA.signOutCleanup);
  back.searchParams.set('wctx', await options.interactions.begin(SIGNING_OUT, waiting, binding));
  url.searchParams.set('wa', WA.signOut);
  url.searchParams.set('wreply', back.href);
  binding.setCookies.push(rememberPartner(domain));
  return url.href;
}

/** Where the person of a session is at home. */
export async function findHomeDomain(
  { userId }: Session,
  { users, domains }: Pick<Directory, 'users' | 'domains'>,
): Promise<Domain | undefined> {
  const name = domainOf((await users.find(userId))?.userPrincipalName ?? '');
  return name === undefined ? undefined : domains.find(name);
}

/** The partner that this browser was sent to lately to be signed out. */
export async function findSigningOutDomain(
  request: Request,
  { domains }: Pick<Directory, 'domains'>,
): Promise<Domain | undefined> {
  const name = readCookie(request, PARTNER_COOKIE);
  return name ? domains.find(Buffer.from(name, 'base64url').toString()) : undefined;
}

function rememberPartner({ name }: Domain): [name: string, value: string] {
  const value = Buffer.from(name).toString('base64url');
  const cookie = { name: PARTNER_COOKIE, value, sameSite: 'None', maxAgeSeconds: PARTNER_SECONDS } as const;
  return ['set-cookie', setCookie(cookie)];
}

const PARTNER_COOKIE = 'signet-signing-out';
/** A sign-out there may ask a question or two. */
const PARTNER_SECONDS = 300;

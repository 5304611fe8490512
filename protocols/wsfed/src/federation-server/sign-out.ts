import { createHash } from 'node:crypto';
import { type Form, htmlResponse, readCookie, setCookie, signedOutPage } from '@signet/http';
import type { UnixSeconds } from '@signet/pki';
import { WA } from '../vocabulary.ts';
import type { FederationServerOptions, RelyingParty } from './options.ts';
import { findRelyingParty, resolveReplyUrl } from './reply-url.ts';

/**
 * `wsignout1.0` (WS-Federation §13): tells every relying party that this browser was sent to with an
 * assertion, by a hidden frame each, and offers the way back if `wreply` belongs to one of ours. A `wreply` that is
 * itself a `wsignoutcleanup1.0` tells its relying party, so that the browser goes there by itself once the others
 * are told. There is no session here to end: each sign-in asks for the certificate anew.
 */
export async function signOut(
  form: Form,
  request: Request,
  now: UnixSeconds,
  { listRelyingParties, otherSignOut, random }: FederationServerOptions,
): Promise<Response> {
  const relyingParties = await listRelyingParties();
  const other = await otherSignOut?.(request, now);
  const back = findReturn(form, relyingParties);
  const told = rememberedIn(request, relyingParties).filter(
    (relyingParty) => !back?.cleansUp || relyingParty !== back.relyingParty,
  );
  const frames = [...told.map(cleanupUrl), ...(other ? [other.url] : [])];
  const headers = [forgetRelyingParties()];
  if (back?.cleansUp && frames.length === 0) {
    headers.push(['location', back.url], ['cache-control', 'no-store']);
    return new Response(null, { status: 302, headers });
  }
  const nonce = random.secret();
  const way = back && (back.cleansUp ? { next: { url: back.url, nonce } } : { continueUrl: back.url });
  const page = signedOutPage({ frames, ...way });
  const frameSources = [...frames, ...(other?.leadsTo ?? [])];
  return htmlResponse(page, { frameSources, headers, ...(back?.cleansUp && { nonce }) });
}

/** `wsignoutcleanup1.0`: a farm above us signs out; whatever we remember of the browser goes. */
export function signOutCleanup(): Response {
  const headers = new Headers([forgetRelyingParties(), ['cache-control', 'no-store']]);
  return new Response(null, { status: 204, headers });
}

/** The `Set-Cookie` that adds a relying party to those that sign-out has to tell. */
export function rememberRelyingParty(
  request: Request,
  wtrealm: string,
  relyingParties: readonly RelyingParty[],
): [name: string, value: string] {
  const relyingParty = findRelyingParty(relyingParties, wtrealm);
  const keys = [...rememberedIn(request, relyingParties), ...(relyingParty ? [relyingParty] : [])].map(keyOf);
  const value = [...new Set(keys)].join('.');
  return ['set-cookie', setCookie({ name: RELYING_PARTIES_COOKIE, value, sameSite: 'None' })];
}

function forgetRelyingParties(): [name: string, value: string] {
  const cookie = setCookie({ name: RELYING_PARTIES_COOKIE, value: '', sameSite: 'None', maxAgeSeconds: 0 });
  return ['set-cookie', cookie];
}

function rememberedIn(request: Request, relyingParties: readonly RelyingParty[]): readonly RelyingParty[] {
  const keys = new Set(readCookie(request, RELYING_PARTIES_COOKIE)?.split('.'));
  return relyingParties.filter((relyingParty) => keys.has(keyOf(relyingParty)));
}

function cleanupUrl({ replyUrls }: RelyingParty): string {
  const url = new URL(replyUrls[0]);
  url.searchParams.set('wa', WA.signOutCleanup);
  return url.href;
}

interface Return {
  readonly relyingParty: RelyingParty;
  readonly url: string;
  /** The relying party ends its own session when the browser comes back. */
  readonly cleansUp: boolean;
}

/** A `wreply` is followed only to an address of a registered relying party (RFC 9700 §4.11). */
function findReturn(form: Form, relyingParties: readonly RelyingParty[]): Return | undefined {
  const wreply = form.get('wreply');
  if (wreply === undefined) return undefined;
  for (const relyingParty of relyingParties) {
    const url = resolveReplyUrl(relyingParty, wreply);
    if (url === undefined) continue;
    const cleansUp = new URL(url).searchParams.get('wa') === WA.signOutCleanup;
    return { relyingParty, url, cleansUp };
  }
  return undefined;
}

/** Short, so that the cookie of a browser with many relying parties stays small. */
function keyOf({ identifiers, replyUrls }: RelyingParty): string {
  const name = identifiers[0] ?? replyUrls[0];
  return createHash('sha256').update(name).digest('base64url').slice(0, 8);
}

const RELYING_PARTIES_COOKIE = 'signet-relying-parties';

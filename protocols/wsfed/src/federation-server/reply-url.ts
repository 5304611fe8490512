import type { RelyingParty } from './options.ts';

/** The relying party that a `wtrealm` names, letter by letter. */
export function findRelyingParty(
  relyingParties: readonly RelyingParty[],
  wtrealm: string,
): RelyingParty | undefined {
  return relyingParties.find(({ identifiers }) => identifiers.includes(wtrealm));
}

/**
 * Where the answer goes: the registered address, or a `wreply` of the same origin at or below the path of a
 * registered one, segment by segment (RFC 9700 §4.11). `undefined` when the `wreply` does not belong.
 */
export function resolveReplyUrl(relyingParty: RelyingParty, wreply: string | undefined): string | undefined {
  if (wreply === undefined) return relyingParty.replyUrls[0];
  const requested = URL.parse(wreply);
  if (requested === null || !isPlain(requested, wreply)) return undefined;
  return relyingParty.replyUrls.some((registered) => liesBelow(requested, new URL(registered)))
    ? requested.href
    : undefined;
}

/** Nothing that the URL parser and the relying party's server might read differently. */
function isPlain(url: URL, raw: string): boolean {
  const noCredentials = url.username === '' && url.password === '';
  return noCredentials && url.hash === '' && !/[\\\s]|%2f|%5c|%00/i.test(raw);
}

function liesBelow(requested: URL, registered: URL): boolean {
  if (requested.origin !== registered.origin || registered.origin === 'null') return false;
  const folder = registered.pathname.endsWith('/') ? registered.pathname : `${registered.pathname}/`;
  return requested.pathname === registered.pathname || requested.pathname.startsWith(folder);
}

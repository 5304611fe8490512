import type { RequestedAuthnContext } from '../messages/authn-request.ts';
import { AUTHN_CONTEXT } from '../vocabulary.ts';

/**
 * The class that a certificate sign-in may be asserted as for a request, or `undefined` when it cannot be met
 * (SAML 2.0 core §3.3.2.2.1). Nothing asked: TLSClient. The person proves an X.509 certificate's key in the TLS
 * handshake, which is what both TLSClient and X509 say, so either may be asked for by name.
 */
export function chooseAuthnContext(requested: RequestedAuthnContext | undefined): string | undefined {
  if (requested === undefined) return AUTHN_CONTEXT.tlsClient;
  if (requested.comparison === 'exact') {
    return requested.classes.map((each) => EXACT.get(each)).find((each) => each !== undefined);
  }
  // A class without a place in the order cannot be compared, and so is not met.
  const ranks = requested.classes.map((each) => ORDER.get(each)).filter((rank) => rank !== undefined);
  if (ranks.length === 0) return undefined;
  const [least, most] = [Math.min(...ranks), Math.max(...ranks)];
  switch (requested.comparison) {
    case 'minimum':
      return OFFERED.find(({ rank }) => rank >= least)?.uri;
    case 'better':
      return OFFERED.find(({ rank }) => rank > most)?.uri;
    case 'maximum':
      return OFFERED.findLast(({ rank }) => rank <= most)?.uri;
    default:
      return requested.comparison satisfies never;
  }
}

/** What we may say, weaker first; the ranks are those of `ORDER`. */
const OFFERED = [
  { uri: AUTHN_CONTEXT.tlsClient, rank: 3 },
  { uri: AUTHN_CONTEXT.x509, rank: 4 },
] as const;

/** The AuthenticationContextOrder of AD FS. */
const ORDER: ReadonlyMap<string, number> = new Map([
  [AUTHN_CONTEXT.unspecified, 0],
  [AUTHN_CONTEXT.password, 1],
  [AUTHN_CONTEXT.microsoftPassword, 1],
  [AUTHN_CONTEXT.passwordProtectedTransport, 2],
  [AUTHN_CONTEXT.tlsClient, 3],
  [AUTHN_CONTEXT.microsoftTlsClient, 3],
  [AUTHN_CONTEXT.x509, 4],
  [AUTHN_CONTEXT.microsoftX509, 4],
]);

/** Asked by exact name: the same name comes back, except for «unspecified», which any sign-in meets. */
const EXACT: ReadonlyMap<string, string> = new Map([
  [AUTHN_CONTEXT.unspecified, AUTHN_CONTEXT.tlsClient],
  // As MSIdentityTools spells it.
  [AUTHN_CONTEXT.unspecified.replace('unspecified', 'Unspecified'), AUTHN_CONTEXT.tlsClient],
  ...[
    AUTHN_CONTEXT.tlsClient,
    AUTHN_CONTEXT.x509,
    AUTHN_CONTEXT.microsoftTlsClient,
    AUTHN_CONTEXT.microsoftX509,
  ].map((uri) => [uri, uri] as const),
]);

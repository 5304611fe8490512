import type { RequestedAuthnContext } from '../messages/authn-request.ts';
import { AUTHN_CONTEXT } from '../vocabulary.ts';

/**
 * The classes that a certificate sign-in may be asserted as for a request, `undefined` each when it cannot be met
 * (SAML 2.0 core §3.3.2.2.1). Nothing asked: TLSClient, or multipleauthn where the rules issue that. The person proves
 * an X.509 certificate's key in the TLS handshake, which is what both TLSClient and X509 say, so either may be asked
 * for by name. Only `exact` can ask for multipleauthn: the order that the other comparisons go by has no place for it.
 */
export function chooseAuthnContexts(requested: RequestedAuthnContext | undefined): AuthnContexts {
  return { single: choose(requested, 'single'), multiple: choose(requested, 'multiple') };
}

/** By what the sign-in turns out to be worth, which is known only once there is a certificate; absent: not met. */
export type AuthnContexts = Readonly<Record<'single' | 'multiple', string | undefined>>;

function choose(
  requested: RequestedAuthnContext | undefined,
  factors: keyof AuthnContexts,
): string | undefined {
  if (requested === undefined) return UNASKED[factors];
  if (requested.comparison === 'exact') {
    return requested.classes.map((each) => exactly(each, factors)).find((each) => each !== undefined);
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

/** The same name comes back, except for «unspecified», which any sign-in meets. */
function exactly(name: string, factors: keyof AuthnContexts): string | undefined {
  if (UNSPECIFIED.has(name)) return UNASKED[factors];
  if (name === AUTHN_CONTEXT.multipleAuthn) return factors === 'multiple' ? name : undefined;
  return NAMED.has(name) ? name : undefined;
}

const UNASKED = { single: AUTHN_CONTEXT.tlsClient, multiple: AUTHN_CONTEXT.multipleAuthn } as const;

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

const UNSPECIFIED: ReadonlySet<string> = new Set([
  AUTHN_CONTEXT.unspecified,
  // As MSIdentityTools spells it.
  AUTHN_CONTEXT.unspecified.replace('unspecified', 'Unspecified'),
]);

const NAMED: ReadonlySet<string> = new Set([
  AUTHN_CONTEXT.tlsClient,
  AUTHN_CONTEXT.x509,
  AUTHN_CONTEXT.microsoftTlsClient,
  AUTHN_CONTEXT.microsoftX509,
]);

import { CLOUD_AUDIENCE, METHOD_PASSWORD, MULTIPLE_AUTHN } from '@signet/federation';
import type { Domain, PromptLoginBehavior } from '@signet/identity';
import { WA } from '../vocabulary.ts';

export interface SignInRedirect {
  /** Must be federated. */
  readonly domain: Domain;
  /** Comes back unchanged with the answer. */
  readonly wctx: string;
  readonly userPrincipalName: string | undefined;
  readonly correlationId: string;
  /** The application asked for a fresh sign-in (`prompt=login`). */
  readonly promptLogin: boolean;
  /** The partner is to take more than one factor. Default: as it likes. */
  readonly factors?: 'multiple';
  /** A session of the partner may be this old at most (`max_age`, `nbf`). Default: any age. */
  readonly maxAgeSeconds?: number | undefined;
}

/** The federation partner's sign-in address for one request. */
export function signInRedirect(request: SignInRedirect): string {
  const { domain, wctx, userPrincipalName, correlationId, factors } = request;
  if (!domain.federation) throw new TypeError(`${domain.name} is not federated`);
  const url = new URL(domain.federation.passiveSignInUri);
  const parameters: readonly (readonly [string, string | undefined])[] = [
    ['client-request-id', correlationId],
    ['username', userPrincipalName],
    ['wa', WA.signIn],
    ['wtrealm', CLOUD_AUDIENCE],
    ['wctx', wctx],
    ...freshness(request, domain.federation.promptLoginBehavior),
    // Last: a password that prompt=login may ask for would be one factor.
    ['wauth', factors === 'multiple' ? MULTIPLE_AUTHN : undefined],
  ];
  for (const [name, value] of parameters) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** `wfresh` counts in minutes (WS-Federation 1.2 §13.2.2): part of one is none, or the session could be older than asked for. */
function freshness(
  { promptLogin, maxAgeSeconds }: SignInRedirect,
  behavior: PromptLoginBehavior,
): readonly (readonly [string, string])[] {
  if (promptLogin) return PROMPT_LOGIN[behavior];
  return maxAgeSeconds === undefined ? [] : [['wfresh', String(Math.floor(maxAgeSeconds / 60))]];
}

/** What `prompt=login` becomes, by the domain's promptLoginBehavior (AD FS: prompt=login). */
const PROMPT_LOGIN = {
  translateToFreshPasswordAuthentication: [
    ['wauth', METHOD_PASSWORD],
    ['wfresh', '0'],
  ],
  nativeSupport: [['prompt', 'login']],
  disabled: [['wfresh', '0']],
} as const;

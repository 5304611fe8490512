import { CLOUD_AUDIENCE, METHOD_PASSWORD, MULTIPLE_AUTHN } from '@signet/federation';
import type { Domain } from '@signet/identity';
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
}

/** The federation partner's sign-in address for one request. */
export function signInRedirect(request: SignInRedirect): string {
  const { domain, wctx, userPrincipalName, correlationId, promptLogin, factors } = request;
  if (!domain.federation) throw new TypeError(`${domain.name} is not federated`);
  const url = new URL(domain.federation.passiveSignInUri);
  const parameters: readonly (readonly [string, string | undefined])[] = [
    ['client-request-id', correlationId],
    ['username', userPrincipalName],
    ['wa', WA.signIn],
    ['wtrealm', CLOUD_AUDIENCE],
    ['wctx', wctx],
    ...(promptLogin ? PROMPT_LOGIN[domain.federation.promptLoginBehavior] : []),
    // Last: a password that prompt=login may ask for would be one factor.
    ['wauth', factors === 'multiple' ? MULTIPLE_AUTHN : undefined],
  ];
  for (const [name, value] of parameters) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
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

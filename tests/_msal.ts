import { type AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { APPLICATION_IDS } from '@signet/lab';
import type { World } from './_world.ts';

export const SCOPES = ['User.Read'];

/** MSAL as the demo's native application; `segment` is the first of the authority's path. */
export function createNativeClient({ server }: World, segment: string): PublicClientApplication {
  const { login } = server.origins;
  return new PublicClientApplication({
    auth: {
      clientId: APPLICATION_IDS.native,
      authority: `${login}/${segment}`,
      knownAuthorities: [new URL(login).host],
    },
  });
}

/** By the refresh token, whatever the cache holds. */
export function refresh(
  client: PublicClientApplication,
  { account }: AuthenticationResult,
): Promise<AuthenticationResult> {
  return client.acquireTokenSilent({ account: account!, scopes: SCOPES, forceRefresh: true });
}

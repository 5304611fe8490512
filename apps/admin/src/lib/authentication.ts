import {
  CacheLookupPolicy,
  createStandardPublicClientApplication,
  InteractionRequiredAuthError,
} from '@azure/msal-browser';
import type { AdminConfig } from './config.ts';

/** The signed-in administrator, as the whole page sees them. */
export interface Authentication {
  readonly name: string;
  readonly userName: string;
  /** An access token for Graph; sends the browser to sign in again when the session has ended. */
  getToken(): Promise<string>;
  signOut(): Promise<void>;
}

/**
 * Completes a sign-in that comes back, or begins one: `undefined` means that the browser is on its way to the
 * sign-in page. Throws what the token service refused.
 */
export async function authenticate(config: AdminConfig): Promise<Authentication | undefined> {
  const client = await createStandardPublicClientApplication({
    auth: {
      clientId: config.clientId,
      authority: config.authority,
      knownAuthorities: [new URL(config.authority).host],
      redirectUri: `${location.origin}/admin/`,
    },
    // A tab of its own: a closed tab leaves no token behind.
    cache: { cacheLocation: 'sessionStorage' },
  });
  const answer = await client.handleRedirectPromise();
  const account = answer?.account ?? client.getAllAccounts()[0];
  if (account === undefined) {
    await client.loginRedirect({ scopes: SCOPES });
    return undefined;
  }
  return {
    name: account.name ?? account.username,
    userName: account.username,
    getToken: async () => {
      try {
        const { accessToken } = await client.acquireTokenSilent({
          scopes: SCOPES,
          account,
          // Its other way is a hidden frame, which our sign-in pages refuse.
          cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken,
        });
        return accessToken;
      } catch (error) {
        if (!(error instanceof InteractionRequiredAuthError)) throw error;
        await client.acquireTokenRedirect({ scopes: SCOPES, loginHint: account.username });
        return await NEVER;
      }
    },
    signOut: () => client.logoutRedirect({ account }),
  };
}

/** The browser leaves the page: nothing that waits for a token may go on. */
const NEVER = new Promise<never>(() => {});

const SCOPES = [
  'Organization.ReadWrite.All',
  'User.ReadWrite.All',
  'User.RevokeSessions.All',
  'Policy.ReadWrite.AuthenticationMethod',
  'PublicKeyInfrastructure.ReadWrite.All',
  'AuditLog.Read.All',
  'Application.ReadWrite.All',
  'Directory.Read.All',
];

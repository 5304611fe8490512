import {
  type AccountInfo,
  AuthError,
  type AuthenticationResult,
  PublicClientApplication,
} from '@azure/msal-node';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { GlobalOptions } from '../installation.ts';
import { type Connection, readConnection, writeConnection } from './connection-file.ts';
import { trustCa } from './trust.ts';

export function createClient({
  url,
  tenant,
  clientId,
}: Pick<Connection, 'url' | 'tenant' | 'clientId'>): PublicClientApplication {
  return new PublicClientApplication({
    auth: { clientId, authority: `${url}/${tenant}`, knownAuthorities: [new URL(url).host] },
  });
}

export interface AccessToken {
  readonly accessToken: string;
  readonly account: AccountInfo;
  readonly expiresOn: Date | null;
  readonly connection: Connection;
}

/**
 * A token of the connection, renewed when the last one has run out. The directory hears of it: a user whose
 * sessions were revoked has to connect again.
 */
export async function acquireToken(options: Pick<GlobalOptions, 'data'>): Promise<AccessToken> {
  const connection = await readConnection(options);
  trustCa(connection.ca);
  const client = createClient(connection);
  const cache = client.getTokenCache();
  cache.deserialize(connection.tokenCache);
  const account = (await cache.getAllAccounts()).find(
    ({ homeAccountId }) => homeAccountId === connection.homeAccountId,
  );
  if (!account) throw new CommandError(EXIT.usage, CONNECT_AGAIN);
  const { scopes } = connection;
  const result = await client
    .acquireTokenSilent({ account, scopes: [...scopes] })
    .catch((cause: unknown) => tellAuthError(cause, connection.url));
  const tokenCache = cache.serialize();
  if (tokenCache !== connection.tokenCache) await writeConnection(options, { ...connection, tokenCache });
  return { ...describe(result), connection };
}

/** The first line of what the token service at `url` says; ids and times follow it there. */
export function tellAuthError(cause: unknown, url: string): never {
  if (!(cause instanceof AuthError)) throw cause;
  const [, sentence] = /(AADSTS\d+: [^\r\n]*)/.exec(cause.message) ?? [];
  if (sentence !== undefined) {
    const exit = REFUSALS.has(cause.errorCode) ? EXIT.refused : EXIT.failed;
    throw new CommandError(exit, `The token service refused: ${sentence}`, { cause });
  }
  if (UNREACHABLE.has(cause.errorCode))
    throw new CommandError(EXIT.failed, `${url} cannot be reached; is the server running there?`, { cause });
  if (cause.errorCode === 'no_tokens_found') throw new CommandError(EXIT.usage, CONNECT_AGAIN, { cause });
  // While it polls, MSAL passes on only the `error` of RFC 8628 §3.5.
  if (cause.message.includes('authorization_declined'))
    throw new CommandError(EXIT.refused, 'The sign-in was declined.', { cause });
  if (cause.errorCode === 'device_code_expired' || cause.message.includes('expired_token'))
    throw new CommandError(EXIT.refused, 'Nobody confirmed the code in time: connect again.', { cause });
  throw new CommandError(EXIT.failed, `Signing in failed (${cause.message}).`, { cause });
}

export function describe(result: AuthenticationResult): Omit<AccessToken, 'connection'> {
  const { accessToken, account, expiresOn } = result;
  if (account) return { accessToken, account, expiresOn };
  throw new CommandError(EXIT.failed, 'The token service did not say who signed in.');
}

const REFUSALS: ReadonlySet<string> = new Set(['invalid_grant', 'access_denied']);
/** What MSAL makes of a connection that fails; it keeps why to itself. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'endpoints_resolution_error',
  'openid_config_error',
  'network_error',
]);
const CONNECT_AGAIN = 'The connection holds no token any more: run «signet connect» again.';

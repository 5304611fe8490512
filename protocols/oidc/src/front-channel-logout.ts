import { htmlResponse, signedOutPage } from '@signet/http';
import type { Application, Session, SessionId } from '@signet/identity';
import type { OidcOptions } from './options.ts';

/** OpenID Connect Front-Channel Logout 1.0 §3: a page with a frame of each application, and then on. */
export function signOutOfApplications(
  frames: readonly string[],
  target: string | undefined,
  headers: [string, string][],
  { random }: Pick<OidcOptions, 'random'>,
): Response {
  const nonce = random.secret();
  const page = signedOutPage({ frames, ...(target !== undefined && { next: { url: target, nonce } }) });
  return htmlResponse(page, { nonce, frameSources: frames, headers });
}

/** Addresses of the applications to be told that these sessions have ended (Front-Channel Logout 1.0 §3). */
export async function listFrontchannelLogoutUrls(
  sessionIds: readonly SessionId[],
  { directory, loginOrigin }: Pick<OidcOptions, 'directory'> & { readonly loginOrigin: string },
): Promise<readonly string[]> {
  const urls: string[] = [];
  for (const id of sessionIds) {
    const session = await directory.sessions.find(id);
    if (!session) continue;
    const participants = await listParticipants(session, directory);
    urls.push(...frontchannelUrls(session, participants, loginOrigin));
  }
  return [...new Set(urls)];
}

/** The applications that had tokens of the session. */
export async function listParticipants(
  { id }: Session,
  { grants, applications }: OidcOptions['directory'],
): Promise<readonly Application[]> {
  const found = [];
  for (const clientId of await grants.listClientsOfSession(id)) found.push(await applications.find(clientId));
  return found.filter((application) => application !== undefined);
}

/** §2: `iss` and `sid` tell the application whose session it is. */
export function frontchannelUrls(
  { id, tenantId }: Session,
  participants: readonly Application[],
  loginOrigin: string,
): readonly string[] {
  return participants.flatMap(({ frontchannelLogoutUri }) => {
    if (frontchannelLogoutUri === undefined || !/^https?:/i.test(frontchannelLogoutUri)) return [];
    const url = new URL(frontchannelLogoutUri);
    url.searchParams.set('iss', `${loginOrigin}/${tenantId}/v2.0`);
    url.searchParams.set('sid', id);
    return [url.href];
  });
}

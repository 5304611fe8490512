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
  return frontchannelUrls(await listParticipants(sessionIds, directory), loginOrigin);
}

/** An application that had tokens of a session. */
export interface Participant {
  readonly session: Session;
  readonly application: Application;
}

/** Of all these sessions; an application is there once for each that it took part in. */
export async function listParticipants(
  sessionIds: readonly SessionId[],
  { sessions, grants, applications }: OidcOptions['directory'],
): Promise<readonly Participant[]> {
  const participants: Participant[] = [];
  for (const id of sessionIds) {
    const session = await sessions.find(id);
    if (!session) continue;
    for (const clientId of await grants.listClientsOfSession(id)) {
      const application = await applications.find(clientId);
      if (application) participants.push({ session, application });
    }
  }
  return participants;
}

/** §2: `iss` and `sid` tell the application whose session it is. */
export function frontchannelUrls(
  participants: readonly Participant[],
  loginOrigin: string,
): readonly string[] {
  const urls = participants.flatMap(({ session: { id, tenantId }, application }) => {
    const { frontchannelLogoutUri } = application;
    if (frontchannelLogoutUri === undefined || !/^https?:/i.test(frontchannelLogoutUri)) return [];
    const url = new URL(frontchannelLogoutUri);
    url.searchParams.set('iss', `${loginOrigin}/${tenantId}/v2.0`);
    url.searchParams.set('sid', id);
    return [url.href];
  });
  return [...new Set(urls)];
}

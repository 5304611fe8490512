import type { GraphClient } from './graph-client.ts';
import { readObject, readText, readTextOrNull, readTexts } from './read-json.ts';

/** What the document's steps look at; `signInSessionsValidFromDateTime` is StsRefreshTokensValidFrom. */
export interface GraphUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly accountEnabled: boolean;
  readonly proxyAddresses: readonly string[];
  readonly onPremisesImmutableId: string | null;
  readonly certificateUserIds: readonly string[];
  readonly signInSessionsValidFromDateTime: string | null;
}

/** Get-MgUser; also when the server answered, Unix seconds. */
export async function fetchUser(
  graph: GraphClient,
  upn: string,
): Promise<{ readonly user: GraphUser; readonly serverTime: number }> {
  const { body, serverTime } = await graph.get(`/users/${encodeURIComponent(upn)}?$select=${SELECTED}`);
  const fields = readObject(body);
  const user: GraphUser = {
    id: readText(fields, 'id'),
    userPrincipalName: readText(fields, 'userPrincipalName'),
    displayName: readText(fields, 'displayName'),
    givenName: readTextOrNull(fields, 'givenName'),
    surname: readTextOrNull(fields, 'surname'),
    accountEnabled: fields['accountEnabled'] === true,
    proxyAddresses: readTexts(fields, 'proxyAddresses'),
    onPremisesImmutableId: readTextOrNull(fields, 'onPremisesImmutableId'),
    certificateUserIds: readTexts(readObject(fields['authorizationInfo'] ?? {}), 'certificateUserIds'),
    signInSessionsValidFromDateTime: readTextOrNull(fields, 'signInSessionsValidFromDateTime'),
  };
  return { user, serverTime };
}

/** Revoke-MgUserSignInSession; answers the user as it is afterwards. */
export async function revokeSignInSessions(graph: GraphClient, { id }: GraphUser): Promise<GraphUser> {
  await graph.post(`/users/${id}/revokeSignInSessions`);
  return (await fetchUser(graph, id)).user;
}

const SELECTED = [
  'id',
  'userPrincipalName',
  'displayName',
  'givenName',
  'surname',
  'accountEnabled',
  'proxyAddresses',
  'onPremisesImmutableId',
  'authorizationInfo',
  'signInSessionsValidFromDateTime',
].join(',');

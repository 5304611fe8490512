import type { Application } from '@signet/identity';
import type { OidcOptions } from '../options.ts';
import { type RequestedResource, resolveDefaultScope } from '../scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';
import type { TokenResponse } from './token-response.ts';

/**
 * RFC 6749 §4.4: an application for itself. It must have proved itself, at the address of one tenant, and gets
 * an access token with the app roles that it was assigned; nobody is there whom an id or refresh token could be for.
 */
export async function grantClientCredentials(
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const { form, segment, client, clientProof, boundTo, context } = request;
  const refuse = (code: 'client-tenant-missing' | 'client-authentication-missing', detail: string) =>
    refuseRedemption(code, 'client-credentials', { rule: 'RFC 6749 §4.4.2', detail }, request, options);
  if (!segment.tenant) return refuse('client-tenant-missing', 'The address names no tenant.');
  if (clientProof === 'none') {
    return refuse('client-authentication-missing', 'A public client cannot act for itself.');
  }
  const { directory, origins, tokens } = options;
  const scopes = await resolveDefaultScope(
    form.get('scope') ?? '',
    client.tenantId,
    directory,
    origins.graph,
  );
  const roles = await listRoles(client, scopes.resource, options);
  const { accessToken, expiresInSeconds } = await tokens.applicationToken(
    { client, clientProof, boundTo, roles },
    scopes.resource,
    context.now,
  );
  return {
    token_type: 'Bearer',
    scope: scopes.requested.join(' '),
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: accessToken,
  };
}

/** The values of the roles that are assigned, still enabled, and for applications. */
async function listRoles(
  client: Application,
  { appId }: RequestedResource,
  { directory }: OidcOptions,
): Promise<readonly string[]> {
  const resource = await directory.applications.find(appId);
  const assigned = await directory.appRoleAssignments.listOfPrincipal(client.tenantId, client.appId);
  const ids = assigned.filter(({ resourceId }) => resourceId === appId).map((one) => one.appRoleId);
  return (resource?.appRoles ?? [])
    .filter((role) => role.isEnabled && role.allowedMemberTypes.includes('Application'))
    .filter(({ id }) => ids.includes(id))
    .map(({ value }) => value);
}

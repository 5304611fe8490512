import { listAppRoles } from '@signet/tokens';
import { readClaimsRequest } from '../claims-request.ts';
import type { OidcOptions } from '../options.ts';
import { resolveDefaultScope } from '../scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';
import { type TokenResponse, writeTokenResponse } from './write-response.ts';

/**
 * RFC 6749 §4.4: an application for itself. It must have proved itself, at the address of one tenant, and gets
 * an access token with the app roles that it was assigned; nobody is there whom an id or refresh token could be for.
 */
export async function grantClientCredentials(
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const { form, segment, client, clientProof, boundTo, context, version } = request;
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
  const { application } = scopes.resource;
  const roles = application ? await listAppRoles(application, client.appId, 'Application', directory) : [];
  const { capabilities: clientCapabilities } = readClaimsRequest(form.get('claims'));
  const access = await tokens.applicationToken(
    { client, clientProof, boundTo, roles, clientCapabilities },
    scopes.resource,
    context.now,
  );
  return writeTokenResponse({ access, scopes, permissions: [] }, version);
}

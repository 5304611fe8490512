import type { SignInFace, UserId } from '@signet/identity';
import { readConsent } from '../consent/granted-scopes.ts';
import type { OidcOptions } from '../options.ts';
import { type RequestedScopes, resolveScopes } from '../scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';

/**
 * The scopes of a redemption, if the person or an administrator has consented to all of them. A refresh may ask for
 * others than the sign-in did, and consent may have been taken back: AADSTS65001 then, which sends the person to the
 * authorize endpoint.
 */
export async function consentedScopes(
  scope: string,
  userId: UserId,
  face: SignInFace,
  request: GrantRequest,
  options: OidcOptions,
): Promise<RequestedScopes> {
  const { directory, origins } = options;
  const scopes = await resolveScopes(scope, request.client.tenantId, directory, origins.graph);
  return requireConsent(scopes, userId, face, request, options);
}

/** The same for scopes that are resolved. */
export async function requireConsent(
  scopes: RequestedScopes,
  userId: UserId,
  face: SignInFace,
  request: GrantRequest,
  options: OidcOptions,
): Promise<RequestedScopes> {
  const { client } = request;
  const { missing, granted } = await readConsent(scopes, client, userId, options.directory);
  if (missing.length === 0) return granted;
  const names = missing.map(({ scope: { value } }) => value).join(', ');
  const why = { rule: 'RFC 6749 §6', detail: `There is no consent for ${names}.` };
  const about = { tenantId: client.tenantId, userId, ...why };
  return refuseRedemption('consent-required', face, about, request, options);
}

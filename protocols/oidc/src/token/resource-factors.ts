import { type Authentication, needsSecondFactor, type SignInFace, type UserId } from '@signet/identity';
import { MULTI_FACTOR_CLAIMS } from '../claims-request.ts';
import type { OidcOptions } from '../options.ts';
import type { RequestedScopes } from '../scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';

/**
 * The API that the access token is for may want more than the application that asks: the application is sent back for
 * it with the claims. Whoever signed in to another one with a single factor would get around the API's demand else.
 */
export async function requireFactorsOfResource(
  { resource: { application } }: RequestedScopes,
  about: { readonly userId: UserId; readonly authentication: Authentication; readonly face: SignInFace },
  request: GrantRequest,
  options: OidcOptions,
): Promise<void> {
  const { userId, authentication, face } = about;
  if (!application || !needsSecondFactor(application, authentication)) return;
  const why = {
    rule: 'Entra: the application requires multi-factor authentication',
    detail: `${application.displayName} asks for two factors and the sign-in has one.`,
    claims: MULTI_FACTOR_CLAIMS,
  };
  const { tenantId } = request.client;
  await refuseRedemption('multi-factor-required', face, { tenantId, userId, ...why }, request, options);
}

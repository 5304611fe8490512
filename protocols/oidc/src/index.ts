/**
 * protocols/oidc is the token service's OAuth 2.0 and OpenID Connect face, in the shapes that unmodified
 * MSAL and OpenID clients expect of Microsoft Entra ID: discovery, keys, user realm,
 * authorize with home realm discovery, certificate sign-in of managed users, device codes, token,
 * introspection, revocation, userinfo, logout.
 *
 *   authorize ─▶ user name ─▶ federated: WS-Federation face ─┐
 *                         └▶ managed: /certauth ────────────┼─▶ resume ─▶ consent, if missing ─▶ code ─▶ token
 *
 *   devicecode ─▶ (person: deviceauth ─▶ user name ─▶ … ─▶ complete) ─▶ token
 *
 * The face judges nobody: `SignIn.decide` does, at every leg.
 */
import type { Routes } from '@signet/http';
import { authorizeRoutes } from './authorize/routes.ts';
import { consentRoutes } from './consent/accept-consent.ts';
import { adminConsentRoutes } from './consent/admin-consent.ts';
import { deviceRoutes } from './device/routes.ts';
import { introspectionRoutes } from './introspection.ts';
import { logoutRoutes } from './logout.ts';
import { metadataRoutes } from './metadata/routes.ts';
import { mySessionsRoutes } from './my-sessions/routes.ts';
import type { OidcOptions } from './options.ts';
import { revocationRoutes } from './revocation.ts';
import { tokenRoutes } from './token/token-endpoint.ts';
import { userinfoRoutes } from './userinfo.ts';

export { listFrontchannelLogoutUrls } from './front-channel-logout.ts';
export type { FederatedSignInRequest, FederatedSignOutRequest, OidcOptions } from './options.ts';

export function oidcRoutes(options: OidcOptions): Routes {
  return [
    ...metadataRoutes(options),
    ...authorizeRoutes(options),
    ...consentRoutes(options),
    ...adminConsentRoutes(options),
    ...tokenRoutes(options),
    ...introspectionRoutes(options),
    ...revocationRoutes(options),
    ...userinfoRoutes(options),
    ...deviceRoutes(options),
    ...logoutRoutes(options),
    ...mySessionsRoutes(options),
  ];
}

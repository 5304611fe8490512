import type { Routes } from '@signet/http';
import type { SignInFace } from '@signet/identity';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { tokenFormOfVersion1 } from '../version-1.ts';
import { redeemAssertion } from './assertion-grant.ts';
import { redeemAuthorizationCode } from './authorization-code-grant.ts';
import { grantClientCredentials } from './client-credentials-grant.ts';
import { type ClientForm, clientEndpoint, readClientRequest } from './client-endpoint.ts';
import { redeemDeviceCode } from './device-code-grant.ts';
import type { GrantRequest } from './grant-request.ts';
import { redeemOnBehalfOf } from './on-behalf-of-grant.ts';
import { redeemPassword } from './password-grant.ts';
import { redeemRefreshToken } from './refresh-token-grant.ts';
import type { TokenResponse } from './write-response.ts';

interface Grant {
  /** What the sign-in log calls it. */
  readonly face: SignInFace;
  readonly redeem: (request: GrantRequest, options: OidcOptions) => Promise<TokenResponse>;
}

const ASSERTION: Grant = { face: 'assertion-grant', redeem: redeemAssertion };
const DEVICE_CODE: Grant = { face: 'device-code', redeem: redeemDeviceCode };

/** All that is known of grant types; a new one is a line here and a file beside it. */
const GRANTS: Readonly<Record<string, Grant>> = {
  authorization_code: { face: 'authorization-code', redeem: redeemAuthorizationCode },
  refresh_token: { face: 'refresh-token', redeem: redeemRefreshToken },
  client_credentials: { face: 'client-credentials', redeem: grantClientCredentials },
  'urn:ietf:params:oauth:grant-type:device_code': DEVICE_CODE,
  // What MSAL for JavaScript and Go call it.
  device_code: DEVICE_CODE,
  'urn:ietf:params:oauth:grant-type:saml1_1-bearer': ASSERTION,
  'urn:ietf:params:oauth:grant-type:saml2-bearer': ASSERTION,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': { face: 'on-behalf-of', redeem: redeemOnBehalfOf },
  password: { face: 'password-grant', redeem: redeemPassword },
};

/** The token endpoint (RFC 6749 §3.2): what all grants share is here once. */
export function tokenRoutes(options: OidcOptions): Routes {
  return ([1, 2] as const).flatMap((version) =>
    clientEndpoint('token', version, (asked) => redeem(asked, options), options),
  );
}

async function redeem(asked: ClientForm, options: OidcOptions): Promise<TokenResponse> {
  const { form } = asked;
  const grantType = form.get('grant_type');
  if (grantType === undefined) throw new OAuthError('parameter-missing', '«grant_type».');
  const grant = Object.hasOwn(GRANTS, grantType) ? GRANTS[grantType] : undefined;
  if (!grant) throw new OAuthError('grant-unsupported');
  if (asked.version === 2 && form.has('resource')) throw new OAuthError('resource-parameter');
  const understood = asked.version === 1 ? { ...asked, form: tokenFormOfVersion1(form) } : asked;
  return grant.redeem(await readClientRequest(understood, grant.face, options), options);
}

import type { Form, Handler, RequestContext, Routes } from '@signet/http';
import { isSpaOriginOf, type SignInFace } from '@signet/identity';
import { spaPreflight, withSpaCors } from '../cors.ts';
import { answerForm } from '../json-endpoint.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import { redeemAssertion } from './assertion-grant.ts';
import { redeemAuthorizationCode } from './authorization-code-grant.ts';
import { authenticateClient } from './client-authentication.ts';
import { grantClientCredentials } from './client-credentials-grant.ts';
import { redeemDeviceCode } from './device-code-grant.ts';
import type { GrantRequest } from './grant-request.ts';
import { redeemPassword } from './password-grant.ts';
import { redeemRefreshToken } from './refresh-token-grant.ts';
import type { TokenResponse } from './token-response.ts';

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
  password: { face: 'password-grant', redeem: redeemPassword },
};

/** The token endpoint (RFC 6749 §3.2): what all grants share is here once. */
export function tokenRoutes(options: OidcOptions): Routes {
  const pattern = '/{tenant}/oauth2/v2.0/token';
  const handler: Handler = async (request, context, { tenant }) =>
    withSpaCors(
      await answerForm(request, context, options, (form) => redeem(form, request, context, tenant, options)),
      request,
      options.directory,
    );
  return [
    { listener: 'login', method: 'OPTIONS', pattern, handler: spaPreflight(options.directory) },
    { listener: 'login', method: 'POST', pattern, handler },
    // For clients that prove themselves by certificate in the handshake (RFC 8705 §5); no browser is one.
    { listener: 'certificate', method: 'POST', pattern, handler },
  ];
}

async function redeem(
  form: Form,
  request: Request,
  context: RequestContext,
  tenant: string | undefined,
  options: OidcOptions,
): Promise<TokenResponse> {
  const segment = await resolveTenantSegment(tenant, options.directory);
  const grantType = form.get('grant_type');
  if (grantType === undefined) throw new OAuthError('parameter-missing', '«grant_type».');
  const grant = Object.hasOwn(GRANTS, grantType) ? GRANTS[grantType] : undefined;
  if (!grant) throw new OAuthError('grant-unsupported');
  if (form.has('resource')) throw new OAuthError('resource-parameter');
  const asked = { http: request, context, form, segment };
  const authenticated = await authenticateClient(asked, grant.face, options);
  const origin = request.headers.get('origin');
  // A page of another application's origin has no business with this one's tokens.
  if (origin !== null && !isSpaOriginOf(authenticated.client, origin)) throw new OAuthError('origin-not-spa');
  return grant.redeem({ ...asked, ...authenticated }, options);
}

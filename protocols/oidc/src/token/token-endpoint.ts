import { type Form, HttpError, type RequestContext, type Routes, readForm } from '@signet/http';
import type { SignInFace } from '@signet/identity';
import { preflight, withCors } from '../cors.ts';
import { errorResponse, jsonResponse } from '../json-response.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import { redeemAuthorizationCode } from './authorization-code-grant.ts';
import { authenticateClient } from './client-authentication.ts';
import type { GrantRequest } from './grant-request.ts';
import { redeemRefreshToken } from './refresh-token-grant.ts';
import type { TokenResponse } from './token-response.ts';

interface Grant {
  /** What the sign-in log calls it. */
  readonly face: SignInFace;
  readonly redeem: (request: GrantRequest, options: OidcOptions) => Promise<TokenResponse>;
}

/** All that is known of grant types; a new one is a line here and a file beside it. */
const GRANTS: Readonly<Record<string, Grant>> = {
  authorization_code: { face: 'authorization-code', redeem: redeemAuthorizationCode },
  refresh_token: { face: 'refresh-token', redeem: redeemRefreshToken },
};

/** The token endpoint (RFC 6749 §3.2): what all grants share is here once. */
export function tokenRoutes(options: OidcOptions): Routes {
  const pattern = '/{tenant}/oauth2/v2.0/token';
  return [
    { listener: 'login', method: 'OPTIONS', pattern, handler: preflight },
    {
      listener: 'login',
      method: 'POST',
      pattern,
      handler: async (request, context, { tenant }) =>
        withCors(await answer(request, context, tenant, options), request.headers.get('origin')),
    },
  ];
}

/**
 * Nothing but 200, 400 and 401 may leave this endpoint: after a 429, a 5xx or an HTML page the MSALs refuse
 * to call for a minute (protocols.md §0 item 8).
 */
async function answer(
  request: Request,
  context: RequestContext,
  tenant: string | undefined,
  options: OidcOptions,
): Promise<Response> {
  try {
    const form = await readForm(request);
    return jsonResponse(await redeem(form, request, context, tenant, options), 200, request, context);
  } catch (error) {
    if (error instanceof OAuthError) return errorResponse(error, request, context, options.origins.login);
    if (!(error instanceof HttpError)) options.onUnexpected(error, context);
    const told =
      error instanceof HttpError
        ? new OAuthError('request-unreadable', error.message)
        : new OAuthError('unexpected');
    return errorResponse(told, request, context, options.origins.login);
  }
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
  const client = await authenticateClient(asked, grant.face, options);
  return grant.redeem({ ...asked, client }, options);
}

import { type RequestContext, refuseOnPage } from '@signet/http';
import type { Session } from '@signet/identity';
import type { SignedInInteraction } from '@signet/sign-in';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { type TenantSegment, tenantMatches } from '../tenant-segment.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { conclude } from './conclude.ts';
import { refuseLostInteraction } from './error-pages.ts';
import { redirectError } from './redirect-error.ts';
import { takeSignedIn } from './take-signed-in.ts';

/** The last leg: the person is signed in, the authorize request that waited gets its code. */
export async function resume(
  request: Request,
  context: RequestContext,
  segment: TenantSegment,
  options: OidcOptions,
): Promise<Response> {
  const isOurs = (path: string): boolean => path.endsWith('/authorize/resume');
  const taken = await takeSignedIn(request, context, options, isOurs);
  if (!taken) return refuseLostInteraction('authorize-request', request, context, options);
  const { signedIn, session } = taken;
  if (!tenantMatches(segment, session.tenantId))
    return refuseOtherTenant(signedIn, session, request, context, options);
  const authorizeRequest = JSON.parse(signedIn.payload) as AuthorizeRequest;
  const asked = { ...context, correlationId: signedIn.correlationId };
  try {
    return await conclude(authorizeRequest, taken, request, asked, options);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirectError(error, authorizeRequest, asked, options);
  }
}

/** The address was changed on the way: the application asked in another tenant. */
function refuseOtherTenant(
  { appId, correlationId }: SignedInInteraction,
  { tenantId, userId }: Session,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const evidence = [
    {
      check: 'user-tenant',
      rule: 'Entra: the tenant of the address is that of the user',
      object: `address ${new URL(request.url).pathname}`,
      result: 'fail',
      detail: 'The sign-in belongs to another tenant than the address: start again from the application.',
    },
  ] as const;
  const refusal = { face: 'authorize-request', code: 'user-not-in-tenant', evidence } as const;
  const about = { appId, tenantId, userId };
  return refuseOnPage({ ...refusal, ...about }, request, { ...context, correlationId }, options);
}

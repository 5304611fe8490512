import { type Handler, HttpError, type Routes, withFreshProof } from '@signet/http';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment, type TenantSegment } from '../tenant-segment.ts';
import { ENDPOINT_BASE, type EndpointVersion } from '../version-1.ts';
import { authorize } from './authorize.ts';
import { oauthErrorPage } from './error-pages.ts';
import { acceptUserName } from './home-realm.ts';
import { acceptCertificate, completeCertificate } from './managed-certificate.ts';
import { resume } from './resume.ts';
import { acceptSecondFactor, SECOND_FACTOR_PATH } from './step-up.ts';

/** The pages that a person walks through, from the application's request to the code. */
export function authorizeRoutes(options: OidcOptions): Routes {
  const endpoint = (version: EndpointVersion): Routes => {
    const pattern = `/{tenant}${ENDPOINT_BASE[version]}/authorize`;
    const handler: Handler = (request, context, { tenant }) =>
      authorize(request, context, tenant, version, options);
    return [
      { listener: 'login', method: 'GET', pattern, handler },
      { listener: 'login', method: 'POST', pattern, handler },
    ];
  };
  const withSegment =
    (
      leg: (request: Request, context: Parameters<Handler>[1], segment: TenantSegment) => Promise<Response>,
    ): Handler =>
    async (request, context, { tenant }) =>
      leg(request, context, await resolveTenantSegment(tenant, options.directory));
  const routes: Routes = [
    ...endpoint(1),
    ...endpoint(2),
    {
      listener: 'login',
      method: 'POST',
      pattern: '/{tenant}/oauth2/v2.0/authorize/user-name',
      handler: withSegment((request, context, segment) => acceptUserName(request, context, segment, options)),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/{tenant}/oauth2/v2.0/authorize/resume',
      handler: withSegment((request, context, segment) => resume(request, context, segment, options)),
    },
    {
      listener: 'login',
      method: 'POST',
      pattern: SECOND_FACTOR_PATH,
      handler: (request, context) => acceptSecondFactor(request, context, options),
    },
    {
      listener: 'certificate',
      method: 'GET',
      pattern: '/{tenant}/certauth',
      handler: withFreshProof(
        withSegment((request, context, { text }) => acceptCertificate(request, context, text, options)),
      ),
    },
    {
      listener: 'login',
      method: 'POST',
      pattern: '/{tenant}/certauth/complete',
      handler: (request, context) => completeCertificate(request, context, options),
    },
  ];
  return routes.map((route) => ({
    ...route,
    maxBodyBytes: MAX_BODY_BYTES,
    handler: answeringErrors(route.handler),
  }));
}

/** Turns what the legs throw into a page. */
export function answeringErrors(handler: Handler): Handler {
  return async (request, context, params) => {
    try {
      return await handler(request, context, params);
    } catch (error) {
      if (error instanceof OAuthError) return oauthErrorPage(error, context);
      if (error instanceof HttpError)
        return oauthErrorPage(new OAuthError('request-unreadable', error.message), context);
      throw error;
    }
  };
}

/** What is asked here waits in the database until the person is signed in, whoever asked: it may not be large. */
const MAX_BODY_BYTES = 64 * 1024;

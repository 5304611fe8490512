import type { RequestContext, Route, Routes } from '@signet/http';
import { answeringErrors } from '../authorize/routes.ts';
import { answerForm } from '../json-endpoint.ts';
import type { OidcOptions } from '../options.ts';
import { ENDPOINT_BASE, type EndpointVersion } from '../version-1.ts';
import { authorizeDevice, DEVICE_PAGE } from './device-authorization.ts';
import { acceptAnswer, acceptUserCode, askUserCode, COMPLETE_PATH, completeDevice } from './device-page.ts';

/** The device authorization grant (RFC 8628): the endpoint for the device, the pages for the person. */
export function deviceRoutes(options: OidcOptions): Routes {
  const page = (
    method: Route['method'],
    pattern: string,
    leg: (request: Request, context: RequestContext, options: OidcOptions) => Promise<Response>,
  ): Route => ({
    listener: 'login',
    method,
    pattern,
    handler: answeringErrors((request, context) => leg(request, context, options)),
    maxBodyBytes: MAX_BODY_BYTES,
  });
  return [
    ...VERSIONS.map(
      (version): Route => ({
        listener: 'login',
        method: 'POST',
        pattern: `/{tenant}${ENDPOINT_BASE[version]}/devicecode`,
        handler: (http, context, { tenant }) =>
          answerForm(http, context, options, (form) =>
            authorizeDevice({ form, http, context, tenant, version }, options),
          ),
        maxBodyBytes: MAX_BODY_BYTES,
      }),
    ),
    page('GET', DEVICE_PAGE, askUserCode),
    page('POST', DEVICE_PAGE, acceptUserCode),
    page('POST', `${DEVICE_PAGE}/answer`, acceptAnswer),
    page('GET', COMPLETE_PATH, completeDevice),
  ];
}

const VERSIONS: readonly EndpointVersion[] = [1, 2];

/** What is asked waits in the database, whoever asked: it may not be large. */
const MAX_BODY_BYTES = 64 * 1024;

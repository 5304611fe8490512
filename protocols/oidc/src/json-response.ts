import type { RequestContext } from '@signet/http';
import { EXPOSED } from './cors.ts';
import { errorBody, type OAuthError } from './oauth-error.ts';

/** JSON of the token endpoint: never cached (RFC 6749 §5.1), and the headers that Entra sends. */
export function jsonResponse(
  body: unknown,
  status: number,
  request: Request,
  context: RequestContext,
): Response {
  const headers = new Headers({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    expires: '-1',
    'x-content-type-options': 'nosniff',
    'x-ms-request-id': context.requestId,
  });
  if (request.headers.get('return-client-request-id')?.toLowerCase() === 'true') {
    headers.set('client-request-id', context.correlationId);
  }
  return new Response(JSON.stringify(body), { status, headers });
}

/** 401 for a client that did not prove itself, 400 for everything else (RFC 6749 §5.2). */
export function errorResponse(
  error: OAuthError,
  request: Request,
  context: RequestContext,
  loginOrigin: string,
): Response {
  const status = error.error === 'invalid_client' ? 401 : 400;
  return jsonResponse(errorBody(error, context, loginOrigin), status, request, context);
}

/** Metadata may be kept for a day, as clients do anyway. */
export function metadataResponse(body: unknown, context: RequestContext): Response {
  return new Response(JSON.stringify(body), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'max-age=86400, private',
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, OPTIONS',
      'access-control-expose-headers': EXPOSED,
      'x-content-type-options': 'nosniff',
      'x-ms-request-id': context.requestId,
    },
  });
}

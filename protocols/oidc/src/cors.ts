import type { Handler } from '@signet/http';
import type { Directory } from '@signet/identity';

/**
 * CORS for the token endpoint: the browser shows the answer to pages of an origin at which
 * some single-page application is registered, and to no other. Nothing here depends on cookies.
 */
export async function withSpaCors(
  response: Response,
  request: Request,
  { applications }: Pick<Directory, 'applications'>,
): Promise<Response> {
  const origin = request.headers.get('origin');
  response.headers.append('vary', 'origin');
  if (origin === null || origin.length > MAX_ORIGIN_LENGTH) return response;
  if (!(await applications.hasSpaOrigin(origin))) return response;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.set('access-control-expose-headers', EXPOSED);
  return response;
}

/** The answer to a preflight request of the token endpoint. */
export function spaPreflight(directory: Pick<Directory, 'applications'>): Handler {
  return (request) => withSpaCors(preflightResponse(request, 'POST, OPTIONS'), request, directory);
}

/** Metadata is the same for everybody. */
export function metadataPreflight(request: Request): Response {
  const response = preflightResponse(request, 'GET, OPTIONS');
  response.headers.set('access-control-allow-origin', '*');
  return response;
}

/** A bearer token is no cookie: a page that has it may use it. */
export function bearerPreflight(request: Request): Response {
  const response = preflightResponse(request, 'GET, POST, OPTIONS');
  response.headers.set('access-control-allow-origin', '*');
  return response;
}

function preflightResponse(request: Request, methods: string): Response {
  const headers = {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? 'content-type',
    'access-control-max-age': '86400',
  };
  return new Response(null, { status: 204, headers });
}

/** What a page may read beside the body. */
export const EXPOSED = 'x-ms-request-id, x-ms-httpver, client-request-id, retry-after, www-authenticate';

/** A host name has at most 253 characters. */
const MAX_ORIGIN_LENGTH = 300;

/**
 * CORS for what browsers fetch across origins (protocols.md §1.13). Nothing here depends on cookies, so any
 * origin may read metadata; the token endpoint names the origin that its own checks have allowed.
 */
export function withCors(response: Response, origin: string | null): Response {
  if (origin === null) return response;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.append('vary', 'origin');
  response.headers.set('access-control-expose-headers', EXPOSED);
  return response;
}

/** The answer to a preflight request. */
export function preflight(request: Request): Response {
  const headers = new Headers({
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? 'content-type',
    'access-control-max-age': '86400',
  });
  return withCors(new Response(null, { status: 204, headers }), request.headers.get('origin'));
}

const EXPOSED = 'x-ms-request-id, x-ms-httpver, client-request-id, retry-after, www-authenticate';

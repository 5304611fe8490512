import { htmlResponse, messagePage, type Routes } from '@signet/http';
import type { SiteFile } from './site-files.ts';

export interface AdminCenterOptions {
  /** Tenant and registered application that administrators sign in with. */
  readonly tenantId: string;
  readonly clientId: string;
  readonly loginOrigin: string;
  /** By path below the site's folder, `/` between; without `index.html` the site is not built. */
  readonly files: ReadonlyMap<string, SiteFile>;
}

/**
 * The admin center below `/admin/`: files as Vite built them, the page itself at every address that its router
 * knows, and the JSON that tells it whom to sign in with.
 */
export function adminCenterRoutes(options: AdminCenterOptions): Routes {
  const { files } = options;
  const index = files.get('index.html');
  const page = (request: Request): Response =>
    index ? answerFile(request, index, PAGE_HEADERS) : notBuilt();
  const get = (pattern: string, handler: (request: Request) => Response): Routes[number] => ({
    listener: 'login',
    method: 'GET',
    pattern,
    handler,
  });
  const assets = [...files].filter(([path]) => path !== 'index.html');
  return [
    ...APP_PATTERNS.map((pattern) => get(pattern, page)),
    ...assets.map(([path, file]) =>
      get(`/admin/${path}`, (request) => answerFile(request, file, assetHeaders(path))),
    ),
    get('/admin/config.json', () => Response.json(clientConfig(options), { headers: CONFIG_HEADERS })),
  ];
}

/** All that the browser needs to begin; nothing secret. */
function clientConfig({ tenantId, clientId, loginOrigin }: AdminCenterOptions): object {
  return { tenantId, clientId, authority: `${loginOrigin}/${tenantId}` };
}

function answerFile(request: Request, file: SiteFile, headers: Readonly<Record<string, string>>): Response {
  const compress = file.gzip !== undefined && acceptsGzip(request.headers.get('accept-encoding') ?? '');
  return new Response(compress ? file.gzip : file.bytes, {
    headers: {
      'content-type': file.contentType,
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(compress && { 'content-encoding': 'gzip' }),
      ...headers,
    },
  });
}

/** `gzip;q=0` refuses it. */
function acceptsGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some((part) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
}

function assetHeaders(path: string): Readonly<Record<string, string>> {
  // Vite names what lies in assets/ by its content, so a name never changes its meaning.
  return { 'cache-control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache' };
}

function notBuilt(): Response {
  return htmlResponse(
    messagePage({
      title: 'The admin center is not built',
      sentence: 'Run `npm run build -w apps/admin` and start the server again.',
    }),
    { status: 503 },
  );
}

/** Its router's depth; an address below that nothing answers to is told by the page itself. */
const APP_PATTERNS: readonly string[] = ['/admin', '/admin/{page}', '/admin/{page}/{id}'];

const CONFIG_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    // Griffel, the styling of Fluent UI, writes its rules into style elements while the page runs.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

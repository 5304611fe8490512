import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, stopListening } from '../listening.ts';
import { renderError, renderSignedIn, renderSignedOut, WEB_APP_HEADERS } from './pages.ts';
import { createRelyingParty, type RelyingParty } from './relying-party.ts';
import { createSessions, type Sessions } from './sessions.ts';

export interface WebAppOptions {
  /** `https://localhost:8443/<tenant>/v2.0`. Asked at the first sign-in, so the app may start before it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default 8090; 0 takes any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** PEM of the CAs trusted for the issuer's TLS; absent: those of the system. */
  readonly ca?: string;
}

export interface WebApp extends AsyncDisposable {
  /** `http://localhost:8090`; redirect URIs are `<origin>/callback` and, after sign-out, `<origin>/`. */
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A small web application that signs its users in with OpenID Connect. Throws `port-taken`. */
export async function startWebApp(options: WebAppOptions): Promise<WebApp> {
  const { host = '127.0.0.1', port = 8090 } = options;
  const sessions = createSessions();
  // The redirect URI holds the port, which is known only once the app listens.
  let relyingParty: RelyingParty | undefined;
  const listening = await listen(host, port, (request, response) => {
    if (!relyingParty) return void response.writeHead(503).end();
    answer(relyingParty, sessions, request, response).catch((error: unknown) => {
      send(response, 500, renderError(error));
    });
  });
  const origin = `http://localhost:${listening.port}`;
  relyingParty = createRelyingParty({ ...options, origin });
  const close = (): Promise<void> => stopListening(listening);
  return { origin, port: listening.port, close, [Symbol.asyncDispose]: close };
}

async function answer(
  relyingParty: RelyingParty,
  sessions: Sessions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', relyingParty.origin);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /':
      return showHome(sessions, request, response);
    case 'GET /sign-in':
      return await startSignIn(relyingParty, sessions, url, response);
    case 'GET /callback':
      return await finishSignIn(relyingParty, sessions, url, request, response);
    case 'POST /sign-out':
      return await signOut(relyingParty, sessions, request, response);
    default:
      send(response, 404, renderError(new Error('There is no such page.')));
  }
}

function showHome(sessions: Sessions, request: IncomingMessage, response: ServerResponse): void {
  const signedIn = sessions.findSignedIn(request);
  send(response, 200, signedIn ? renderSignedIn(signedIn) : renderSignedOut());
}

async function startSignIn(
  relyingParty: RelyingParty,
  sessions: Sessions,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const { location, login } = await relyingParty.startLogin(url.searchParams.get('login_hint') ?? undefined);
  redirect(response, location, sessions.startLogin(login));
}

async function finishSignIn(
  relyingParty: RelyingParty,
  sessions: Sessions,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const login = sessions.takeLogin(request);
  if (!login) {
    send(response, 400, renderError(new Error('This sign-in was not started here; start again.')));
    return;
  }
  const signedIn = await relyingParty.finishLogin(url, login);
  redirect(response, '/', sessions.signIn(signedIn));
}

async function signOut(
  relyingParty: RelyingParty,
  sessions: Sessions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const signedIn = sessions.findSignedIn(request);
  // Here first: whoever signs out is out, also when the service can't be reached.
  const cookie = sessions.signOut(request);
  redirect(response, signedIn ? await relyingParty.signOutUrl(signedIn) : '/', cookie);
}

function send(response: ServerResponse, status: number, html: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, WEB_APP_HEADERS).end(html);
}

function redirect(response: ServerResponse, location: string, setCookie: string): void {
  response.writeHead(303, { Location: location, 'Set-Cookie': setCookie, 'Cache-Control': 'no-store' }).end();
}

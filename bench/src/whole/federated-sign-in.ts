import { createHash, randomBytes } from 'node:crypto';
import { Agent } from 'node:https';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, createBrowser, exchangeHttp } from '@signet/lab';
import type { MeasuredOrganisation, MeasuredPerson } from './organisation.ts';

/**
 * A person whose browser was closed signs in to an application: authorize, federation server, certificate, assertion, code,
 * tokens. Three handshakes, all of them full: the browser's with either host, kept for the pages that follow, and the
 * application's. Throws unless there are tokens.
 */
export async function signInFederated(
  { origins, ca }: Pick<MeasuredOrganisation, 'origins' | 'ca'>,
  { userPrincipalName, certificate }: MeasuredPerson,
): Promise<void> {
  const verifier = randomBytes(32).toString('base64url');
  const browsers = new Agent({ ...TLS, keepAlive: true });
  const browser = createBrowser({
    ca,
    clientCertificate: certificate,
    isCertificateOrigin: ({ origin }) => origin === origins.certificate,
    findAddress: () => '127.0.0.1',
    agent: browsers,
  });
  const arrival = await browser.visit(authorizeUrl(origins.login, userPrincipalName, verifier), {
    redirectUri: REDIRECT_URI,
  });
  browsers.destroy();
  const code = arrival.kind === 'redirect' ? arrival.parameters.get('code') : null;
  if (code === null) throw new Error(`a sign-in ended at ${arrival.url}`);
  const applications = new Agent(TLS);
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  };
  await askForTokens(endpointOf({ origins, ca }), applications, form);
}

/** Redeems a refresh token and answers its successor. */
export async function refresh(endpoint: TokenEndpoint, agent: Agent, refreshToken: string): Promise<string> {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return String((await askForTokens(endpoint, agent, form))['refresh_token']);
}

/** Where tokens are had, at this machine. */
export interface TokenEndpoint {
  readonly url: string;
  /** PEM of what its TLS certificate comes from. */
  readonly ca: string;
}

export function endpointOf({ origins, ca }: Pick<MeasuredOrganisation, 'origins' | 'ca'>): TokenEndpoint {
  return { url: `${origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`, ca };
}

/** Of every client: nothing is resumed. One group, as in the benches of handshakes. */
export const TLS = { maxCachedSessions: 0, ecdhCurve: 'X25519', minVersion: 'TLSv1.3' } as const;

async function askForTokens(
  { url, ca }: TokenEndpoint,
  agent: Agent,
  form: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const body = new URLSearchParams({ client_id: APPLICATION_IDS.native, ...form }).toString();
  const answer = await exchangeHttp({
    url: new URL(url),
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
    },
    body,
    ca,
    agent,
    address: '127.0.0.1',
  });
  const tokens = JSON.parse(answer.body.toString()) as Record<string, unknown>;
  for (const name of ['access_token', 'id_token', 'refresh_token'])
    if (typeof tokens[name] !== 'string') throw new Error(`no ${name}: ${answer.body}`);
  return tokens;
}

function authorizeUrl(login: string, loginHint: string, verifier: string): URL {
  const url = new URL(`${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.native,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid offline_access User.Read',
    login_hint: loginHint,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url;
}

const REDIRECT_URI = 'http://localhost';

import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { APPLICATION_IDS, type BrowserOutcome, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { importPKCS8, SignJWT } from 'jose';
import type { OwnCertificate } from './_applications.ts';
import { askToken, authorizeUrl, challengeOf, REDIRECT_URI, redeemCode } from './_refusals.ts';
import type { World } from './_world.ts';

const { alice } = DEMO_PEOPLE;

/** The identifier of a relying party by SAML that `authnRequest` asks for. */
export const PORTAL = 'https://portal.example/metadata';

/** One request to the login host, a POST when there is a body. */
export async function ask(
  world: World,
  path: string,
  body?: string,
  type = 'application/x-www-form-urlencoded',
): Promise<{ status: number; text: string }> {
  const init = body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': type } };
  const answer = await world.fetch(world.server.origins.login + path, { redirect: 'manual', ...init });
  return { status: answer.status, text: await answer.text() };
}

/** An authorize request of the native app in a new browser, as far as it goes by itself. */
export async function begin(
  world: World,
  parameters: Readonly<Record<string, string>>,
): Promise<{ outcome: BrowserOutcome }> {
  const url = authorizeUrl(world, { ...challengeOf('v'.repeat(43)), ...parameters });
  return { outcome: await world.openBrowser().visit(url, { redirectUri: REDIRECT_URI }) };
}

/** The page that is shown, without what is another each time. */
export async function pageOf(world: World, parameters: Readonly<Record<string, string>>): Promise<string> {
  const { outcome } = await begin(world, parameters);
  if (outcome.kind !== 'page') throw new Error(outcome.url.href);
  return outcome.text.replace(/name="handle" value="[^"]*"/g, '').replace(/nonce="[^"]*"/g, '');
}

/** A whole sign-in of Alice, and the token endpoint's answer. */
export async function signIn(
  world: World,
  parameters: Readonly<Record<string, string>>,
): ReturnType<typeof redeemCode> {
  const browser = world.openBrowser(await world.issueFor(alice));
  const codeVerifier = 'w'.repeat(43);
  const asked = { login_hint: alice.userPrincipalName, ...challengeOf(codeVerifier), ...parameters };
  const outcome = await browser.visit(authorizeUrl(world, asked), { redirectUri: REDIRECT_URI });
  const code = outcome.kind === 'redirect' ? outcome.parameters.get('code') : null;
  if (code === null) throw new Error('no code');
  return redeemCode(world, { code, codeVerifier });
}

/** By the native app. */
export async function post(
  { fetch }: Pick<World, 'fetch'>,
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const body = new URLSearchParams({ client_id: APPLICATION_IDS.native, ...form });
  const answer = await fetch(url, { method: 'POST', body });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}

/** A client-credentials request proved by this certificate, which goes with it in `x5c`. */
export async function askWithAssertion(
  world: World,
  appId: string,
  { certificate, privateKeyPem }: OwnCertificate,
): ReturnType<typeof askToken> {
  const now = world.server.services.clock.now();
  const aud = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`;
  const header = {
    alg: 'PS256',
    'x5t#S256': createHash('sha256').update(certificate).digest('base64url'),
    x5c: [Buffer.from(certificate).toString('base64')],
  };
  const claims = { iss: appId, sub: appId, aud, nbf: now, exp: now + 600, jti: randomUUID() };
  const assertion = new SignJWT(claims).setProtectedHeader(header);
  return askToken(world, {
    client_id: appId,
    grant_type: 'client_credentials',
    scope: 'https://graph.microsoft.com/.default',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion.sign(await importPKCS8(privateKeyPem, 'PS256')),
  });
}

/** A sign-in request of the token service to the federation server. */
export function federationUrl(world: World, parameters: Readonly<Record<string, string>>): string {
  const all = { wa: 'wsignin1.0', wtrealm: 'urn:federation:MicrosoftOnline', ...parameters };
  return `${world.server.origins.login}/adfs/ls/?${new URLSearchParams(all)}`;
}

/** Where the assertion for it goes. */
export function loginSrf(world: World): string {
  return `${world.server.origins.login}/login.srf`;
}

/** Whether the browser came by the certificate host. */
export function askedForCertificate(world: World, { steps }: BrowserOutcome): boolean {
  return steps.some(({ url }) => new URL(url).origin === world.server.origins.certificate);
}

/** By HTTP-Redirect, of the portal (SAML 2.0 bindings §3.4.4.1). */
export function authnRequest(world: World, attributes: string): string {
  const id = `_${world.server.services.random.guid()}`;
  const issueInstant = new Date().toISOString();
  const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="${issueInstant}" ${attributes}><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${PORTAL}</saml:Issuer></samlp:AuthnRequest>`;
  return encodeURIComponent(deflateRawSync(xml).toString('base64'));
}

/** An address of somebody else's that counts who comes. */
export async function listen(): Promise<AsyncDisposable & { url: string; connections: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    connections: () => count,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

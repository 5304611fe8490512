import { connect } from 'node:tls';
import { deflateRawSync } from 'node:zlib';
import {
  APPLICATION_IDS,
  type BrowserPage,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  exchangeHttp,
  type HttpAnswer,
} from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authnRequest, PORTAL } from './_left-out.ts';
import {
  attemptSignIn,
  authorizeUrl,
  challengeOf,
  expectPage,
  REDIRECT_URI,
  redeemCode,
  refresh,
  signInForCode,
  signInForRefreshToken,
} from './_refusals.ts';
import { addTenant } from './_tenants.ts';
import { asPage, asRedirect, registerThirdParty } from './_third-party.ts';
import { newTrust } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';

// Requests that an attacker makes, or has somebody else's browser make, against the running server.

const { alice, dora } = DEMO_PEOPLE;
const VERIFIER = 'v'.repeat(43);
const PORTAL_ACS = 'https://portal.example/acs';
const SCRIPT = `"><script>alert('x')</script>`;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  const { services } = world.server;
  await services.directory.relyingPartyTrusts.add(
    newTrust(services, {
      displayName: 'Portal',
      identifiers: [PORTAL],
      assertionConsumerServices: [{ location: PORTAL_ACS, index: 0, isDefault: true }],
    }),
  );
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('the host that a request names', () => {
  const path = `/${CONTOSO_TENANT_ID}/v2.0/.well-known/openid-configuration`;

  it.each(['evil.example', 'evil.example:443', 'fs.contoso.example', 'localhost:1'])(
    'is refused when it is another: %s',
    async (host) => {
      expect(await statusOf(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toBe(421);
    },
  );

  it.each([
    ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example' }],
    ['Forwarded', { forwarded: 'host=evil.example;proto=http' }],
    ['X-Original-Host', { 'x-original-host': 'evil.example' }],
  ])('is not taken from %s', async (_what, headers) => {
    const answer = await ask(path, headers as Readonly<Record<string, string>>);
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).not.toContain('evil.example');
    const page = await ask(
      `${path.replace('v2.0/.well-known/openid-configuration', '')}oauth2/v2.0/authorize`,
      {
        ...headers,
      } as Readonly<Record<string, string>>,
    );
    expect(page.body.toString() + JSON.stringify(page.headers)).not.toContain('evil.example');
  });
});

describe('a redirect URI', () => {
  const REGISTERED = 'https://third.party.example/signed-in';
  it.each([
    `${REGISTERED}/`,
    `${REGISTERED}/more`,
    `${REGISTERED}?a=b`,
    `${REGISTERED}#a`,
    `${REGISTERED}/../other`,
    `${REGISTERED}%2f..%2fother`,
    'http://third.party.example/signed-in',
    'https://third.party.example:444/signed-in',
    'https://THIRD.party.example/signed-in',
    'https://third.party.example/Signed-In',
    'https://evil.third.party.example/signed-in',
    'https://third.party.example.evil.example/signed-in',
    'https://third.party.example@evil.example/signed-in',
    'https://evil.example\\@third.party.example/signed-in',
    'https://third.party.example./signed-in',
    'https://third。party.example/signed-in',
    'https://third.party.example/signed-in\n',
    ' https://third.party.example/signed-in',
    'javascript:alert(1)//https://third.party.example/signed-in',
  ])('%j is none that was registered, and leads nowhere', async (redirectUri) => {
    const party = await registerThirdParty(world);
    const url = party.authorizeUrl({ redirect_uri: redirectUri });
    const answer = await ask(new URL(url).pathname + new URL(url).search);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.toString()).toContain('AADSTS50011');
    expect(answer.headers.location).toBeUndefined();
    expect(answer.body.toString()).not.toMatch(/href="[^"]*(evil|third)|http-equiv="refresh"|<form/);
  });
});

describe('a code challenge', () => {
  it.each([
    ['of the method plain', { code_challenge: VERIFIER, code_challenge_method: 'plain' }],
    ['of no method, which means plain', { code_challenge: VERIFIER }],
    ['of a method that nobody knows', { code_challenge: VERIFIER, code_challenge_method: 'S512' }],
    ['that is no SHA-256', { code_challenge: 'abc', code_challenge_method: 'S256' }],
    ['that is missing at a public client', {}],
    ['that is missing beside its method', { code_challenge_method: 'S256' }],
  ])('%s is refused', async (_what, parameters) => {
    const url = authorizeUrl(world, parameters as Readonly<Record<string, string>>);
    const { parameters: answer } = asRedirect(
      await world.openBrowser().visit(url, { redirectUri: REDIRECT_URI }),
    );
    expect(answer.get('error')).toBe('invalid_request');
    expect(answer.has('code')).toBe(false);
  });
});

describe('the tokens of one tenant at the address of another', () => {
  it('are refused: a code, and a refresh token', async () => {
    const tenantId = await addTenant(world, 'Northwind');
    const there = { ...world, fetch: toTenant(tenantId) };
    const certificate = await world.issueFor(alice);
    const refused = { status: 400, body: expect.objectContaining({ error: expect.any(String) }) };
    expect(await redeemCode(there, await signInForCode(world, alice, certificate))).toMatchObject(refused);
    const refreshToken = await signInForRefreshToken(world, alice);
    expect(await refresh(there, refreshToken)).toMatchObject(refused);
    expect(await refresh(world, refreshToken)).toMatchObject({ status: 200 });
  });

  function toTenant(tenantId: string): typeof fetch {
    return (input, init) => world.fetch(String(input).replace(CONTOSO_TENANT_ID, tenantId), init);
  }
});

describe('what a sign-in carries along', () => {
  it('comes back inert in the page that posts to the relying party', async () => {
    const url = new URL(`${world.server.origins.login}/adfs/ls/`);
    url.search = new URLSearchParams({
      wa: 'wsignin1.0',
      wtrealm: 'urn:federation:MicrosoftOnline',
      wctx: SCRIPT,
    }).toString();
    const browser = world.openBrowser(await world.issueFor(alice));
    const redirectUri = `${world.server.origins.login}/login.srf`;
    const outcome = asRedirect(await browser.visit(url, { redirectUri }));
    expect(outcome.parameters.get('wctx')).toBe(SCRIPT);
  });

  it.each(['https://evil.example/', 'javascript:alert(1)', SCRIPT])(
    'comes back inert as RelayState, and leads nowhere: %s',
    async (relayState) => {
      const request = authnRequest(world, '');
      const browser = world.openBrowser(await world.issueFor(alice));
      const { url, parameters } = asRedirect(
        await browser.visit(
          at(`/adfs/ls/?SAMLRequest=${request}&RelayState=${encodeURIComponent(relayState)}`),
          {
            redirectUri: PORTAL_ACS,
          },
        ),
      );
      expect([url.href, parameters.get('RelayState')]).toEqual([PORTAL_ACS, relayState]);
    },
  );

  it('comes back inert in the page that posts to the application', async () => {
    const party = await registerThirdParty(world);
    const url = party.authorizeUrl({ state: SCRIPT, response_mode: 'form_post', prompt: 'none' });
    const page = await ask(new URL(url).pathname + new URL(url).search);
    expect(page.body.toString()).toContain('name="state"');
    expect(page.body.toString()).not.toContain('<script>alert');
    expect(String(page.headers['content-security-policy'])).toMatch(/script-src 'nonce-[\w-]+'/);
  });

  it('stays inert on the pages that show it', async () => {
    const attempt = await attemptSignIn(world, `${SCRIPT}@contoso.example`);
    expect(expectPage(attempt.outcome).html).not.toContain('<script>alert');
    const party = await registerThirdParty(world, { changes: { displayName: SCRIPT } });
    const consent = asPage(await party.signIn(alice, { scope: 'openid' }));
    expect(consent.text).toContain(SCRIPT);
    expect(consent.html).not.toContain('<script>alert');
  });
});

it('refuses a SAML request that inflates to fifty megabytes', async () => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000, ' ')).toString('base64');
  const answer = await ask(`/adfs/ls/?SAMLRequest=${encodeURIComponent(bomb.slice(0, 12_000))}`);
  expect(answer.body.toString()).toContain('AADSTS90081');
  const posted = await world
    .openBrowser()
    .post(`${world.server.origins.login}/adfs/ls/`, new URLSearchParams({ SAMLRequest: bomb }));
  expect(expectPage(posted).text).toContain('AADSTS90081');
});

describe('a page that a person acts on', () => {
  const pages: readonly (readonly [what: string, open: () => Promise<BrowserPage>])[] = [
    ['the user name', async () => asPage(await world.openBrowser().visit(start()))],
    ['the certificate of a managed user', () => openPrompt(dora.userPrincipalName)],
    ['the certificate at the federation server', () => openPrompt(alice.userPrincipalName)],
    [
      'consent',
      async () => asPage(await (await registerThirdParty(world)).signIn(alice, { scope: 'openid' })),
    ],
    [
      'the code of a device',
      async () => asPage(await world.openBrowser().visit(at('/common/oauth2/deviceauth'))),
    ],
    ['my sessions', openSessions],
    [
      'the end of a session',
      async () => asPage(await world.openBrowser().visit(at('/common/oauth2/v2.0/logout'))),
    ],
    [
      'a refusal',
      async () => asPage(await world.openBrowser().visit(authorizeUrl(world, { client_id: 'x' }))),
    ],
  ];

  it.each(pages)('is shown in no frame: %s', async (_what, open) => {
    const { headers } = await open();
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['cache-control']).toBe('no-store');
  });

  async function openPrompt(userPrincipalName: string): Promise<BrowserPage> {
    const { outcome } = await attemptSignIn(world, userPrincipalName, undefined, {
      stopAt: userPrincipalName.endsWith('fabrikam.example')
        ? `${world.server.origins.certificate}/${CONTOSO_TENANT_ID}/certauth`
        : `${world.server.origins.certificate}/adfs/ls/certauth`,
    });
    const { steps } = asRedirect(outcome);
    const prompt = steps.findLast(({ url }) => url.startsWith(world.server.origins.login));
    return asPage(await world.openBrowser().visit(prompt!.url));
  }

  async function openSessions(): Promise<BrowserPage> {
    const browser = world.openBrowser(await world.issueFor(alice));
    return asPage(await browser.visit(at('/mysessions'), { userName: alice.userPrincipalName }));
  }

  function start(): URL {
    return authorizeUrl(world, challengeOf(VERIFIER));
  }
});

it('gives devices codes of eight letters that nobody mistakes, and never one twice', async () => {
  const codes = new Set<string>();
  for (let count = 0; count < 50; count += 1) {
    const answer = await world.fetch(at(`/${CONTOSO_TENANT_ID}/oauth2/v2.0/devicecode`), {
      method: 'POST',
      body: new URLSearchParams({ client_id: APPLICATION_IDS.native, scope: 'openid' }),
    });
    const { user_code } = (await answer.json()) as { readonly user_code: string };
    expect(user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    codes.add(user_code);
  }
  expect(codes.size).toBe(50);
});

function at(path: string): string {
  return `${world.server.origins.login}${path}`;
}

/** Of a request whose Host differs from the name of the connection, which no client library sends. */
async function statusOf(request: string): Promise<number> {
  const { port } = new URL(world.server.origins.login);
  const ca = world.pki.root.certificatePem;
  const socket = connect({ host: '127.0.0.1', port: Number(port), servername: 'localhost', ca });
  socket.end(request);
  const answer = Buffer.concat(await socket.toArray()).toString();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

/** One request, whose answer nobody follows. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  return exchangeHttp({ url: new URL(at(path)), headers, ca: world.pki.root.certificatePem });
}

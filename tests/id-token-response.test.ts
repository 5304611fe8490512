import { createHash, randomUUID } from 'node:crypto';
import { type GroupId, guid } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson, FEDERATED_DOMAIN } from '@signet/lab';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asArrived,
  authorizeUrl,
  comeBack,
  discoverFor,
  registerIdTokenParty,
  SECRET,
  visit,
} from './_id-token-party.ts';
import { trustingFetch } from './_relying-party.ts';
import { asPage, asRedirect, type Parameters, postToken, type ThirdParty } from './_third-party.ts';
import { speakSaml } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;

/** Seconds that the server's clock is ahead of that of the client libraries. */
let ahead = 0;
let world: World;
let party: ThirdParty;
let issuer: string;

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => Math.floor(Date.now() / 1000) + ahead } });
  party = await registerIdTokenParty(world);
  issuer = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`;
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('response_type=id_token', () => {
  it.each([
    ['federated', 'form_post', alice],
    ['federated', 'fragment', alice],
    ['managed', 'form_post', dora],
    ['managed', 'fragment', dora],
  ] as const)('signs a %s user in by %s, as openid-client validates it', async (_kind, mode, person) => {
    const { configuration, url, nonce, state } = await ask(client.useIdTokenResponseType, {
      response_mode: mode,
    });
    const answer = await comeBack(world, party, person, url);
    expect(answer.responseMode).toBe(mode);
    expect([...answer.parameters.keys()].sort()).toEqual(['id_token', 'iss', 'session_state', 'state']);
    const claims = await client.implicitAuthentication(configuration, asArrived(answer), nonce, {
      expectedState: state,
    });
    expect(claims).toMatchObject({
      iss: issuer,
      aud: party.application.appId,
      oid: person.id,
      sid: answer.parameters.get('session_state'),
      preferred_username: person.userPrincipalName,
    });
    expect(claims).not.toHaveProperty('c_hash');
  });

  it('comes by fragment where no response mode is asked for', async () => {
    const url = authorizeUrl(world, party, {});
    url.searchParams.delete('response_mode');
    expect((await comeBack(world, party, alice, url)).responseMode).toBe('fragment');
  });

  it('goes on through a domain whose partner speaks SAML', async () => {
    const { domains } = world.server.services.directory;
    const before = (await domains.find(FEDERATED_DOMAIN))!;
    await speakSaml(world.server.services, world.server.origins.login);
    const answer = await comeBack(world, party, alice, authorizeUrl(world, party, {}));
    await domains.update(before);
    expect(claimsOf(answer.parameters)).toMatchObject({
      oid: alice.id,
      nonce: 'the-nonce',
      amr: ['fed', 'rsa'],
    });
    expect(answer.parameters.get('state')).toBe('the-state');
  });

  it('has the pairwise sub of the tokens that a code brings', async () => {
    const { parameters } = await comeBack(world, party, alice, authorizeUrl(world, party, {}));
    const coded = asRedirect(await party.signIn(alice, { scope: 'openid profile' }));
    const { body } = await party.redeem(coded.parameters.get('code')!, { client_secret: SECRET });
    expect(claimsOf(parameters).sub).toBe(decodeJwt(String(body['id_token'])).sub);
    const other = await registerIdTokenParty(world);
    const elsewhere = await comeBack(world, other, alice, authorizeUrl(world, other, {}));
    expect(claimsOf(elsewhere.parameters).sub).not.toBe(claimsOf(parameters).sub);
  });

  it('of version 1 is of version 1', async () => {
    const url = authorizeUrl(world, party, {});
    url.pathname = url.pathname.replace('/v2.0', '');
    const { parameters } = await comeBack(world, party, alice, url);
    expect(claimsOf(parameters)).toMatchObject({
      ver: '1.0',
      upn: alice.userPrincipalName,
      nonce: 'the-nonce',
    });
  });

  it('by fragment names five groups at most, and by form_post all', async () => {
    const grouped = await registerIdTokenParty(world, { groupMembershipClaims: 'SecurityGroup' });
    const browser = world.openBrowser(await world.issueFor(dora));
    const groupsBy = async (mode: string) => {
      const url = authorizeUrl(world, grouped, { response_mode: mode });
      const { groups, hasgroups } = claimsOf((await comeBack(world, grouped, dora, url, browser)).parameters);
      return [(groups as string[] | undefined)?.length, hasgroups];
    };
    for (let count = 0; count < 5; count += 1) await addGroup(dora);
    expect(await groupsBy('fragment')).toEqual([5, undefined]);
    await addGroup(dora);
    expect(await groupsBy('fragment')).toEqual([undefined, true]);
    expect(await groupsBy('form_post')).toEqual([6, undefined]);
  });

  it('leaves a row of the application in the sign-in log', async () => {
    const correlationId = randomUUID();
    const url = authorizeUrl(world, party, { 'client-request-id': correlationId });
    const { parameters } = await comeBack(world, party, bob, url);
    expect(parameters.has('id_token')).toBe(true);
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'authorize-request',
      code: 'success',
      appId: party.application.appId,
      userId: bob.id,
      certificate: { issuer: 'CN=Contoso Issuing CA, O=Contoso' },
    });
  });
});

describe('response_type=code id_token', () => {
  it.each(['form_post', 'fragment'])(
    'by %s: openid-client checks c_hash and redeems the code',
    async (mode) => {
      const { configuration, url, nonce, state } = await ask(client.useCodeIdTokenResponseType, {
        response_mode: mode,
      });
      const answer = await comeBack(world, party, alice, url);
      expect(answer.responseMode).toBe(mode);
      const checks = { expectedNonce: nonce, expectedState: state, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(configuration, asArrived(answer), checks);
      const first = claimsOf(answer.parameters);
      expect(tokens.claims()).toMatchObject({ sub: first.sub, sid: first['sid'], oid: alice.id, nonce });
      expect(first['c_hash']).toBe(leftHalf(answer.parameters.get('code')!));
      expect(tokens.claims()).not.toHaveProperty('c_hash');
    },
  );

  it('may be asked for in the other order, as oauth4webapi validates it', async () => {
    const options = { [oauth.customFetch]: trustingFetch(world) };
    const server = await oauth
      .discoveryRequest(new URL(issuer), options)
      .then((response) => oauth.processDiscoveryResponse(new URL(issuer), response));
    expect(server.response_types_supported).toEqual(['code', 'id_token', 'code id_token']);
    const relyingParty: oauth.Client = { client_id: party.application.appId };
    const url = authorizeUrl(world, party, { response_type: 'id_token code', nonce: 'n1', max_age: '600' });
    const answer = await comeBack(world, party, dora, url);
    const validated = await oauth.validateCodeIdTokenResponse(
      server,
      relyingParty,
      asArrived(answer),
      'n1',
      'the-state',
      600,
      options,
    );
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      relyingParty,
      oauth.ClientSecretPost(SECRET),
      validated,
      party.redirectUri,
      oauth.nopkce,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, relyingParty, response, {
      expectedNonce: 'n1',
      requireIdToken: true,
    });
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ oid: dora.id });
  });

  it('with the code of another answer in its place fails at c_hash', async () => {
    const { configuration, url, nonce, state } = await ask(client.useCodeIdTokenResponseType);
    const mine = await comeBack(world, party, alice, url);
    const theirs = await comeBack(
      world,
      party,
      bob,
      authorizeUrl(world, party, { response_type: 'code id_token' }),
    );
    mine.parameters.set('code', theirs.parameters.get('code')!);
    const checks = { expectedNonce: nonce, expectedState: state };
    await expect(client.authorizationCodeGrant(configuration, asArrived(mine), checks)).rejects.toMatchObject(
      {
        cause: expect.objectContaining({ message: expect.stringContaining('c_hash') }),
      },
    );
  });

  it('has a code that works once, and whose reuse ends what it granted', async () => {
    const url = authorizeUrl(world, party, {
      response_type: 'code id_token',
      scope: 'openid offline_access',
    });
    const { parameters } = await comeBack(world, party, alice, url);
    const { code = '' } = Object.fromEntries(parameters);
    const first = await redeem(code);
    expect(first.status).toBe(200);
    expect(await redeem(code)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_codes: [54005] },
    });
    const refreshed = await party.refresh(String(first.body['refresh_token']), { client_secret: SECRET });
    expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('of a page wants PKCE for its code, and of an ID token alone none', async () => {
    const spa = await registerIdTokenParty(
      world,
      {
        redirectUris: [{ type: 'spa', uri: 'https://spa.example/' }],
      },
      'https://spa.example/',
    );
    const hybrid = authorizeUrl(world, spa, { response_type: 'code id_token' });
    expect(errorOf(await comeBack(world, spa, alice, hybrid))).toMatch(/^invalid_request AADSTS9002325/);
    const { parameters } = await comeBack(world, spa, alice, authorizeUrl(world, spa, {}));
    expect(claimsOf(parameters)['oid']).toBe(alice.id);
  });
});

describe('what is asked of the sign-in', () => {
  it('prompt=none answers while a session stands, and login_required by the same mode when none does', async () => {
    const browser = world.openBrowser(await world.issueFor(alice));
    await comeBack(world, party, alice, authorizeUrl(world, party, {}), browser);
    const silent = authorizeUrl(world, party, { prompt: 'none', nonce: 'again' });
    const again = await comeBack(world, party, alice, silent, browser);
    expect(claimsOf(again.parameters)).toMatchObject({ oid: alice.id, nonce: 'again' });
    const nobody = await comeBack(world, party, alice, silent);
    expect(nobody.responseMode).toBe('form_post');
    expect(errorOf(nobody)).toMatch(/^login_required AADSTS50058/);
    expect(nobody.parameters.get('state')).toBe('the-state');
  });

  it('max_age signs in anew for an older session', async () => {
    const browser = world.openBrowser(await world.issueFor(alice));
    const first = await comeBack(world, party, alice, authorizeUrl(world, party, {}), browser);
    ahead += 100;
    const old = authorizeUrl(world, party, { max_age: '60' });
    const second = await comeBack(world, party, alice, old, browser);
    const [before, after] = [first, second].map(({ parameters }) =>
      Number(claimsOf(parameters)['auth_time']),
    );
    expect(after! - before!).toBeGreaterThanOrEqual(100);
  });

  it('claims of a claims challenge ask for a sign-in after the revocation', async () => {
    const browser = world.openBrowser(await world.issueFor(alice));
    await comeBack(world, party, alice, authorizeUrl(world, party, {}), browser);
    const claims = JSON.stringify({
      access_token: { nbf: { essential: true, value: String(Math.floor(Date.now() / 1000) + ahead + 10) } },
    });
    const silent = authorizeUrl(world, party, { prompt: 'none', claims });
    expect(errorOf(await comeBack(world, party, alice, silent, browser))).toMatch(/^login_required/);
  });

  it('consent is asked for first, and its lack is told by the same mode', async () => {
    const { stranger, browser, accept } = await showConsent(await world.issueFor(alice));
    const silent = authorizeUrl(world, stranger, { prompt: 'none' });
    expect(errorOf(await comeBack(world, stranger, alice, silent, browser))).toMatch(
      /^consent_required AADSTS65001/,
    );
    const answer = asRedirect(await accept());
    expect(answer.responseMode).toBe('form_post');
    expect(claimsOf(answer.parameters)).toMatchObject({ oid: alice.id, nonce: 'the-nonce' });
  });

  it('a certificate that is revoked while the consent page stands gets no ID token', async () => {
    const certificate = await world.issueFor(alice);
    const { accept } = await showConsent(certificate);
    await world.revoke(certificate);
    expect(asPage(await accept()).text).toContain('AADSTS');
  });

  it('a person who is disabled on the way back gets none, and the log says why', async () => {
    const { users } = world.server.services.directory;
    const person = (await users.find(alice.id))!;
    const browser = world.openBrowser(await world.issueFor(alice));
    const last = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize/resume`;
    const back = asRedirect(
      await visit({ redirectUri: last }, alice, authorizeUrl(world, party, {}), browser),
    );
    await users.update({ ...person, accountEnabled: false });
    const answer = await comeBack(world, party, alice, back.url, browser);
    await users.update(person);
    expect(errorOf(answer)).toMatch(/^access_denied AADSTS50057/);
    expect(answer.parameters.has('id_token')).toBe(false);
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'authorize-request',
      code: 'user-disabled',
      appId: party.application.appId,
      userId: alice.id,
    });
  });

  it('a second factor, where the application wants one', async () => {
    const strict = await registerIdTokenParty(world, { requiresMultiFactor: true });
    const silent = authorizeUrl(world, strict, { prompt: 'none' });
    const browser = world.openBrowser(await world.issueFor(dora));
    await comeBack(world, party, dora, authorizeUrl(world, party, {}), browser);
    expect(errorOf(await comeBack(world, strict, dora, silent, browser))).toMatch(/^interaction_required/);
  });
});

describe('the application that had an ID token and nothing else', () => {
  it('is told by front-channel logout that the session has ended', async () => {
    const told = await registerIdTokenParty(world, {
      frontchannelLogoutUri: 'https://aspnet.example/signout-oidc',
    });
    const browser = world.openBrowser(await world.issueFor(alice));
    const { parameters } = await comeBack(world, told, alice, authorizeUrl(world, told, {}), browser);
    const { login } = world.server.origins;
    const page = asPage(await browser.visit(`${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/logout`));
    const query = new URLSearchParams({ iss: issuer, sid: String(claimsOf(parameters)['sid']) });
    expect(page.html.replaceAll('&amp;', '&')).toContain(
      `src="https://aspnet.example/signout-oidc?${query}"`,
    );
  });

  it('gets no other once the certificate is revoked', async () => {
    const certificate = await world.issueFor(alice);
    const browser = world.openBrowser(certificate);
    await comeBack(world, party, alice, authorizeUrl(world, party, {}), browser);
    await world.revoke(certificate);
    const silent = authorizeUrl(world, party, { prompt: 'none' });
    expect(errorOf(await comeBack(world, party, alice, silent, browser))).toMatch(/^login_required/);
  });
});

describe('refused', () => {
  it.each([
    ['id_token where the setting is off', { response_type: 'id_token' }],
    ['code id_token where the setting is off', { response_type: 'code id_token' }],
  ])('%s, in the words of Entra', async (_what, more) => {
    const off = await registerIdTokenParty(world, { enableIdTokenIssuance: false });
    const answer = await comeBack(world, off, alice, authorizeUrl(world, off, more));
    expect(answer.responseMode).toBe('form_post');
    expect(errorOf(answer)).toMatch(
      /^unsupported_response_type AADSTS700054: response_type 'id_token' is not enabled for the application\./,
    );
  });

  it('for the address of a native application, whatever the setting', async () => {
    const uri = 'http://localhost/native';
    const native = await registerIdTokenParty(world, { redirectUris: [{ type: 'publicClient', uri }] }, uri);
    expect(errorOf(await comeBack(world, native, alice, authorizeUrl(world, native, {})))).toMatch(
      /^unsupported_response_type AADSTS700054/,
    );
  });

  it('when the setting is switched off while the person signs in', async () => {
    const { stranger, accept } = await showConsent(await world.issueFor(alice));
    const { applications } = world.server.services.directory;
    await applications.update({ ...stranger.application, enableIdTokenIssuance: false });
    expect(errorOf(asRedirect(await accept()))).toMatch(/^unsupported_response_type AADSTS700054/);
  });

  it.each([
    ['no nonce', { nonce: '' }, 'form_post', /^invalid_request AADSTS140000/],
    [
      'no nonce of a hybrid request',
      { response_type: 'code id_token', nonce: '' },
      'form_post',
      /AADSTS140000/,
    ],
    ['query', { response_mode: 'query' }, 'fragment', /^invalid_request AADSTS70007: 'query'/],
    [
      'query of a hybrid request',
      { response_type: 'code id_token', response_mode: 'query' },
      'fragment',
      /^invalid_request AADSTS70007/,
    ],
    ['an unknown mode', { response_mode: 'pigeon' }, 'fragment', /^invalid_request AADSTS70007/],
    ['no scope openid', { scope: 'profile' }, 'form_post', /^invalid_scope AADSTS70011/],
    [
      'an access token',
      { response_type: 'id_token token' },
      'form_post',
      /^unsupported_response_type AADSTS70005/,
    ],
    [
      'a word twice',
      { response_type: 'id_token id_token' },
      'form_post',
      /^unsupported_response_type AADSTS70005/,
    ],
  ])('is refused with its code, by a mode that may carry tokens: %s', async (_what, more, mode, error) => {
    const browser = world.openBrowser();
    const answer = asRedirect(await visit(party, alice, authorizeUrl(world, party, more), browser));
    expect(answer.responseMode).toBe(mode);
    expect(errorOf(answer)).toMatch(error);
    expect(answer.parameters.get('state')).toBe('the-state');
    expect(answer.parameters.has('id_token')).toBe(false);
  });

  it.each(['https://evil.example/signin-oidc', 'https://aspnet.example/signin-oidc/../x'])(
    'an address that is not registered, on a page of ours: %s',
    async (redirectUri) => {
      const url = authorizeUrl(world, party, { redirect_uri: redirectUri });
      const outcome = await visit({ redirectUri }, alice, url, world.openBrowser());
      expect(asPage(outcome)).toMatchObject({ status: 400, text: expect.stringContaining('AADSTS50011') });
    },
  );
});

/** An application that nobody has allowed anything, and its question to Alice. */
async function showConsent(certificate: Awaited<ReturnType<World['issueFor']>>) {
  const stranger = await registerIdTokenParty(world);
  const { permissionGrants } = world.server.services.directory;
  for (const grant of await permissionGrants.listFor(stranger.application.appId, alice.id))
    await permissionGrants.remove(grant.id);
  const browser = world.openBrowser(certificate);
  const page = asPage(await visit(stranger, alice, authorizeUrl(world, stranger, {}), browser));
  const accept = () => browser.submit(page, { button: 'Accept' }, { redirectUri: stranger.redirectUri });
  return { stranger, browser, accept };
}

async function addGroup(person: DemoPerson): Promise<void> {
  const { groups } = world.server.services.directory;
  const id = guid<GroupId>(randomUUID());
  const facts = { tenantId: CONTOSO_TENANT_ID, displayName: id, description: undefined, createdAt: 0 };
  await groups.add({ id, ...facts });
  await groups.addMember(id, person.id);
}

function claimsOf(parameters: URLSearchParams) {
  return decodeJwt(parameters.get('id_token') ?? String(parameters));
}

function errorOf({ parameters }: { readonly parameters: URLSearchParams }): string {
  return `${parameters.get('error')} ${parameters.get('error_description')}`;
}

/** OpenID Connect Core §3.3.2.11. */
function leftHalf(code: string): string {
  return createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
}

/** Without a verifier: the request had no challenge, as that of ASP.NET Core has none. */
function redeem(code: string) {
  return postToken(world, {
    client_id: party.application.appId,
    client_secret: SECRET,
    grant_type: 'authorization_code',
    code,
    redirect_uri: party.redirectUri,
  });
}

async function ask(useResponseType: (configuration: client.Configuration) => void, more: Parameters = {}) {
  const configuration = await discoverFor(world, party, useResponseType);
  const [nonce, state] = [client.randomNonce(), client.randomState()];
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: party.redirectUri,
    scope: 'openid profile',
    response_mode: 'form_post',
    nonce,
    state,
    ...more,
  });
  return { configuration, url, nonce, state };
}

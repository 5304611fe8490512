import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Application, type ApplicationId, guid } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from './_applications.ts';
import { confirmDevice } from './_device.ts';
import { CP1_CLAIMS, msalDotNetAssertion, msalDotNetHeaders } from './_msal-dotnet.ts';
import { asPage, asRedirect } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

// Connect-MgGraph cannot run here. These are the requests that it makes, by Azure.Identity over MSAL.NET, as the sources of
// both write them, with `Add-MgEnvironment` naming this service as sign-in and as Graph endpoint.

const { alice, bob } = DEMO_PEOPLE;
/** «Microsoft Graph Command Line Tools». */
const CLIENT_ID = guid<ApplicationId>('14d82eec-204b-4c2f-b7e8-296a70dab67e');
/** Of the module; its default too, when nothing is asked for. */
const SCOPES = ['User.Read'];
const OIDC_SCOPES = 'openid profile offline_access';
const REDIRECT_URI = 'http://localhost:53211';

let world: World;
let own: OwnCertificate;
let application: Application;
let login: string;

beforeAll(async () => {
  world = await startWorld();
  ({ login } = world.server.origins);
  await registerApplication(world, {
    appId: CLIENT_ID,
    displayName: 'Microsoft Graph Command Line Tools',
    redirectUris: [{ type: 'publicClient', uri: 'http://localhost' }],
  });
  own = await createOwnCertificate(world, 'Nightly job');
  application = await registerApplication(world, {}, [own.certificate]);
});
afterAll(() => world?.[Symbol.asyncDispose]());

it('is told where it is by instance discovery, which it asks for hosts that it does not know', async () => {
  const endpoint = `${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`;
  const query = new URLSearchParams({ 'api-version': '1.1', authorization_endpoint: endpoint });
  const headers = msalDotNetHeaders(randomUUID());
  const answer = await world.fetch(`${login}/common/discovery/instance?${query}`, { headers });
  const { host } = new URL(login);
  expect(await answer.json()).toMatchObject({
    tenant_discovery_endpoint: expect.stringContaining('/.well-known/openid-configuration'),
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
});

describe.each([CONTOSO_TENANT_ID, 'common', 'contoso.example'])('Connect-MgGraph at /%s', (tenant) => {
  it('signs in by browser with scopes by their bare names, and goes on silently', async () => {
    const tokens = await signInInteractively(tenant, alice);
    expectSignedIn(tokens, alice);
    const refreshed = await askToken(tenant, {
      client_id: CLIENT_ID,
      scope: [...SCOPES, OIDC_SCOPES].join(' '),
      claims: CP1_CLAIMS,
      client_info: '1',
      grant_type: 'refresh_token',
      refresh_token: String(tokens['refresh_token']),
    });
    expectSignedIn(refreshed.body, alice);
  });

  it('signs in by device code', async () => {
    const correlationId = randomUUID();
    const answer = await post(`${login}/${tenant}/oauth2/v2.0/devicecode`, correlationId, {
      client_id: CLIENT_ID,
      scope: [...SCOPES, OIDC_SCOPES].join(' '),
      claims: CP1_CLAIMS,
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        user_code: expect.stringMatching(/^\S{8,}$/),
        verification_uri: expect.any(String),
        expires_in: expect.any(Number),
        interval: expect.any(Number),
        message: expect.any(String),
      },
    });
    expect(answer.headers.get('client-request-id')).toBe(correlationId);
    const poll = () =>
      askToken(tenant, {
        client_id: CLIENT_ID,
        scope: [...SCOPES, OIDC_SCOPES].sort().join(' '),
        claims: CP1_CLAIMS,
        client_info: '1',
        grant_type: 'device_code',
        device_code: String(answer.body['device_code']),
      });
    expect(await poll()).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    const browser = world.openBrowser(await world.issueFor(bob));
    const page = await confirmDevice(world, browser, String(answer.body['user_code']), bob);
    if (page.text.includes('Permissions requested')) await browser.submit(page, { button: 'Accept' });
    expectSignedIn((await poll()).body, bob);
  });
});

describe('Connect-MgGraph -CertificateThumbprint', () => {
  it.each([
    ['PS256', false],
    ['PS256', true],
    ['RS256', false],
    ['RS256', true],
  ] as const)('signs the application in by %s, x5c %s', async (form, x5c) => {
    const audience = `${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`;
    const { status, body } = await askToken(CONTOSO_TENANT_ID, {
      client_id: application.appId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: msalDotNetAssertion(application.appId, audience, own, {
        form,
        x5c,
        now: world.server.services.clock.now(),
      }),
      // GraphEndpoint and «/.default».
      scope: `${login}/.default`,
      claims: CP1_CLAIMS,
      client_info: '2',
      grant_type: 'client_credentials',
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    // Get-MgContext shows these.
    expect(decodeJwt(String(body['access_token']))).toMatchObject({
      idtyp: 'app',
      tid: CONTOSO_TENANT_ID,
      app_displayname: application.displayName,
      appid: application.appId,
    });
  });
});

it('asks Graph with the token as its cmdlets do', async () => {
  const tokens = await signInInteractively(CONTOSO_TENANT_ID, alice);
  const answer = await world.fetch(`${login}/v1.0/me`, {
    headers: {
      authorization: `Bearer ${tokens['access_token']}`,
      accept: 'application/json',
      'user-agent': 'Mozilla/5.0,(Linux; Ubuntu 24.04.3 LTS),PowerShell/7.5.4',
      sdkversion: 'graph-powershell/2.34.0, Graph-dotnet-1.25.1',
      featureflag: '00000043',
      'cache-control': 'no-store, no-cache',
      'client-request-id': randomUUID(),
    },
  });
  expect(await answer.json()).toMatchObject({ userPrincipalName: alice.userPrincipalName });
});

type Tokens = Readonly<Record<string, unknown>>;

/** As MSAL.NET opens the browser of the system, waits at a port of this machine and redeems what comes there. */
async function signInInteractively(tenant: string, person: DemoPerson): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const state = `${randomUUID()}${randomUUID()}`;
  const query = new URLSearchParams({
    scope: [...SCOPES, OIDC_SCOPES].join(' '),
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    claims: CP1_CLAIMS,
    'client-request-id': randomUUID(),
    'x-client-SKU': 'MSAL.NetCore',
    'x-client-Ver': '4.82.1.0',
    prompt: 'select_account',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
    client_info: '1',
  });
  const browser = world.openBrowser(await world.issueFor(person));
  const visit = { redirectUri: REDIRECT_URI, userName: person.userPrincipalName };
  const outcome = await browser.visit(`${login}/${tenant}/oauth2/v2.0/authorize?${query}`, visit);
  const arrived =
    outcome.kind === 'redirect'
      ? outcome
      : asRedirect(await browser.submit(asPage(outcome), { button: 'Accept' }, visit));
  // It reads the query of a GET; another mode it would have asked for.
  expect(arrived.responseMode).toBe('query');
  expect(arrived.parameters.get('state')).toBe(state);
  const { status, body } = await askToken(tenant, {
    client_id: CLIENT_ID,
    scope: [...SCOPES, OIDC_SCOPES].sort().join(' '),
    claims: CP1_CLAIMS,
    client_info: '1',
    grant_type: 'authorization_code',
    code: arrived.parameters.get('code') ?? '',
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

/** What MSAL.NET needs of the answer to build an account, and the module to show a context. */
function expectSignedIn(tokens: Tokens, { id, userPrincipalName }: DemoPerson): void {
  expect(tokens).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) });
  const clientInfo = Buffer.from(String(tokens['client_info']), 'base64url').toString();
  expect(JSON.parse(clientInfo)).toEqual({ uid: id, utid: CONTOSO_TENANT_ID });
  expect(String(tokens['scope']).split(' ')).toEqual(expect.arrayContaining([...SCOPES]));
  expect(decodeJwt(String(tokens['id_token']))).toMatchObject({
    preferred_username: userPrincipalName,
    oid: id,
  });
  expect(decodeJwt(String(tokens['access_token']))).toMatchObject({
    scp: expect.stringContaining('User.Read'),
    tid: CONTOSO_TENANT_ID,
    appid: CLIENT_ID,
    app_displayname: 'Microsoft Graph Command Line Tools',
    upn: userPrincipalName,
    xms_cc: ['cp1'],
  });
}

function askToken(tenant: string, form: Readonly<Record<string, string>>) {
  return post(`${login}/${tenant}/oauth2/v2.0/token`, randomUUID(), form);
}

async function post(url: string, correlationId: string, form: Readonly<Record<string, string>>) {
  const answer = await world.fetch(url, {
    method: 'POST',
    headers: {
      ...msalDotNetHeaders(correlationId),
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: new URLSearchParams(form).toString(),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Tokens };
}

import { type Application, GRAPH_APP_ID, GRAPH_SCOPES } from '@signet/identity';
import { type Browser, type BrowserPage, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  asPage,
  asRedirect,
  registerApi,
  registerThirdParty,
  scopeNamed,
  type ThirdParty,
} from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

const { admin, alice, bob, dora } = DEMO_PEOPLE;

let world: World;
let api: Application;
let party: ThirdParty;

beforeAll(async () => {
  world = await startWorld();
  api = await registerApi(world, 'api://files', [
    scopeNamed('Files.Read'),
    scopeNamed('Files.Write'),
    scopeNamed('Files.Purge', 'Admin'),
    scopeNamed('Files.Retired', 'User', false),
  ]);
});
afterAll(() => world?.[Symbol.asyncDispose]());
beforeEach(async () => {
  party = await registerThirdParty(world);
});

describe('the scope parameter', () => {
  it.each([
    ['a scope of Graph that does not exist', 'Calendars.Imagine', 'invalid_scope', 650053],
    ['a scope that the API does not have', 'api://files/Files.Imagine', 'invalid_scope', 650053],
    ['a scope that is switched off', 'api://files/Files.Retired', 'invalid_scope', 650053],
    ['two resources', 'User.Read api://files/Files.Read', 'invalid_scope', 28000],
    ['an unknown resource', 'api://nowhere/.default', 'invalid_resource', 500011],
    [
      'more scopes than any API has',
      Array.from({ length: 300 }, (_, n) => `x${n}`).join(' '),
      'invalid_scope',
      70011,
    ],
  ])('refuses %s', async (_what, scope, error, aadsts) => {
    const { parameters } = asRedirect(await party.signIn(alice, { scope: `openid ${scope}` }));
    expect(parameters.get('error')).toBe(error);
    expect(parameters.get('error_description')).toContain(`AADSTS${aadsts}:`);
    expect(parameters.get('state')).toBe('the-state');
  });

  it('takes all names of Graph for one resource and does not mind case', async () => {
    const page = asPage(
      await party.signIn(alice, { scope: 'user.read https://graph.microsoft.com/User.ReadWrite' }),
    );
    expect(page.text).toContain('Read your profile');
    expect(page.text).toContain('Read and change your profile');
  });
});

describe('a person', () => {
  it('sees who asks for what, accepts once, and is not asked again', async () => {
    const browser = await browserOf(alice);
    const page = asPage(await party.signIn(alice, { scope: SCOPE }, browser));
    for (const text of ['Party planner', 'Contoso', alice.userPrincipalName, 'Do Files.Read for you'])
      expect(page.text).toContain(text);
    const tokens = await redeem(await answer(browser, page, 'Accept'));
    expect(tokens['scope']).toBe(SCOPE);
    expect(decodeJwt(String(tokens['access_token']))).toMatchObject({ scp: 'Files.Read', aud: api.appId });
    asRedirect(await party.signIn(alice, { scope: SCOPE }, browser));
    // Per user: what Alice allowed says nothing about Bob.
    asPage(await party.signIn(bob, { scope: SCOPE }));
    expect(await grantsFor(alice)).toEqual([
      [GRAPH_APP_ID, alice.id, ['openid', 'offline_access']],
      [api.appId, alice.id, ['Files.Read']],
    ]);
    expect(await newestAudit()).toMatchObject({
      activity: 'Consent to application',
      actor: { userPrincipalName: alice.userPrincipalName },
      target: { id: party.application.appId },
    });
  });

  it('is asked for the new scope alone when an application wants more', async () => {
    const browser = await browserOf(alice);
    await answer(browser, asPage(await party.signIn(alice, { scope: SCOPE }, browser)), 'Accept');
    const more = asPage(await party.signIn(alice, { scope: `${SCOPE} api://files/Files.Write` }, browser));
    expect(more.text).toContain('Do Files.Write for you');
    expect(more.text).not.toContain('Do Files.Read for you');
  });

  it('is asked again with prompt=consent, and once', async () => {
    const browser = await browserOf(alice);
    await answer(browser, asPage(await party.signIn(alice, { scope: SCOPE }, browser)), 'Accept');
    const page = asPage(await party.signIn(alice, { scope: SCOPE, prompt: 'consent' }, browser));
    expect(page.text).toContain('Do Files.Read for you');
    await redeem(await answer(browser, page, 'Accept'));
  });

  it('declines: the application reads access_denied, and nothing is kept', async () => {
    const browser = await browserOf(bob);
    const page = asPage(await party.signIn(bob, { scope: SCOPE }, browser));
    const { parameters } = await answer(browser, page, 'Cancel');
    expect(parameters.get('error')).toBe('access_denied');
    expect(parameters.get('error_description')).toContain('AADSTS65004:');
    expect(parameters.get('state')).toBe('the-state');
    expect(await grantsFor(bob)).toEqual([]);
    expect(await world.newestLogEntry()).toMatchObject({ code: 'consent-declined', errorCode: 65004 });
  });

  it('answers a page once, and in the browser that was asked', async () => {
    const browser = await browserOf(bob);
    const page = asPage(await party.signIn(bob, { scope: SCOPE }, browser));
    const other = await browserOf(alice);
    const elsewhere = asPage(await other.submit(page, { button: 'Accept' }, visit()));
    expect(elsewhere.text).toContain('AADSTS');
    expect(await grantsFor(bob)).toEqual([]);
    await answer(browser, page, 'Accept');
    const again = asPage(await browser.submit(page, { button: 'Accept' }, visit()));
    expect(again.status).toBe(400);
  });

  it('does not answer for who signs in to the same browser afterwards', async () => {
    const browser = world.openBrowser(await world.issueFor(bob));
    const page = asPage(await party.signIn(bob, { scope: SCOPE }, browser));
    await browser.visit(`${world.server.origins.login}/common/oauth2/v2.0/logout`);
    expect(asPage(await browser.submit(page, { button: 'Accept' }, visit())).status).toBe(400);
    expect(await grantsFor(bob)).toEqual([]);
  });

  it('cannot allow what only an administrator can, and the application reads AADSTS90094', async () => {
    const browser = await browserOf(alice);
    const page = asPage(await party.signIn(alice, { scope: 'openid api://files/Files.Purge' }, browser));
    expect(page.text).toContain('AADSTS90094');
    expect(page.html).not.toContain('value="accept"');
    expect(await world.newestLogEntry()).toMatchObject({ code: 'admin-consent-required' });
    const { parameters } = await answer(browser, page, 'Return to the application');
    expect(parameters.get('error')).toBe('access_denied');
    expect(parameters.get('error_description')).toContain('AADSTS90094:');
    expect(await grantsFor(alice)).toEqual([]);
  });

  it('cannot accept for everybody by a field that the page does not have', async () => {
    const browser = await browserOf(alice);
    const page = asPage(await party.signIn(alice, { scope: SCOPE }, browser));
    asRedirect(await browser.submit(page, { button: 'Accept', fields: { audience: 'everybody' } }, visit()));
    expect((await grantsFor(alice)).map(([, principal]) => principal)).toEqual([alice.id, alice.id]);
  });

  it('is not asked where nobody may be: prompt=none reads consent_required', async () => {
    const browser = await browserOf(dora);
    asPage(await party.signIn(dora, { scope: SCOPE }, browser));
    const { parameters } = asRedirect(await party.signIn(dora, { scope: SCOPE, prompt: 'none' }, browser));
    expect(parameters.get('error')).toBe('consent_required');
    expect(parameters.get('error_description')).toContain('AADSTS65001:');
    expect(await world.newestLogEntry()).toMatchObject({ code: 'consent-required', userId: dora.id });
  });

  it.each(['fragment', 'form_post'])('gets back by response_mode %s', async (mode) => {
    const browser = await browserOf(bob);
    const page = asPage(await party.signIn(bob, { scope: SCOPE, response_mode: mode }, browser));
    const arrived = await answer(browser, page, 'Accept');
    expect(arrived.responseMode).toBe(mode);
    await redeem(arrived);
  });
});

describe('an administrator', () => {
  it('consents for everybody by the check box', async () => {
    const browser = await browserOf(admin);
    const page = asPage(await party.signIn(admin, { scope: SCOPE }, browser));
    expect(page.text).toContain('Consent on behalf of everybody in Contoso');
    asRedirect(await browser.submit(page, { button: 'Accept', fields: { audience: 'everybody' } }, visit()));
    asRedirect(await party.signIn(alice, { scope: SCOPE }));
  });

  it('may allow it for itself alone', async () => {
    const scope = 'openid api://files/Files.Purge';
    const browser = await browserOf(admin);
    await redeem(await answer(browser, asPage(await party.signIn(admin, { scope }, browser)), 'Accept'));
    expect(asPage(await party.signIn(alice, { scope })).text).toContain('AADSTS90094');
  });

  it.each([
    ['v2.0/adminconsent', { scope: 'openid api://files/Files.Purge' }, 'openid api://files/Files.Purge'],
    ['v2.0/adminconsent', { scope: 'api://files/.default' }, 'openid api://files/.default'],
    ['adminconsent', {}, 'openid api://files/.default'],
  ])('consents at /%s with %j', async (path, asked, scope) => {
    party = await registerThirdParty(world, { changes: REQUIRES(api) });
    const browser = await browserOf(admin);
    const page = asPage(await browser.visit(adminConsentUrl(path, asked), visit(admin)));
    expect(page.text).toContain('for everybody in Contoso');
    expect(page.text).toContain('Do Files.Purge for you');
    const { parameters } = await answer(browser, page, 'Accept');
    expect(Object.fromEntries(parameters)).toMatchObject({
      admin_consent: 'True',
      tenant: CONTOSO_TENANT_ID,
      state: 'the-state',
    });
    const tokens = await redeem(asRedirect(await party.signIn(alice, { scope })));
    expect(decodeJwt(String(tokens['access_token']))['scp']).toContain('Files.Purge');
  });

  it('allows nothing any more once the account was disabled, though the page is open', async () => {
    const { users, permissionGrants } = world.server.services.directory;
    const before = (await users.find(admin.id))!;
    const browser = await browserOf(admin);
    const page = asPage(await party.signIn(admin, { scope: SCOPE }, browser));
    await users.update({ ...before, accountEnabled: false });
    try {
      const fields = { audience: 'everybody' };
      const refused = asPage(await browser.submit(page, { button: 'Accept', fields }, visit()));
      expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('AADSTS50057')]);
      expect(await permissionGrants.listFor(party.application.appId, alice.id)).toEqual([]);
      expect(await world.newestLogEntry()).toMatchObject({ face: 'session', code: 'user-disabled' });
    } finally {
      await users.update(before);
    }
  });

  it('declines at the admin consent endpoint', async () => {
    const browser = await browserOf(admin);
    const page = asPage(
      await browser.visit(adminConsentUrl('v2.0/adminconsent', { scope: 'User.Read' }), visit(admin)),
    );
    const { parameters } = await answer(browser, page, 'Cancel');
    expect(parameters.get('error')).toBe('access_denied');
    expect(parameters.get('error_description')).toContain('AADSTS65004:');
    expect(await grantsFor(admin)).toEqual([]);
  });

  it('is who the admin consent endpoint wants: others are told so', async () => {
    const browser = await browserOf(alice);
    const page = asPage(
      await browser.visit(adminConsentUrl('v2.0/adminconsent', { scope: 'User.Read' }), visit(alice)),
    );
    expect(page.text).toContain('AADSTS90094');
    const { parameters } = await answer(browser, page, 'Return to the application');
    expect(parameters.get('error_description')).toContain('AADSTS90094:');
    expect(await grantsFor(alice)).toEqual([]);
  });

  it('is led to no address that is not registered', async () => {
    const browser = await browserOf(admin);
    const url = adminConsentUrl('v2.0/adminconsent', {
      scope: 'User.Read',
      redirect_uri: 'https://evil.example/',
    });
    expect(asPage(await browser.visit(url, visit(admin))).text).toContain('AADSTS50011');
  });
});

describe('.default', () => {
  it('asks for what the registration requires, echoes itself and tells what it came to', async () => {
    party = await registerThirdParty(world, {
      changes: {
        requiredResourceAccess: [{ resourceAppId: api.appId, scopes: ['Files.Read', 'Files.Write'] }],
      },
    });
    const browser = await browserOf(alice);
    const scope = 'openid api://files/.default';
    const page = asPage(await party.signIn(alice, { scope }, browser));
    expect(page.text).toContain('Do Files.Write for you');
    const tokens = await redeem(await answer(browser, page, 'Accept'), { scope });
    expect(tokens['scope']).toBe(`${scope} api://files/Files.Read api://files/Files.Write`);
    expect(decodeJwt(String(tokens['access_token']))['scp']).toBe('Files.Read Files.Write');
  });

  it('means what there is consent for already', async () => {
    const browser = await browserOf(alice);
    await answer(browser, asPage(await party.signIn(alice, { scope: SCOPE }, browser)), 'Accept');
    const scope = 'openid api://files/.default';
    const tokens = await redeem(asRedirect(await party.signIn(alice, { scope }, browser)));
    expect(decodeJwt(String(tokens['access_token']))['scp']).toBe('Files.Read');
  });
});

describe('a refresh token', () => {
  it('serves another resource once there is consent, and reads consent_required before', async () => {
    const tokens = await consentedTokens(alice, SCOPE);
    const refused = await party.refresh(String(tokens['refresh_token']), { scope: 'User.Read' });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] },
    });
    expect(await world.newestLogEntry()).toMatchObject({ code: 'consent-required', face: 'refresh-token' });
    // The refusal has not used the token up.
    const good = await party.refresh(String(tokens['refresh_token']), { scope: SCOPE });
    expect(good).toMatchObject({ status: 200 });
  });

  it('ends at the next refresh once the consent is taken back', async () => {
    const tokens = await consentedTokens(bob, SCOPE);
    const { permissionGrants } = world.server.services.directory;
    for (const { id } of await permissionGrants.listFor(party.application.appId, bob.id))
      await permissionGrants.remove(id);
    const refused = await party.refresh(String(tokens['refresh_token']));
    expect(refused.body).toMatchObject({ suberror: 'consent_required', error_codes: [65001] });
  });

  it('cannot be had wider than the code: another scope at the token endpoint needs consent too', async () => {
    const browser = await browserOf(bob);
    const arrived = await answer(
      browser,
      asPage(await party.signIn(bob, { scope: SCOPE }, browser)),
      'Accept',
    );
    const refused = await party.redeem(arrived.parameters.get('code')!, { scope: 'User.Read' });
    expect(refused.body).toMatchObject({ suberror: 'consent_required' });
  });
});

it('asks nobody about the organisation’s own applications', async () => {
  const applications = await world.server.services.directory.applications.list(CONTOSO_TENANT_ID);
  const own = applications.filter(({ displayName }) => /^(Demo|Signet) /.test(displayName));
  expect(own).toHaveLength(5);
  for (const { appId } of own) {
    const grants = await world.server.services.directory.permissionGrants.listFor(appId, alice.id);
    expect(grants.flatMap(({ scopes }) => scopes)).toEqual(GRAPH_SCOPES.map(({ value }) => value));
  }
});

const SCOPE = 'openid offline_access api://files/Files.Read';
const REQUIRES = ({ appId }: Application): Partial<Application> => ({
  requiredResourceAccess: [{ resourceAppId: appId, scopes: ['Files.Purge', 'Files.Read'] }],
});

async function browserOf(person: DemoPerson): Promise<Browser> {
  return world.openBrowser(await world.issueFor(person));
}

function visit(person?: DemoPerson) {
  return { redirectUri: party.redirectUri, ...(person && { userName: person.userPrincipalName }) };
}

function adminConsentUrl(path: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({
    client_id: party.application.appId,
    redirect_uri: party.redirectUri,
    state: 'the-state',
    ...parameters,
  });
  return `${world.server.origins.login}/${CONTOSO_TENANT_ID}/${path}?${query}`;
}

async function answer(browser: Browser, page: BrowserPage, button: string) {
  return asRedirect(await browser.submit(page, { button }, visit()));
}

async function redeem(
  { parameters }: { readonly parameters: URLSearchParams },
  asked?: Record<string, string>,
) {
  expect(parameters.get('error_description')).toBeNull();
  const tokens = await party.redeem(parameters.get('code')!, asked);
  expect(tokens.body).toMatchObject({ token_type: 'Bearer' });
  return tokens.body;
}

async function consentedTokens(person: DemoPerson, scope: string) {
  const browser = await browserOf(person);
  return redeem(await answer(browser, asPage(await party.signIn(person, { scope }, browser)), 'Accept'));
}

async function grantsFor(person: DemoPerson) {
  const { permissionGrants } = world.server.services.directory;
  const grants = await permissionGrants.listFor(party.application.appId, person.id);
  return grants.map(({ resourceId, principalId, scopes }) => [resourceId, principalId, scopes]).sort();
}

async function newestAudit() {
  const { auditLog } = world.server.services.directory;
  return (await auditLog.list(CONTOSO_TENANT_ID, { limit: 1 })).items[0];
}

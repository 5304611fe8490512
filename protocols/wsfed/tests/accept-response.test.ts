import { CLAIMS } from '@signet/federation';
import { guid, type TenantId } from '@signet/identity';
import { APPLICATION_IDS, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOn, linkOn, openBrowser, type Page, type TestBrowser } from './_browser.ts';
import { beginAtTokenService } from './_journey.ts';
import { assertionOf, sign, withClaims, wrap2005 } from './_responses.ts';
import { createWorld, LOGIN, NOW, type World } from './_world.ts';

let world: World;
let browser: TestBrowser;

beforeAll(async () => {
  world = await createWorld();
  const { domain, directory, random } = world;
  const tenant = { id: guid<TenantId>(random.guid()), displayName: 'Northwind', createdAt: NOW };
  await directory.tenants.add(tenant);
  const federation = {
    ...domain.federation!,
    id: random.guid(),
    issuerUri: 'http://fs.northwind.example/adfs/services/trust',
    passiveSignInUri: 'https://fs.northwind.example/adfs/ls/',
  };
  await directory.domains.add({ ...domain, tenantId: tenant.id, name: 'northwind.example', federation });
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(() => {
  browser = openBrowser(world);
});

async function post(assertion = assertionOf(), wctx?: string, by = browser): Promise<Page> {
  const handle = wctx ?? (await beginAtTokenService(world, by)).wctx;
  const wresult = wrap2005(await sign(world, assertion));
  return by.post(`${LOGIN}/login.srf`, Object.entries({ wa: 'wsignin1.0', wresult, wctx: handle }));
}

async function newestLogEntry() {
  const { items } = await world.directory.signInLog.list({}, { limit: 1 });
  return items[0];
}

describe('POST /login.srf', () => {
  it('signs in whom the assertion names and leads on', async () => {
    const page = await post();
    expect(page.status).toBe(200);
    expect(linkOn(page, 'Continue')).toMatch(/^\/organizations\/oauth2\/v2\.0\/authorize\/resume\?handle=/);
    expect(page.headers.get('set-cookie')).toMatch(
      /^__Host-signet-session=[^;]+; Path=\/; Secure; HttpOnly; SameSite=None$/,
    );
  });

  it('refuses an assertion that was used before, in any browser', async () => {
    const assertion = assertionOf();
    expect((await post(assertion)).status).toBe(200);
    expect(codeOn(await post(assertion))).toBe('AADSTS50008');
    expect(codeOn(await post(assertion, undefined, openBrowser(world)))).toBe('AADSTS50008');
    expect(await newestLogEntry()).toMatchObject({ code: 'assertion-replayed', face: 'federated-assertion' });
  });

  it('refuses an answer that this browser did not ask for', async () => {
    const { wctx } = await beginAtTokenService(world, openBrowser(world));
    await beginAtTokenService(world, browser);
    expect(codeOn(await post(assertionOf(), wctx))).toBe('AADSTS90100');
    expect(codeOn(await post(assertionOf(), 'made-up'))).toBe('AADSTS90100');
    expect(codeOn(await post(assertionOf(), wctx, openBrowser(world)))).toBe('AADSTS90100');
  });

  it('answers a request once', async () => {
    const { wctx } = await beginAtTokenService(world, browser);
    expect((await post(assertionOf(), wctx)).status).toBe(200);
    expect(codeOn(await post(assertionOf(), wctx))).toBe('AADSTS90100');
  });

  it('refuses an expired assertion with the check that says so in the log', async () => {
    const conditions = { ...assertionOf().conditions, notBefore: NOW - 7200, notOnOrAfter: NOW - 3600 };
    expect(codeOn(await post(assertionOf({ conditions })))).toBe('AADSTS50008');
    const entry = await newestLogEntry();
    expect(entry?.evidence.at(-1)).toMatchObject({ check: 'assertion-times', result: 'fail' });
  });

  it.each([
    [
      'a user of another domain',
      [CLAIMS.userPrincipalName, [DEMO_PEOPLE.dora.userPrincipalName]],
      'AADSTS50107',
    ],
    ['an ImmutableID of nobody', [CLAIMS.immutableId, ['AAAAAAAAAAAAAAAAAAAAAA==']], 'AADSTS51004'],
    [
      'a name and an ImmutableID of two users',
      [CLAIMS.userPrincipalName, [DEMO_PEOPLE.bob.userPrincipalName]],
      'AADSTS51004',
    ],
    ['a certificate of a CA that is not trusted', [CLAIMS.issuer, ['CN=Evil']], 'AADSTS50008'],
  ] as const)('refuses %s', async (_name, claim, code) => {
    expect(codeOn(await post(withClaims(claim)))).toBe(code);
  });

  it('refuses an application that is gone', async () => {
    const { wctx } = await beginAtTokenService(world, browser, guid('99999999-9999-4999-8999-999999999999'));
    expect(codeOn(await post(assertionOf(), wctx))).toBe('AADSTS90100');
  });

  it('refuses a certificate that was revoked after the partner looked', async () => {
    const { serialNumber } = await world.pki.issueClientCertificate({ commonName: 'Alice' });
    const claims = [
      [CLAIMS.serialNumber, [serialNumber]],
      [CLAIMS.issuer, [world.pki.issuing.subject]],
    ] as const;
    await world.pki.revoke(serialNumber);
    await world.pki.publish();
    expect(codeOn(await post(withClaims(...claims)))).toBe('AADSTS500171');
  });

  it('shows a page for a form that is none of ours', async () => {
    const url = `${LOGIN}/login.srf`;
    expect(codeOn(await browser.post(url, [['wa', 'wsignout1.0']]))).toBe('AADSTS90081');
    expect(
      codeOn(
        await browser.post(url, [
          ['wa', 'wsignin1.0'],
          ['wa', 'wsignin1.0'],
        ]),
      ),
    ).toBe('AADSTS90081');
    expect(codeOn(await browser.get(url))).toBe('AADSTS90081');
    expect(codeOn(await browser.post(url, [['wa', 'wsignin1.0']]))).toBe('AADSTS90100');
  });

  it('ends the session when the federation server signs out', async () => {
    await post();
    const cookie = browser.cookie(LOGIN, 'signet-session');
    expect(await world.sessions.find(cookie, NOW)).toBeDefined();
    const cleanup = await browser.get(`${LOGIN}/login.srf?wa=wsignoutcleanup1.0`);
    expect(cleanup.status).toBe(204);
    expect(await world.sessions.find(cookie, NOW)).toBeUndefined();
    expect(browser.cookie(LOGIN, 'signet-session')).toBeUndefined();
  });

  it('ends the session whatever wctx a partner sends with its clean-up', async () => {
    await post();
    const cookie = browser.cookie(LOGIN, 'signet-session');
    const cleanup = await browser.get(`${LOGIN}/login.srf?wa=wsignoutcleanup1.0&wctx=their-own`);
    expect([cleanup.status, await world.sessions.find(cookie, NOW)]).toEqual([200, undefined]);
  });

  it.each([
    ['the page of the person’s domain', 'https://fs.contoso.example/adfs/ls/?relayState=x', 302],
    ['another page of the partner', 'https://fs.contoso.example/elsewhere', 204],
    ['the page in other hands', 'https://fs.contoso.example@evil.example/adfs/ls/', 204],
    ['the page with a password', 'https://a:b@fs.contoso.example/adfs/ls/', 204],
    ['another host', 'https://evil.example/adfs/ls/', 204],
    ['a script', 'javascript:alert(1)', 204],
    ['no address', '//', 204],
    ['the page of another tenant’s domain', 'https://fs.northwind.example/adfs/ls/', 204],
  ])('leads back from a sign-out to %s as it may', async (_what, wreply, status) => {
    await post();
    const url = `${LOGIN}/login.srf?wa=wsignoutcleanup1.0&wreply=${encodeURIComponent(wreply)}`;
    const page = await browser.get(url);
    expect([page.status, page.headers.get('location')]).toEqual([status, status === 302 ? wreply : null]);
  });

  it('leads nobody anywhere who was not signed in', async () => {
    const wreply = encodeURIComponent('https://fs.contoso.example/adfs/ls/');
    expect((await browser.get(`${LOGIN}/login.srf?wa=wsignoutcleanup1.0&wreply=${wreply}`)).status).toBe(204);
  });

  it('keeps the two applications of one browser apart', async () => {
    const first = await beginAtTokenService(world, browser, APPLICATION_IDS.web);
    const second = await beginAtTokenService(world, browser, APPLICATION_IDS.spa);
    expect((await post(assertionOf(), second.wctx)).status).toBe(200);
    expect((await post(assertionOf(), first.wctx)).status).toBe(200);
  });
});

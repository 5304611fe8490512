import { createSystemClock } from '@signet/crypto';
import { type Browser, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { attemptSignIn, authorizeUrl, challengeOf, expectPage, REDIRECT_URI } from './_refusals.ts';
import { addTenant } from './_tenants.ts';
import { startWorld, type World } from './_world.ts';

const { alice, dora } = DEMO_PEOPLE;

it('refuses to finish a sign-in at the address of another tenant, with a row in the log', async () => {
  await using world = await startWorld();
  const otherTenantId = await addTenant(world, 'Northwind');
  const resume = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize/resume`;
  const certificate = await world.issueFor(alice);
  const { browser, outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate, {
    stopAt: resume,
  });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const begun = await world.newestLogEntry();

  const elsewhere = outcome.url.href.replace(CONTOSO_TENANT_ID, otherTenantId);
  const page = expectPage(await browser.visit(elsewhere));

  expect(page.text).toContain('AADSTS50020');
  expect(await world.newestLogEntry()).toMatchObject({
    id: page.headers['x-ms-request-id'],
    correlationId: begun.correlationId,
    face: 'authorize-request',
    code: 'user-not-in-tenant',
    userId: alice.id,
    evidence: [{ check: 'user-tenant', result: 'fail' }],
  });
});

describe('two tabs that sign in side by side', () => {
  it('are both led to a code when they are one person', async () => {
    await using world = await startWorld();
    const browser = world.openBrowser(await world.issueFor(alice));
    const addresses = await walkSideBySide(world, browser, [alice, alice]);
    for (const address of addresses) {
      const outcome = await browser.visit(address, { redirectUri: REDIRECT_URI });
      expect(outcome.kind === 'redirect' && outcome.parameters.get('code')).toBeTruthy();
    }
  });

  it('lead the first nowhere when somebody else signed in to the second', async () => {
    await using world = await startWorld();
    // One card for both, so that one browser can show it for either.
    const certificate = await world.pki.issueClientCertificate({
      commonName: alice.displayName,
      userPrincipalName: alice.userPrincipalName,
      rfc822Name: dora.userPrincipalName,
    });
    const browser = world.openBrowser(certificate);
    const [ofAlice] = await walkSideBySide(world, browser, [alice, dora]);
    expect(expectPage(await browser.visit(ofAlice!)).text).toContain('AADSTS90100');
  });

  it('give no code to prompt=login for a session that began before it was asked for', async () => {
    let now = createSystemClock().now();
    await using world = await startWorld({ clock: { now: () => now } });
    const browser = world.openBrowser(await world.issueFor(alice));
    const cookies = (): string[] =>
      ['__Host-signet-browser', '__Host-signet-session'].map(
        (name) => `${name}=${browser.findCookie(world.server.origins.login, name)}`,
      );
    await walkSideBySide(world, browser, [alice]);
    const [, earlier] = cookies();
    now += 30;
    const [address] = await walkSideBySide(world, browser, [alice]);
    const headers = { cookie: `${cookies()[0]}; ${earlier}` };
    const answer = await world.fetch(address!, { headers, redirect: 'manual' });
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.text()).toContain('AADSTS90100');
  });

  async function walkSideBySide(world: World, browser: Browser, people: readonly DemoPerson[]) {
    const redirectUri = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize/resume`;
    const addresses: URL[] = [];
    for (const { userPrincipalName } of people) {
      const asked = { login_hint: userPrincipalName, prompt: 'login', ...challengeOf('v'.repeat(43)) };
      const outcome = await browser.visit(authorizeUrl(world, asked), { redirectUri });
      if (outcome.kind === 'page') throw new Error(outcome.text);
      addresses.push(outcome.url);
    }
    return addresses;
  }
});

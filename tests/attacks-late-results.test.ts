import { createSystemClock } from '@signet/crypto';
import { type Browser, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPage } from './_refusals.ts';
import { wikiTrust } from './_rules.ts';
import { asRedirect } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

// What the certificate host found is held back in the browser until certificate or account are worth nothing any more.

const { alice } = DEMO_PEOPLE;
const SP = 'https://wiki.example/metadata';
const ACS = 'https://wiki.example/acs';
const system = createSystemClock();
let ahead = 0;
let world: World;

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => system.now() + ahead } });
  const { relyingPartyTrusts } = world.server.services.directory;
  const assertionConsumerServices = [{ location: ACS, index: 0, isDefault: true }];
  await relyingPartyTrusts.add(
    wikiTrust(world, { identifiers: [SP], assertionConsumerServices, wsFederationUrls: [] }),
  );
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe.each([
  {
    protocol: 'WS-Federation',
    request: '/adfs/ls/?wa=wsignin1.0&wtrealm=urn%3Afederation%3AMicrosoftOnline',
    certificatePath: '/adfs/ls/certauth',
    completePath: '/adfs/ls/',
    answer: '/login.srf',
  },
  {
    protocol: 'SAML 2.0',
    request: `/adfs/ls/idpinitiatedsignon?loginToRp=${encodeURIComponent(SP)}`,
    certificatePath: '/adfs/saml/certauth',
    completePath: '/adfs/saml/complete',
    answer: ACS,
  },
])('the result of the certificate, by $protocol', ({ request, certificatePath, completePath, answer }) => {
  async function hold() {
    const { login, certificate } = world.server.origins;
    const own = await world.issueFor(alice);
    const browser = world.openBrowser(own);
    const toCertificate = { redirectUri: `${certificate}${certificatePath}` };
    const asked = asRedirect(await browser.visit(`${login}${request}`, toCertificate));
    const found = asRedirect(await browser.visit(asked.url, { redirectUri: `${login}${completePath}` }));
    return { browser, certificate: own, found };
  }

  function bring({ browser, found }: { browser: Browser; found: ReturnType<typeof asRedirect> }) {
    const redirectUri = new URL(answer, world.server.origins.login).href;
    return browser.post(found.url, new URLSearchParams(found.parameters), { redirectUri });
  }

  it('becomes an assertion, late as well', async () => {
    asRedirect(await bring(await hold()));
    const held = await hold();
    ahead += 60;
    asRedirect(await bring(held));
  });

  it('becomes none when the certificate was revoked meanwhile', async () => {
    const held = await hold();
    ahead += 60;
    await world.revoke(held.certificate);
    expect(expectPage(await bring(held)).text).toContain('AADSTS500171');
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'federation-server',
      code: 'certificate-revoked',
      userId: alice.id,
    });
  });

  it('becomes none when the account was disabled meanwhile', async () => {
    const { users } = world.server.services.directory;
    const before = (await users.find(alice.id))!;
    const held = await hold();
    ahead += 60;
    await users.update({ ...before, accountEnabled: false });
    try {
      expect(expectPage(await bring(held)).text).toContain('AADSTS50057');
    } finally {
      await users.update(before);
    }
  });
});

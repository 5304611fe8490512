import { DEMO_PEOPLE, FEDERATED_DOMAIN, MANAGED_DOMAIN } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { federateToPartner, type Partner, SIGN_IN_ADDRESS } from './_partner.ts';
import { addTenant } from './_tenants.ts';
import { asPage, type Parameters, registerThirdParty, type ThirdParty } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

// Where login_hint, domain_hint and whr lead a browser that nobody is signed in with.

const { alice, dora } = DEMO_PEOPLE;
const SECOND_DOMAIN = 'northwind.example';
const ISSUERS = {
  [FEDERATED_DOMAIN]: `http://${FEDERATED_DOMAIN}/adfs/services/trust/`,
  [SECOND_DOMAIN]: `http://${SECOND_DOMAIN}/adfs/services/trust/`,
};
const FIRST = `${SIGN_IN_ADDRESS}?of=first`;
let world: World;
let party: ThirdParty;
let partner: Partner;

beforeAll(async () => {
  world = await startWorld();
  partner = await federateToPartner(world, 'wsFed', ISSUERS);
  const { domains } = world.server.services.directory;
  const first = (await domains.find(FEDERATED_DOMAIN))!;
  // The two are told apart by the address.
  await domains.update({ ...first, federation: { ...first.federation!, passiveSignInUri: FIRST } });
  party = await registerThirdParty(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('home realm discovery', () => {
  it.each<readonly [Parameters, 'first' | 'second']>([
    [{ whr: FEDERATED_DOMAIN }, 'first'],
    [{ whr: FEDERATED_DOMAIN.toUpperCase() }, 'first'],
    [{ whr: ISSUERS[SECOND_DOMAIN] }, 'second'],
    [{ domain_hint: SECOND_DOMAIN }, 'second'],
    [{ domain_hint: FEDERATED_DOMAIN, whr: SECOND_DOMAIN }, 'first'],
    [{ domain_hint: SECOND_DOMAIN, whr: FEDERATED_DOMAIN }, 'second'],
    [{ login_hint: alice.userPrincipalName, domain_hint: SECOND_DOMAIN, whr: SECOND_DOMAIN }, 'first'],
    [{ login_hint: `x@${SECOND_DOMAIN}`, whr: FEDERATED_DOMAIN }, 'second'],
    // A hint that leads nowhere leaves the word to the next.
    [{ login_hint: 'x@elsewhere.example', domain_hint: 'organizations', whr: SECOND_DOMAIN }, 'second'],
    [{ login_hint: 'x', whr: SECOND_DOMAIN }, 'second'],
    [{ domain_hint: MANAGED_DOMAIN, whr: FEDERATED_DOMAIN }, 'first'],
  ])('by %o leads to the partner at once', async (hints, home) => {
    const { parameters } = await partner.asked(world.openBrowser(), party.authorizeUrl(hints));
    expect(parameters.get('of')).toBe(home === 'first' ? 'first' : null);
    expect(parameters.get('username')).toBe(hints['login_hint'] ?? null);
  });

  it('of version 1 knows whr as well', async () => {
    const url = party.authorizeUrl({ whr: FEDERATED_DOMAIN }).replace('/oauth2/v2.0/', '/oauth2/');
    const { parameters } = await partner.asked(world.openBrowser(), url);
    expect(parameters.get('of')).toBe('first');
  });

  it('leads a managed person to the certificate, whatever whr says', async () => {
    const hints = { login_hint: dora.userPrincipalName, whr: FEDERATED_DOMAIN };
    const browser = world.openBrowser(await world.issueFor(dora));
    const outcome = asPage(await browser.visit(party.authorizeUrl(hints)));
    expect(new URL(outcome.steps.at(-1)!.url).origin).toBe(world.server.origins.login);
    expect(outcome.steps.some(({ url }) => url.startsWith(world.server.origins.certificate))).toBe(true);
  });

  it.each([
    { whr: MANAGED_DOMAIN },
    { whr: 'elsewhere.example' },
    { whr: 'urn:of:nobody' },
    { whr: '' },
    { whr: FEDERATED_DOMAIN, prompt: 'select_account' },
  ])('by %o asks for the user name', async (hints) => {
    const page = asPage(await world.openBrowser().visit(party.authorizeUrl(hints)));
    expect(page.html).toContain('name="userName"');
  });

  it.each(['domain', 'issuer'] as const)('does not follow whr to the %s of another tenant', async (what) => {
    const tenantId = await addTenant(world, `Other ${what}`);
    const { domains } = world.server.services.directory;
    const { federation } = (await domains.find(SECOND_DOMAIN))!;
    const name = `${what}.example`;
    const issuerUri = `http://${name}/adfs/services/trust/`;
    await domains.add({ name, tenantId, isDefault: false, federation: { ...federation!, issuerUri } });
    const whr = what === 'domain' ? name : issuerUri;
    const page = asPage(await world.openBrowser().visit(party.authorizeUrl({ whr })));
    expect(page.html).toContain('name="userName"');
  });
});

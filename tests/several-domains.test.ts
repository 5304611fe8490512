import { randomUUID } from 'node:crypto';
import { builtInTransformRules } from '@signet/federation';
import { DEMO_PEOPLE, FEDERATED_DOMAIN, MANAGED_DOMAIN } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { federateToPartner, type Partner } from './_partner.ts';
import { expectPage } from './_refusals.ts';
import { allowEverybody, asRedirect, registerThirdParty, type ThirdParty } from './_third-party.ts';
import { newTrust } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';

// Two domains of one provider with one key: each is told by an issuer of its own, as AD FS does with several domains.

const { alice, dora } = DEMO_PEOPLE;
const issuerOf = (domain: string): string => `http://${domain}/adfs/services/trust/`;
let world: World;
let party: ThirdParty;
let partner: Partner;

describe.each(['wsFed', 'saml'] as const)('two domains of one provider by %s', (protocol) => {
  beforeAll(async () => {
    world = await startWorld();
    partner = await federateToPartner(world, protocol, {
      [FEDERATED_DOMAIN]: issuerOf(FEDERATED_DOMAIN),
      [MANAGED_DOMAIN]: issuerOf(MANAGED_DOMAIN),
    });
    party = await registerThirdParty(world);
    await allowEverybody(world, party.application.appId, 'openid profile offline_access');
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each([
    [FEDERATED_DOMAIN, alice],
    [MANAGED_DOMAIN, dora],
  ] as const)('signs people of %s in by its issuer', async (domain, person) => {
    const outcome = await signIn(person, issuerOf(domain));
    const { body } = await party.redeem(asRedirect(outcome).parameters.get('code')!);
    expect(decodeJwt(String(body['id_token']))).toMatchObject({ oid: person.id, amr: ['fed', 'pwd'] });
    expect(await federatedEntry()).toMatchObject({ code: 'success', userId: person.id });
  });

  it.each([
    ['of the other domain', alice, issuerOf(MANAGED_DOMAIN), 50107, 'user-outside-domain'],
    ['of the other domain', dora, issuerOf(FEDERATED_DOMAIN), 50107, 'user-outside-domain'],
    ['of no domain', alice, issuerOf('elsewhere.example'), 50107, 'assertion-issuer-unknown'],
    [
      'without the stroke at its end',
      alice,
      issuerOf(FEDERATED_DOMAIN).replace(/\/$/, ''),
      50107,
      'assertion-issuer-unknown',
    ],
  ] as const)('refuses an assertion by the issuer %s', async (_what, person, issuer, aadsts, code) => {
    const page = expectPage(await signIn(person, issuer));
    expect(page.text).toContain(`AADSTS${aadsts}`);
    expect(await federatedEntry()).toMatchObject({ code, id: page.headers['x-ms-request-id'] });
  });

  async function signIn(person: typeof alice, issuerUri: string) {
    const browser = world.openBrowser();
    const url = party.authorizeUrl({ login_hint: person.userPrincipalName });
    const asked = await partner.asked(browser, url);
    const authTime = world.server.services.clock.now();
    return partner.answer(browser, asked, { person, authTime, redirectUri: party.redirectUri, issuerUri });
  }

  async function federatedEntry() {
    const { items } = await world.server.services.directory.signInLog.list({}, { limit: 5 });
    return items.find(({ face }) => face === 'federated-assertion');
  }
});

// The federation server of this installation as the provider: a rule issues the issuer of each domain.
describe('two domains of our own federation server', () => {
  const CLOUD = 'urn:federation:MicrosoftOnline';
  const UPN = 'http://schemas.xmlsoap.org/claims/UPN';
  const ISSUER_OF_EACH = `c:[Type == "${UPN}"] => issue(Type = "http://schemas.microsoft.com/ws/2008/06/identity/claims/issuerid",
    Value = regexreplace(c.Value, ".+@(?<domain>.+)", "http://\${domain}/adfs/services/trust/"));`;

  beforeAll(async () => {
    world = await startWorld();
    const { directory } = world.server.services;
    const contoso = await directory.domains.find(FEDERATED_DOMAIN);
    if (!contoso?.federation) throw new Error('the seed changed');
    for (const name of [FEDERATED_DOMAIN, MANAGED_DOMAIN]) {
      const found = await directory.domains.find(name);
      if (!found) throw new Error(`${name} is not there`);
      const federation = { ...contoso.federation, id: randomUUID(), issuerUri: issuerOf(name) };
      await directory.domains.update({ ...found, federation });
    }
    const location = `${world.server.origins.login}/login.srf`;
    const rules = `${builtInTransformRules(CLOUD, 'saml11')}\n${ISSUER_OF_EACH}`;
    await directory.relyingPartyTrusts.add(
      newTrust(world.server.services, {
        displayName: 'Token service',
        identifiers: [CLOUD],
        wsFederationUrls: [location],
        issuanceTransformRules: rules,
      }),
    );
    party = await registerThirdParty(world);
    await allowEverybody(world, party.application.appId, 'openid profile offline_access');
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each([alice, dora])('signs $userPrincipalName in by certificate', async (person) => {
    const browser = world.openBrowser(await world.issueFor(person));
    const url = party.authorizeUrl({ login_hint: person.userPrincipalName });
    const outcome = await browser.visit(url, { redirectUri: party.redirectUri });
    const { body } = await party.redeem(asRedirect(outcome).parameters.get('code')!);
    expect(decodeJwt(String(body['id_token']))).toMatchObject({ oid: person.id, amr: ['fed', 'rsa'] });
  });
});

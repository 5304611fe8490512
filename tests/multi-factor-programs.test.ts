import { createSystemClock } from '@signet/crypto';
import { builtInTransformRules, CLOUD_AUDIENCE } from '@signet/federation';
import type { FederatedIdpMfaBehavior } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type ClientCertificate,
  DEMO_PEOPLE,
  FEDERATED_DOMAIN,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CARD_POLICY, CARD_RULE, MULTIPLE } from './_cards.ts';
import { asPage, confirmDevice, typeUserCode } from './_device.ts';
import { federateToPartner, type Partner, SIGN_IN_ADDRESS } from './_partner.ts';
import { askToken, refresh } from './_refusals.ts';
import { asRedirect } from './_third-party.ts';
import { totpCode } from './_totp.ts';
import { newTrust } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';
import {
  binarySecurityToken,
  cutAssertion,
  postRst,
  type Rst,
  redeemAssertion,
  signRst,
  writeRst,
} from './_ws-trust.ts';

// An application that asks for two factors, behind which a device or a program stands that shows no pages.

const { alice, dora } = DEMO_PEOPLE;
const system = createSystemClock();

let world: World;
beforeAll(async () => {
  world = await startWorld();
  const { applications } = world.server.services.directory;
  const application = await applications.find(APPLICATION_IDS.native);
  await applications.update({ ...application!, requiresMultiFactor: true });
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('our own federation server by WS-Trust', () => {
  beforeAll(async () => {
    const { services, origins } = world.server;
    const rules = builtInTransformRules(CLOUD_AUDIENCE, 'saml11');
    await services.directory.relyingPartyTrusts.add(
      newTrust(services, {
        displayName: 'Token service',
        identifiers: [CLOUD_AUDIENCE],
        wsFederationUrls: [`${origins.login}/login.srf`],
        issuanceTransformRules: `${rules}\n${CARD_RULE}`,
      }),
    );
  });

  const ENDPOINTS: readonly Rst[] = [
    { version: '13', endpoint: 'certificatemixed' },
    { version: '2005', endpoint: 'certificatemixed' },
    { version: '13', endpoint: 'certificatetransport' },
    { version: '2005', endpoint: 'certificatetransport' },
  ];

  describe.each(ENDPOINTS)('$version/$endpoint', (rst) => {
    it.each(['acceptIfMfaDoneByFederatedIdp', 'enforceMfaByFederatedIdp'] as const)(
      'gives tokens of two factors for a card with %s, until it is revoked',
      async (behavior) => {
        await federateAs(behavior);
        const card = await issue([CARD_POLICY]);
        const { status, body } = await redeemAssertion(world, await assertionOf(card));
        expect(status, JSON.stringify(body)).toBe(200);
        expect(decodeJwt(String(body['id_token']))['amr']).toEqual(['fed', 'rsa', 'mfa']);
        const refreshed = await refresh(world, String(body['refresh_token']));
        expect(decodeJwt(String(refreshed.body['id_token']))['amr']).toEqual(['fed', 'rsa', 'mfa']);
        await world.revoke(card);
        expect((await refresh(world, String(body['refresh_token']))).body).toMatchObject({
          error_codes: [500171],
        });
      },
    );

    it.each([
      ['acceptIfMfaDoneByFederatedIdp', 'another certificate', []],
      ['enforceMfaByFederatedIdp', 'another certificate', []],
      ['rejectMfaByFederatedIdp', 'another certificate', []],
      ['rejectMfaByFederatedIdp', 'a card', [CARD_POLICY]],
    ] as const)('with %s gives none for %s, and says what is missing', async (behavior, _what, policies) => {
      await federateAs(behavior);
      const { status, body } = await redeemAssertion(world, await assertionOf(await issue(policies)));
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { error: 'interaction_required', error_codes: [50076], suberror: 'basic_action' },
      });
      expect(await world.newestLogEntry()).toMatchObject({
        face: 'assertion-grant',
        code: 'multi-factor-required',
        userId: alice.id,
      });
    });

    async function assertionOf(certificate: ClientCertificate): Promise<string> {
      const isMixed = rst.endpoint === 'certificatemixed';
      const envelope = writeRst(world, {
        ...rst,
        ...(isMixed && { token: binarySecurityToken(certificate) }),
      });
      const answer = isMixed
        ? await postRst(world, rst, signRst(envelope, certificate))
        : await postRst(world, rst, envelope, { clientCertificate: certificate });
      return Buffer.from(cutAssertion(answer)).toString('base64url');
    }
  });

  function issue(certificatePolicies: readonly string[]): Promise<ClientCertificate> {
    return world.pki.issueClientCertificate({
      commonName: alice.displayName,
      userPrincipalName: alice.userPrincipalName,
      certificatePolicies,
    });
  }

  async function federateAs(federatedIdpMfaBehavior: FederatedIdpMfaBehavior): Promise<void> {
    const { domains } = world.server.services.directory;
    const domain = await domains.find(FEDERATED_DOMAIN);
    await domains.update({ ...domain!, federation: { ...domain!.federation!, federatedIdpMfaBehavior } });
  }
});

describe.each(['wsFed', 'saml'] as const)(
  'a device of a domain with enforceMfaByFederatedIdp by %s',
  (protocol) => {
    const visit = { person: alice, redirectUri: SIGN_IN_ADDRESS };
    let partner: Partner;
    let browser: Browser;
    let deviceCode: string;
    beforeAll(async () => {
      const behavior = { federatedIdpMfaBehavior: 'enforceMfaByFederatedIdp' } as const;
      partner = await federateToPartner(world, protocol, { [FEDERATED_DOMAIN]: 'urn:partner' }, behavior);
    });

    /** Of the partner at which the person arrives who typed the code. */
    async function answer(said: { readonly method?: string }) {
      const device = await beginDevice();
      deviceCode = device.device_code;
      browser = world.openBrowser();
      const page = await typeUserCode(world, browser, device.user_code);
      const there = asRedirect(
        await browser.submit(
          page,
          { button: 'Continue' },
          {
            userName: alice.userPrincipalName,
            redirectUri: SIGN_IN_ADDRESS,
          },
        ),
      );
      return partner.answer(browser, partner.read(there.parameters), { ...visit, ...said });
    }
    const poll = () => pollDevice(deviceCode);

    it('gets its tokens when the partner says two factors at once', async () => {
      expect(asPage(await answer({ method: MULTIPLE })).text).toContain('go back to your device');
      expect(decodeJwt(String((await poll()).body['id_token']))['amr']).toEqual(['fed', 'pwd', 'mfa']);
    });

    it('waits while the person is sent back for the second factor, and then gets its tokens', async () => {
      const again = partner.read(asRedirect(await answer({})).parameters);
      expect(again.method).toBe(MULTIPLE);
      expect((await poll()).body).toMatchObject({ error: 'authorization_pending' });
      const page = asPage(await partner.answer(browser, again, { ...visit, method: MULTIPLE }));
      expect(page.text).toContain('go back to your device');
      const { body } = await poll();
      expect(decodeJwt(String(body['id_token']))['amr']).toEqual(['fed', 'pwd', 'mfa']);
    });

    it('gets none when the partner brings no second factor', async () => {
      const again = partner.read(asRedirect(await answer({})).parameters);
      const page = asPage(await partner.answer(browser, again, visit));
      expect(page.text).toContain('AADSTS50158');
      expect((await poll()).body).toMatchObject({ error: 'authorization_pending' });
    });

    it('gets none when the partner’s second answer is of an old sign-in', async () => {
      const again = partner.read(asRedirect(await answer({})).parameters);
      const old = world.server.services.clock.now() - 3600;
      const page = asPage(
        await partner.answer(browser, again, { ...visit, method: MULTIPLE, authTime: old }),
      );
      expect(page.text).toContain('AADSTS70043');
      expect((await poll()).body).toMatchObject({ error: 'authorization_pending' });
    });
  },
);

describe('a device of a managed person', () => {
  const SECRET = Buffer.from('12345678901234567890');

  it('gets its tokens after the second factor, and none before', async () => {
    const { totpSecrets } = world.server.services.directory;
    await totpSecrets.put(dora.id, SECRET, system.now());
    onTestFinished(async () => {
      await totpSecrets.remove(dora.id);
    });
    const { browser, page, deviceCode } = await confirm();
    expect(page.text).toContain('Enter your code');
    const wrong = asPage(await browser.submit(page, { fields: { code: '000000' } }));
    expect(wrong.text).toContain('The code is not right');
    expect((await pollDevice(deviceCode)).body).toMatchObject({ error: 'authorization_pending' });
    const done = asPage(await browser.submit(wrong, { fields: { code: totpCode(SECRET, system.now()) } }));
    expect(done.text).toContain('go back to your device');
    const { body } = await pollDevice(deviceCode);
    expect(decodeJwt(String(body['id_token']))['amr']).toEqual(['rsa', 'otp', 'mfa']);
  });

  it('gets none for a person without an authenticator', async () => {
    const { page, deviceCode } = await confirm();
    expect(page.text).toContain('AADSTS50079');
    expect((await pollDevice(deviceCode)).body).toMatchObject({ error: 'authorization_pending' });
  });

  async function confirm() {
    const device = await beginDevice();
    const browser = world.openBrowser(await world.issueFor(dora));
    const page = await confirmDevice(world, browser, device.user_code, dora);
    return { browser, page, deviceCode: device.device_code };
  }
});

async function beginDevice(): Promise<{ readonly user_code: string; readonly device_code: string }> {
  const begun = await world.fetch(`${world.server.origins.login}/common/oauth2/v2.0/devicecode`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: APPLICATION_IDS.native,
      scope: 'openid User.Read offline_access',
    }),
  });
  return (await begun.json()) as Awaited<ReturnType<typeof beginDevice>>;
}

function pollDevice(deviceCode: string): ReturnType<typeof askToken> {
  return askToken(world, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: deviceCode,
  });
}

import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attemptSignIn, REDIRECT_URI } from './_refusals.ts';
import { asPage, asRedirect, registerThirdParty } from './_third-party.ts';
import { speakSaml } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';

const { alice } = DEMO_PEOPLE;
let world: World;

/** The federated domain speaks SAML with our own federation server: encrypted answers, and sign-out both ways. */
beforeAll(async () => {
  world = await startWorld();
  const { services, origins } = world.server;
  const { clock, tokenKeys, decryptionKeys } = services;
  const { login } = origins;
  await speakSaml(services, login, {
    federation: { signOutUri: `${login}/adfs/ls/` },
    trust: {
      singleLogoutServices: [{ binding: 'redirect', location: `${login}/login.srf` }],
      signingCertificates: [(await tokenKeys.current(clock.now())).certificate],
      encryptionCertificate: (await decryptionKeys.current(clock.now())).certificate,
      signedParts: 'assertion-and-message',
    },
  });
});
afterAll(() => world?.[Symbol.asyncDispose]());

it('signs in by an assertion that is encrypted on its way', async () => {
  const { login } = world.server.origins;
  const certificate = await world.issueFor(alice);
  const stopAt = `${login}/login.srf`;
  const { browser, outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate, { stopAt });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const text = Buffer.from(outcome.parameters.get('SAMLResponse') ?? '', 'base64').toString();
  expect(text).toContain('<saml:EncryptedAssertion');
  expect(text).not.toContain('alice');
  const signedIn = await browser.post(stopAt, outcome.parameters, { redirectUri: REDIRECT_URI });
  expect(signedIn.kind === 'redirect' && signedIn.parameters.get('code')).toBeTruthy();
});

it('signs out of an application, here, at the partner, and comes back', async () => {
  const signedOut = 'https://third.party.example/signed-out';
  const party = await registerThirdParty(world, {
    changes: {
      redirectUris: [
        { type: 'publicClient', uri: 'https://third.party.example/signed-in' },
        { type: 'publicClient', uri: signedOut },
      ],
    },
  });
  const browser = world.openBrowser(await world.issueFor(alice));
  const request = { scope: 'openid profile offline_access' };
  const consent = asPage(await party.signIn(alice, request, browser));
  asRedirect(await browser.submit(consent, { button: 'Accept' }, { redirectUri: party.redirectUri }));
  const { login } = world.server.origins;
  const url = new URL(`${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/logout`);
  url.search = String(
    new URLSearchParams({
      client_id: party.application.appId,
      post_logout_redirect_uri: signedOut,
      state: 'x y',
    }),
  );
  const { steps, parameters } = asRedirect(await browser.visit(url.href, { redirectUri: signedOut }));
  expect(parameters.get('state')).toBe('x y');
  const ways = steps
    .map((step) => new URL(step.url))
    .map(({ pathname, search }) => `${pathname} ${search.slice(1, 13)}`);
  expect(ways).toEqual(expect.arrayContaining(['/adfs/ls/ SAMLRequest=', '/login.srf SAMLResponse']));
  const silent = asRedirect(await party.signIn(alice, { ...request, prompt: 'none' }, browser));
  expect(silent.parameters.get('error')).toBe('login_required');
});

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CERTIFICATE_PROMPT, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import * as client from 'openid-client';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from './_chromium.ts';
import { authorizeUrl, discoverFor, registerIdTokenParty } from './_id-token-party.ts';
import type { ThirdParty } from './_third-party.ts';
import type { World } from './_world.ts';

// A person in Chromium, and an application that takes the form with the ID token on a server of its own.

const { alice, dora } = DEMO_PEOPLE;
const chromium = findChromium('tests/id-token-browser.test.ts');

describe.skipIf(chromium === undefined)('an ID token by form_post in Chromium', () => {
  const stack = new AsyncDisposableStack();
  const profiles: BrowserContext[] = [];
  let browserWorld: BrowserWorld;
  let world: World;
  let receiver: Receiver;
  let party: ThirdParty;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    ({ world } = browserWorld);
    receiver = stack.use(await startReceiver(world));
    party = await registerIdTokenParty(world, {}, `${receiver.origin}/signin-oidc`);
  });
  afterEach(async () => {
    receiver.taken.length = 0;
    for (const profile of profiles.splice(0)) await profile.close();
  });
  afterAll(() => stack.disposeAsync());

  it.each([
    ['federated', alice],
    ['managed', dora],
  ] as const)(
    'reaches the application of a %s person, and again without a certificate',
    async (_kind, person) => {
      const configuration = await discoverFor(world, party, client.useIdTokenResponseType);
      const page = await openPage(person);
      const url = authorizeUrl(world, party, { login_hint: person.userPrincipalName });
      await page.goto(url.href);
      await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
      await page.getByRole('heading', { name: 'Signed in' }).waitFor();
      await page.goto(authorizeUrl(world, party, { prompt: 'none' }).href);
      await page.getByRole('heading', { name: 'Signed in' }).waitFor();
      expect(page.url()).toBe(party.redirectUri);
      expect(receiver.taken).toHaveLength(2);
      for (const request of receiver.taken) {
        const checks = { expectedState: 'the-state' };
        const claims = await client.implicitAuthentication(configuration, request, 'the-nonce', checks);
        expect(claims).toMatchObject({ oid: person.id, aud: party.application.appId });
      }
    },
  );

  it('hears by the same form that the registration does not let', async () => {
    const { applications } = world.server.services.directory;
    await applications.update({ ...party.application, enableIdTokenIssuance: false });
    const page = await openPage(alice);
    await page.goto(authorizeUrl(world, party, {}).href);
    await page.getByRole('heading', { name: 'Signed in' }).waitFor();
    await applications.update(party.application);
    const form = await receiver.taken[0]!.formData();
    expect(form.get('error_description')).toContain('AADSTS700054');
    expect(form.has('id_token')).toBe(false);
  });

  async function openPage(person: DemoPerson): Promise<Page> {
    const profile = await browserWorld.openProfile({ certificate: await world.issueFor(person) });
    profiles.push(profile);
    return profile.newPage();
  }
});

/** The application's own server: it takes forms, and remembers them as they came. */
interface Receiver extends AsyncDisposable {
  readonly origin: string;
  readonly taken: Request[];
}

async function startReceiver({ pki: { tls } }: World): Promise<Receiver> {
  const taken: Request[] = [];
  const server = createServer({ cert: tls.chainPem, key: tls.privateKeyPem }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === 'POST' && request.url === '/signin-oidc') {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const body = Buffer.concat(chunks);
      taken.push(new Request('https://localhost/signin-oidc', { method: 'POST', headers, body }));
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>app</title><h1>Signed in</h1>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    taken,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

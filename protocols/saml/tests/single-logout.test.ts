import type { SAML } from '@node-saml/node-saml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOn, formOn, locationOf, type Page, type TestBrowser } from '../../wsfed/tests/_browser.ts';
import { openBrowserOf } from '../../wsfed/tests/_journey.ts';
import { createKey, openServiceProvider, signIn, validate } from './_service-provider.ts';
import { addTrust, createWorld, FS, NOW, type World } from './_world.ts';

let world: World;
const providers = new Map<string, SAML>();

beforeAll(async () => {
  // node-saml asks the system for the time; the world stands at its own.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 });
  world = await createWorld();
  for (const name of ['one', 'two']) {
    const key = await createKey(world);
    await addTrust(world, name, {
      signingCertificates: [key.certificate],
      singleLogoutServices: [{ binding: 'redirect', location: `https://${name}.example/slo` }],
    });
    providers.set(name, await openServiceProvider(world, name, { privateKey: key.privateKeyPem }));
  }
  await addTrust(world, 'deaf');
  providers.set('deaf', await openServiceProvider(world, 'deaf'));
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  vi.useRealTimers();
});

const provider = (name: string): SAML => providers.get(name)!;

async function signInAt(browser: TestBrowser, name: string) {
  const page = await signIn(browser, await provider(name).getAuthorizeUrlAsync('state', undefined, {}));
  return validate(provider(name), formOn(page).fields.get('SAMLResponse') ?? '');
}

/** What node-saml reads in the address that the browser was sent to. */
async function readAt(name: string, page: Page) {
  const url = new URL(locationOf(page));
  expect(url.origin).toBe(`https://${name}.example`);
  const query = Object.fromEntries(url.searchParams);
  return { query, ...(await provider(name).validateRedirectAsync(query, url.search.slice(1))) };
}

describe('single logout', () => {
  it('begun at one relying party tells the other, and answers the first', async () => {
    const alice = await openBrowserOf(world, 'alice');
    const profile = await signInAt(alice, 'one');
    const elsewhere = await signInAt(alice, 'two');
    const atTwo = await alice.get(await provider('one').getLogoutUrlAsync(profile, 'back', {}));
    const request = await readAt('two', atTwo);
    expect(request.profile).toMatchObject({ nameID: elsewhere.nameID, sessionIndex: elsewhere.sessionIndex });

    const answer = await provider('two').getLogoutResponseUrlAsync(
      request.profile!,
      request.query['RelayState'] ?? '',
      {},
      true,
    );
    const atOne = await alice.get(answer);
    const done = await readAt('one', atOne);
    expect([done.loggedOut, done.query['RelayState']]).toEqual([true, 'back']);
    // The session is gone: there is nobody left to tell.
    expect((await alice.get(`${FS}/adfs/saml/logout`)).text).toContain('You are signed out');
    expect(codeOn(await alice.get(answer))).toBe('AADSTS90100');
  });

  it('says that it was partial when somebody refused or could not be told', async () => {
    const alice = await openBrowserOf(world, 'alice');
    const profile = await signInAt(alice, 'one');
    await signInAt(alice, 'deaf');
    const page = await alice.get(await provider('one').getLogoutUrlAsync(profile, 'back', {}));
    await expect(readAt('one', page)).rejects.toThrow(/Responder|PartialLogout/);
  });

  it('begun here leads through every participant', async () => {
    const alice = await openBrowserOf(world, 'alice');
    await signInAt(alice, 'two');
    const page = await alice.get(`${FS}/adfs/ls/?wa=wsignout1.0`);
    expect(page.text).toContain(`<iframe src="${FS}/adfs/saml/logout"`);
    // The browser follows the frame nowhere else.
    expect(page.headers.get('content-security-policy')).toContain(`frame-src ${FS} https://two.example`);
    const request = await readAt('two', await alice.get(`${FS}/adfs/saml/logout`));
    const relayState = request.query['RelayState'] ?? '';
    const answer = await provider('two').getLogoutResponseUrlAsync(request.profile!, relayState, {}, true);
    expect((await alice.get(answer)).text).toContain('You are signed out');
  });

  it('is refused without a signature, and for a person who is not in the session', async () => {
    const alice = await openBrowserOf(world, 'alice');
    const profile = await signInAt(alice, 'one');
    const url = await provider('one').getLogoutUrlAsync(profile, 'back', {});
    expect(codeOn(await alice.get(url.replace(/&SigAlg.*/, '')))).toBe('AADSTS76021');
    expect(codeOn(await alice.get(url.replace('RelayState=back', 'RelayState=x')))).toBe('AADSTS76021');
    const forged = await provider('two').getLogoutUrlAsync(profile, 'back', {});
    expect(codeOn(await alice.get(forged))).toBeUndefined();
    const other = { ...profile, nameID: 'bob@contoso.example' };
    const page = await alice.get(await provider('one').getLogoutUrlAsync(other, 'back', {}));
    await expect(readAt('one', page)).rejects.toThrow();
    // Nothing ended: the right request still finds the session.
    const done = await readAt(
      'one',
      await alice.get(await provider('one').getLogoutUrlAsync(profile, 'back', {})),
    );
    expect(done.loggedOut).toBe(true);
  });

  it('counts an answer of somebody else, or to something else, as none', async () => {
    const alice = await openBrowserOf(world, 'alice');
    const profile = await signInAt(alice, 'one');
    await signInAt(alice, 'two');
    const request = await readAt(
      'two',
      await alice.get(await provider('one').getLogoutUrlAsync(profile, 'back', {})),
    );
    const relayState = request.query['RelayState'] ?? '';
    const other = { ...request.profile!, ID: '_other' };
    const answer = await provider('two').getLogoutResponseUrlAsync(other, relayState, {}, true);
    const mallory = await openBrowserOf(world, 'bob');
    expect(codeOn(await mallory.get(answer))).toBe('AADSTS90100');
    await expect(readAt('one', await alice.get(answer))).rejects.toThrow(/Responder|PartialLogout/);
  });
});

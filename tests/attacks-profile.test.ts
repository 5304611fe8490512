import { type Browser, type BrowserPage, DEMO_PEOPLE, exchangeHttp, type HttpAnswer } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { attemptSignIn } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a link to a certificate', () => {
  it('followed twice at the same moment gives one certificate', async () => {
    const { url } = await makeLink(await openSignedIn());
    const before = await countIssued();
    const answers = await Promise.all(Array.from({ length: 8 }, () => follow(url)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(410)]);
    expect(await countIssued()).toBe(before + 1);
  });

  it('leads nowhere once its maker has signed out', async () => {
    const browser = await openSignedIn();
    const { url } = await makeLink(browser);
    await browser.visit(`${world.server.origins.login}/common/oauth2/v2.0/logout`);
    await expectNothingIssued(url);
  });

  it('leads nowhere once the sessions of its maker have been revoked', async () => {
    const { users } = world.server.services.directory;
    const { url } = await makeLink(await openSignedIn());
    const user = await findAlice();
    onTestFinished(() => users.update(user));
    const now = world.server.services.clock.now() + 1;
    await users.update({ ...user, stsRefreshTokensValidFrom: now });
    await expectNothingIssued(url);
  });

  it('leads nowhere once the account of its maker has been disabled', async () => {
    const { users } = world.server.services.directory;
    const { url } = await makeLink(await openSignedIn());
    const user = await findAlice();
    onTestFinished(() => users.update(user));
    await users.update({ ...user, accountEnabled: false });
    await expectNothingIssued(url);
  });

  it('gives the certificate of its maker, not of whoever follows it signed in as somebody else', async () => {
    const { url } = await makeLink(await openSignedIn());
    const thief = world.openBrowser(await world.issueFor(bob));
    await attemptSignIn(world, bob.userPrincipalName, undefined, { browser: thief });
    const answer = await follow(url);
    expect(answer.headers['content-disposition']).toContain('alice.mobileconfig');
  });

  it.each(['', '/', '..%2f..', '%00', 'x'.repeat(5000), '__proto__'])('is not %j', async (handle) => {
    const { status } = await follow(`${world.server.origins.login}/profile/download/${handle}`);
    expect([404, 410]).toContain(status);
  });
});

describe('the page', () => {
  it.each([
    ['no origin', {}],
    ['the origin of a sandboxed frame', { origin: 'null' }],
    ['the certificate listener', { origin: 'certificate' }],
    ['a name that begins like ours', { origin: 'evil' }],
  ])('makes no link for a form from %s', async (_what, headers) => {
    const { login, certificate } = world.server.origins;
    const origins: Record<string, string> = { certificate, evil: `${login}.evil.example`, null: 'null' };
    const origin = 'origin' in headers ? origins[headers.origin] : undefined;
    const answer = await exchangeHttp({
      url: new URL('/profile', login),
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(origin !== undefined && { origin }),
      },
      body: 'platform=ios',
      ca: world.pki.root.certificatePem,
    });
    expect(answer.status).toBe(403);
  });

  it('is kept by no cache and shown in no frame, and what it leads to is no page', async () => {
    const browser = await openSignedIn();
    const page = await visitProfile(browser);
    const link = await makeLink(browser);
    const download = await follow(link.url);
    for (const headers of [page.headers, link.headers, download.headers]) {
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    for (const headers of [page.headers, link.headers]) {
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('script-src');
    }
    expect(download.headers['content-disposition']).toMatch(/^attachment;/);
  });

  it('writes names into the profile as text, whatever they hold', async () => {
    const { users } = world.server.services.directory;
    const user = await findAlice();
    onTestFinished(() => users.update(user));
    const mail = 'a</string><key>PayloadRemovalDisallowed</key><true/><string>&x@contoso.example';
    await users.update({ ...user, mail, displayName: '<script>alert(1)</script>"' });
    const browser = await openSignedIn();
    expect((await visitProfile(browser)).html).not.toContain('<script');
    const { body } = await follow((await makeLink(browser)).url);
    const profile = body.toString('latin1');
    expect(profile).toContain('<string>a&lt;/string&gt;&lt;key&gt;PayloadRemovalDisallowed');
    expect(profile.match(/<key>PayloadRemovalDisallowed<\/key>/g)).toHaveLength(1);
  });
});

async function expectNothingIssued(url: string): Promise<void> {
  const before = await countIssued();
  expect((await follow(url)).status).toBe(401);
  // Used up all the same.
  expect((await follow(url)).status).toBe(410);
  expect(await countIssued()).toBe(before);
}

async function countIssued(): Promise<number> {
  return (await world.pki.listIssued()).length;
}

async function findAlice() {
  const user = await world.server.services.directory.users.findByUserPrincipalName(alice.userPrincipalName);
  if (!user) throw new Error('the demo organisation lacks Alice');
  return user;
}

async function openSignedIn(): Promise<Browser> {
  const browser = world.openBrowser(await world.issueFor(alice));
  await attemptSignIn(world, alice.userPrincipalName, undefined, { browser });
  return browser;
}

async function visitProfile(browser: Browser): Promise<BrowserPage> {
  const outcome = await browser.visit(`${world.server.origins.login}/profile`);
  if (outcome.kind !== 'page') throw new Error('a redirect');
  return outcome;
}

async function makeLink(
  browser: Browser,
): Promise<{ readonly url: string; readonly headers: BrowserPage['headers'] }> {
  const page = await browser.submit(await visitProfile(browser), { button: 'iPhone or iPad' });
  const url = page.kind === 'page' && /href="(https:[^"]+\/profile\/download\/[^"]+)"/.exec(page.html)?.[1];
  if (page.kind !== 'page' || !url) throw new Error('the page has no link');
  return { url, headers: page.headers };
}

function follow(url: string): Promise<HttpAnswer> {
  return exchangeHttp({ url: new URL(url), ca: world.pki.root.certificatePem });
}

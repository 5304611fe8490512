import { randomBytes } from 'node:crypto';
import { CERTIFICATE_PROMPT, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from './_chromium.ts';
import { authorizeUrl, challengeOf, REDIRECT_URI, redeemCode } from './_refusals.ts';

const chromium = findChromium('tests/five-tabs.test.ts');

describe.skipIf(chromium === undefined)('a Chromium without any cookie', () => {
  let browserWorld: BrowserWorld;
  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
  });
  afterAll(() => browserWorld?.[Symbol.asyncDispose]());

  it.each(['alice', 'dora'] as const)('signs %s in to five tabs that it opens at once', async (name) => {
    const { world, openProfile } = browserWorld;
    const person = DEMO_PEOPLE[name];
    const profile = await openProfile({ certificate: await world.issueFor(person) });
    const tabs = await Promise.all(
      Array.from({ length: 5 }, async () => ({
        page: await profile.newPage(),
        codeVerifier: randomBytes(32).toString('base64url'),
      })),
    );
    await Promise.all(
      tabs.map(({ page, codeVerifier }) =>
        page.goto(
          authorizeUrl(world, {
            login_hint: person.userPrincipalName,
            prompt: 'login',
            ...challengeOf(codeVerifier),
          }).href,
        ),
      ),
    );
    // Each tab was answered before the browser had a cookie.
    const held = (await profile.cookies(world.server.origins.login)).map((cookie) => cookie.name);
    expect(held.filter((each) => each.startsWith('__Host-signet-browser-'))).toHaveLength(5);

    const redeemed = await Promise.all(
      tabs.map(async ({ page, codeVerifier }) => {
        const isAnswer = (url: string): boolean => url.startsWith(`${REDIRECT_URI}/?`);
        const answer = page.waitForRequest((request) => isAnswer(request.url()));
        await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
        const code = new URL((await answer).url()).searchParams.get('code') ?? '';
        return redeemCode(world, { code, codeVerifier });
      }),
    );
    expect(redeemed.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await profile.close();
  });
});

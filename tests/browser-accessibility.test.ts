import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  type BrowserWorld,
  expectAccessible,
  expectNoSidewaysScrolling,
  findChromium,
  startBrowserWorld,
} from './_chromium.ts';
import { SEEN_PAGES, type SeenPage } from './_pages.ts';

const chromium = findChromium('tests/browser-accessibility.test.ts');

describe.skipIf(chromium === undefined)('axe finds nothing, in light and in dark, on the page', () => {
  let browserWorld: BrowserWorld;
  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
  });
  afterAll(() => browserWorld?.[Symbol.asyncDispose]());

  it.each(SEEN_PAGES)('$name, wide and on a phone', async (seen) => {
    await using opened = await open(seen, DESKTOP);
    await expectAccessible(opened.page);
    await opened.page.setViewportSize(PHONE);
    await expectAccessible(opened.page);
    await expectNoSidewaysScrolling(opened.page);
  });

  async function open(
    seen: SeenPage,
    viewport: Viewport,
  ): Promise<AsyncDisposable & { readonly page: Page }> {
    const page = await seen.open(browserWorld, { viewport });
    const profile = page.context();
    const closing = { [Symbol.asyncDispose]: () => profile.close() };
    if (seen.scripts !== 'off') return { page, ...closing };
    const copy = await copyWithScripts(await page.content(), viewport);
    return {
      page: copy,
      [Symbol.asyncDispose]: () => Promise.all([profile.close(), copy.context().close()]).then(),
    };
  }

  /** axe is a script itself, so it looks at a copy where what noscript held is there for all. */
  async function copyWithScripts(html: string, viewport: Viewport): Promise<Page> {
    const page = await (await browserWorld.openProfile({ viewport })).newPage();
    await page.setContent(html.replaceAll(/<\/?noscript>/g, '').replace(/<script.*<\/script>/s, ''));
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    return page;
  }
});

type Viewport = { readonly width: number; readonly height: number };
const DESKTOP: Viewport = { width: 1280, height: 800 };
/** WCAG 2.2 §1.4.10 */
const PHONE: Viewport = { width: 320, height: 640 };

import { readFile } from 'node:fs/promises';
import { DEMO_PEOPLE } from '@signet/lab';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_PAGES, type AdminPage, leave, makeRefusal, openAdminCenter } from './_admin-center.ts';
import { type BrowserWorld, findChromium, startBrowserWorld } from './_chromium.ts';

const chromium = findChromium('tests/admin-guide.test.ts');
/** What the guide's administrator looks at. */
const PAGES = ADMIN_PAGES.filter(({ person = DEMO_PEOPLE.admin }) => person === DEMO_PEOPLE.admin);

describe.skipIf(chromium === undefined)('docs/guide/admin-center.md', () => {
  let browserWorld: BrowserWorld;
  let page: Page;
  const wordsByPage = new Map<string, readonly string[]>();
  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
    await makeRefusal(browserWorld);
    page = await openAdminCenter(browserWorld);
  });
  afterAll(() => browserWorld?.[Symbol.asyncDispose]());

  // A test for each page: all of them in one are more than a slow machine does in the time that a test has.
  it.each(PAGES)('is read beside $name', async (adminPage) => {
    expect(await read(adminPage)).not.toEqual([]);
  });

  it('names in bold only what the pages show', async () => {
    const names = await namesInBold();
    const seen = new Set<string>();
    for (const adminPage of PAGES) for (const word of await read(adminPage)) seen.add(word);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
  });

  /** Its words, looked at once. */
  async function read({ name, show }: AdminPage): Promise<readonly string[]> {
    const known = wordsByPage.get(name);
    if (known !== undefined) return known;
    await show(page, browserWorld);
    const words = await wordsOf(page);
    wordsByPage.set(name, words);
    await leave(page);
    return words;
  }
});

/** Once each, without those that show what bold means. */
async function namesInBold(): Promise<readonly string[]> {
  const guide = await readFile(new URL('../docs/guide/admin-center.md', import.meta.url), 'utf8');
  const found = [...guide.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = '']) => name);
  return [...new Set(found)].filter((name) => name !== 'name');
}

/** What stands in an element of its own, and the names of buttons without a text. */
function wordsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const texts = [...globalThis.document.querySelectorAll('body *')].flatMap((element) => [
      element.getAttribute('aria-label') ?? '',
      ...[...element.childNodes]
        .filter(({ nodeType }) => nodeType === 3)
        .map(({ textContent }) => textContent ?? ''),
    ]);
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  });
}

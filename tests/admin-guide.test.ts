import { readFile } from 'node:fs/promises';
import { DEMO_PEOPLE } from '@signet/lab';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_PAGES, leave, makeRefusal, openAdminCenter } from './_admin-center.ts';
import { type BrowserWorld, findChromium, startBrowserWorld } from './_chromium.ts';

const chromium = findChromium('tests/admin-guide.test.ts');

describe.skipIf(chromium === undefined)('docs/guide/admin-center.md', () => {
  let browserWorld: BrowserWorld;
  let page: Page;
  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
    await makeRefusal(browserWorld);
    page = await openAdminCenter(browserWorld);
  });
  afterAll(() => browserWorld?.[Symbol.asyncDispose]());

  it('names in bold only what the pages show', async () => {
    const names = await namesInBold();
    const seen = new Set<string>();
    for (const { show } of ADMIN_PAGES.filter(
      ({ person = DEMO_PEOPLE.admin }) => person === DEMO_PEOPLE.admin,
    )) {
      await show(page, browserWorld);
      for (const word of await wordsOf(page)) seen.add(word);
      await leave(page);
    }
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
  });
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

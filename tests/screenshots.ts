/**
 * Pictures of every page in light, in dark and on a phone into `.screenshots/` (not in git), and the one of the
 * README into `docs/pictures/`. Run by the pinned Node: `node_modules/.bin/node tests/screenshots.ts [page…]`.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DEMO_PEOPLE } from '@signet/lab';
import { ADMIN_PAGES, type AdminPage, leave, makeRefusal, openAdminCenter } from './_admin-center.ts';
import { type BrowserWorld, findChromium, type ProfileOptions, startBrowserWorld } from './_chromium.ts';
import { SEEN_PAGES, type SeenPage } from './_pages.ts';

const FOLDER = folder('../.screenshots/');
const README_PICTURE = `${folder('../docs/pictures/')}sign-in.png`;
const ADMIN_PICTURE = `${folder('../docs/pictures/')}admin-center.png`;

const LOOKS: Readonly<Record<string, ProfileOptions>> = {
  light: { viewport: { width: 1100, height: 760 }, colorScheme: 'light' },
  dark: { viewport: { width: 1100, height: 760 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 760 }, colorScheme: 'light', isMobile: true, hasTouch: true },
};

/** Of the README's picture, with what is to be seen of each page. */
const STEPS: readonly { readonly name: string; readonly caption: string; readonly height: number }[] = [
  { name: 'user-name', caption: 'Say who you are', height: 560 },
  { name: 'certificate-prompt', caption: 'Choose your certificate', height: 560 },
  { name: 'web-app-signed-in', caption: 'Signed in, and the app knows it', height: 560 },
];

const COMPOSITION = `
body { margin: 0; }
main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 20px; padding: 20px; background: #fff;
  font: 15px system-ui, sans-serif; color: #53606d; text-align: center; }
figure { margin: 0; }
img { width: 100%; display: block; border: 1px solid #d5dbe1; border-radius: 10px; margin-bottom: 10px; }
`;

const chromium = findChromium('tests/screenshots.ts');
if (chromium !== undefined) {
  await using browserWorld = await startBrowserWorld(chromium);
  await mkdir(FOLDER, { recursive: true });
  await mkdir(folder('../docs/pictures/'), { recursive: true });
  const names = process.argv.slice(2);
  for (const seen of SEEN_PAGES) {
    if (names.length === 0 || names.includes(seen.name)) await takePictures(browserWorld, seen);
  }
  const adminPages = ADMIN_PAGES.filter(({ name }) => names.length === 0 || names.includes(name));
  if (adminPages.length > 0) await takeAdminPictures(browserWorld, adminPages);
  if (names.length === 0 || names.includes('readme-admin-center')) await takeAdminPicture(browserWorld);
  if (names.length === 0 || names.includes('readme')) await composeReadmePicture(browserWorld);
}

async function takePictures(browserWorld: BrowserWorld, { name, open }: SeenPage): Promise<void> {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await open(browserWorld, options);
    await page.screenshot({ path: `${FOLDER}${name}-${look}.png`, fullPage: true });
    await page.context().close();
  }
  console.log(name);
}

/** One sign-in for each look and person: it goes from page to page as an administrator does. */
async function takeAdminPictures(browserWorld: BrowserWorld, pages: readonly AdminPage[]): Promise<void> {
  await makeRefusal(browserWorld);
  for (const [look, options] of Object.entries(LOOKS)) {
    for (const person of new Set(pages.map(({ person }) => person ?? DEMO_PEOPLE.admin))) {
      const page = await openAdminCenter(browserWorld, options, person);
      for (const { name, show } of pages.filter((one) => (one.person ?? DEMO_PEOPLE.admin) === person)) {
        await show(page, browserWorld);
        await page.screenshot({ path: `${FOLDER}${name}-${look}.png`, fullPage: true });
        await leave(page);
        console.log(`${name}, ${look}`);
      }
      await page.context().close();
    }
  }
}

/** One page of the admin center for the README and its guide. */
async function takeAdminPicture(browserWorld: BrowserWorld): Promise<void> {
  const viewport = { width: 1200, height: 560 };
  const page = await openAdminCenter(browserWorld, { viewport, colorScheme: 'light' });
  await ADMIN_PAGES.find(({ name }) => name === 'admin-certificate-authorities')?.show(page, browserWorld);
  await page.screenshot({ path: ADMIN_PICTURE });
  await page.context().close();
  const { length } = await readFile(ADMIN_PICTURE);
  console.log(`docs/pictures/admin-center.png, ${Math.round(length / 1024)} KB`);
}

/** The way of a sign-in from left to right, each page as a browser of that size shows it. */
async function composeReadmePicture(browserWorld: BrowserWorld): Promise<void> {
  const figures: string[] = [];
  for (const { name, caption, height } of STEPS) {
    const png = await takeStep(browserWorld, name, height);
    figures.push(
      `<figure><img src="data:image/png;base64,${png.toString('base64')}"><figcaption>${caption}</figcaption></figure>`,
    );
  }
  const profile = await browserWorld.openProfile({
    viewport: { width: 1320, height: 400 },
    deviceScaleFactor: 1.5,
  });
  const page = await profile.newPage();
  await page.setContent(`<style>${COMPOSITION}</style><main>${figures.join('')}</main>`);
  await page.locator('main').screenshot({ path: README_PICTURE });
  await profile.close();
  const { length } = await readFile(README_PICTURE);
  console.log(`docs/pictures/sign-in.png, ${Math.round(length / 1024)} KB`);
}

async function takeStep(browserWorld: BrowserWorld, name: string, height: number): Promise<Buffer> {
  const seen = SEEN_PAGES.find((page) => page.name === name);
  if (!seen) throw new TypeError(`there is no page ${name}`);
  const viewport = { width: 560, height };
  const page = await seen.open(browserWorld, { viewport, colorScheme: 'light', deviceScaleFactor: 2 });
  if (name === 'user-name') await page.getByLabel('User name').fill(DEMO_PEOPLE.alice.userPrincipalName);
  const png = await page.screenshot();
  await page.context().close();
  return png;
}

function folder(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

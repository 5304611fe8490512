import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, startWebApp, type TlsIdentity, type WebApp } from '@signet/lab';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { expect } from 'vitest';
import { startWorld, type World } from './_world.ts';

/** Where Chromium is; `undefined`, said in one line, where it is not installed. Its suites are then left out. */
export function findChromium(suite: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, 'chromium')).find((program) => existsSync(program));
  if (path === undefined) console.log(`${suite}: Chromium is not installed, its suite is left out`);
  return path;
}

/** The whole system, the lab's web app and a Chromium that people use it with. */
export interface BrowserWorld extends AsyncDisposable {
  readonly world: World;
  readonly webApp: WebApp;
  /** A fresh profile: no cookies, and no certificate but the one given, presented where the service asks for it. */
  openProfile(options?: ProfileOptions): Promise<BrowserContext>;
}

export interface ProfileOptions
  extends Pick<
    BrowserContextOptions,
    'colorScheme' | 'javaScriptEnabled' | 'viewport' | 'deviceScaleFactor' | 'isMobile' | 'hasTouch'
  > {
  readonly certificate?: TlsIdentity;
  /** Where it is presented. Default: where the world's own server asks for one. */
  readonly certificateOrigin?: string;
}

export async function startBrowserWorld(executablePath: string): Promise<BrowserWorld> {
  const stack = new AsyncDisposableStack();
  const world = stack.use(await startWorld());
  const webApp = stack.use(await startWorldWebApp(world));
  const browser = await launchChromium(executablePath);
  stack.defer(() => browser.close());
  return {
    world,
    webApp,
    openProfile: async ({ certificate, certificateOrigin, ...options } = {}) => {
      const profile = await browser.newContext({
        ...options,
        // The lab's root is in no trust store of this machine.
        ignoreHTTPSErrors: true,
        ...(certificate && {
          clientCertificates: [presentAt(certificateOrigin ?? world.server.origins.certificate, certificate)],
        }),
      });
      profile.setDefaultTimeout(PATIENCE_MILLISECONDS);
      return profile;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The lab's relying party on openid-client, registered as the world's web application. */
export function startWorldWebApp(world: World): Promise<WebApp> {
  return startWebApp({
    issuer: `${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`,
    clientId: APPLICATION_IDS.web,
    clientSecret: world.webAppClientSecret,
    port: Number(new URL(world.webAppOrigin).port),
    ca: world.pki.root.certificatePem,
  });
}

function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
}

function presentAt(
  origin: string,
  { chainPem, privateKeyPem }: TlsIdentity,
): NonNullable<BrowserContextOptions['clientCertificates']>[number] {
  return {
    origin,
    cert: Buffer.from(chainPem),
    key: Buffer.from(privateKeyPem),
  };
}

/** What a screen reader or low vision would stumble over, in both themes: nothing. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settleColours(page);
    const { violations, passes } = await new AxeBuilder({ page })
      // Fluent's sentinels at the ends of an open menu: they take the focus only to hand it on at once.
      .exclude('[data-tabster-dummy]')
      // Else it opens another page for each answer, to put together what frames said, of which there are none.
      .setLegacyMode(page.frames().length === 1)
      .analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(found, `${page.url()} in ${colorScheme}`).toEqual([]);
    // Without this, a page that axe could not look into would pass.
    expect(passes.map(({ id }) => id)).toContain('color-contrast');
  }
}

/** A colour on its way to another one has any contrast: two frames for what a script repaints, then its transitions. */
async function settleColours(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((painted) => globalThis.requestAnimationFrame(painted));
    await frame();
    await frame();
    const running = globalThis.document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(running.map(({ finished }) => finished));
  });
}

/** WCAG 2.2 §1.4.10: nothing is cut off or reached only by scrolling sideways. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = globalThis.document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth, page.url()).toBeLessThanOrEqual(clientWidth);
}

/** Just less than a whole test has: a machine under load must not fail, and a hang still says where it was. */
export const PATIENCE_MILLISECONDS = 220_000;

/** Sandbox: tests in containers run as root. The rest keeps a fresh profile from calling home. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DEMO_PEOPLE } from '@signet/lab';
import { findFreePort } from '@signet/server';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../tests/_chromium.ts';
import { wikiTrust } from '../tests/_rules.ts';
import { expectRevokedIsRefused, expectSignedOut, openSignedIn } from '../tests/peers/_journey.ts';
import { prepareJavaProgram } from './_java-program.ts';

// Apache CXF Fediz, unmodified: a relying party of WS-Federation that somebody else wrote.

const { alice } = DEMO_PEOPLE;
const chromium = findChromium('interop/java-fediz');
const program = chromium && prepareJavaProgram('java-fediz', 'FedizRelyingParty.java');

describe.skipIf(program === undefined)('Apache CXF Fediz', () => {
  const stack = new AsyncDisposableStack();
  let browserWorld: BrowserWorld;
  let site: string;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    const port = await findFreePort();
    site = `https://localhost:${port}/`;
    await addTrust();
    stack.use(await startRelyingParty(port));
  });
  afterAll(() => stack.disposeAsync());

  it('takes our answer and knows the person by its claims', async () => {
    const page = await openSignedIn(browserWorld, site);
    const shown = (await page.locator('pre').textContent()) ?? '';
    expect(shown).toContain(`http://schemas.xmlsoap.org/claims/UPN=${alice.userPrincipalName}`);
    expect(shown).toContain(`issuer=${browserWorld.world.config.federationServer?.issuerUri}`);
    expect(shown).toContain(`audience=${REALM}`);
    await closeProfile(page);
  });

  it('signs out through us: its session has ended when it is asked again', async () => {
    const page = await openSignedIn(browserWorld, site);
    // Fediz leads to wsignout1.0, and our page loads its wsignoutcleanup1.0 in a hidden frame.
    const cleanedUp = page.waitForResponse((response) => response.url().includes('wa=wsignoutcleanup1.0'));
    await page.goto(`${site}logout`);
    expect((await cleanedUp).status()).toBe(200);
    await page.getByText('You are signed out').waitFor();
    await expectSignedOut(page, site);
    await closeProfile(page);
  });

  it('hears of a sign-out that another began', async () => {
    const page = await openSignedIn(browserWorld, site);
    const cleanedUp = page.waitForResponse((response) => response.url().includes('wa=wsignoutcleanup1.0'));
    await page.goto(`${browserWorld.world.server.origins.login}/adfs/ls/?wa=wsignout1.0`);
    expect(new URL((await cleanedUp).url()).origin).toBe(new URL(site).origin);
    await expectSignedOut(page, site);
    await closeProfile(page);
  });

  it('learns of nobody whose certificate is revoked', () => expectRevokedIsRefused(browserWorld, site));

  async function addTrust(): Promise<void> {
    const { world } = browserWorld;
    await world.server.services.directory.relyingPartyTrusts.add(
      wikiTrust(world, { identifiers: [REALM], assertionConsumerServices: [], wsFederationUrls: [site] }),
    );
  }

  async function startRelyingParty(port: number): Promise<AsyncDisposable> {
    const { folder, pki, server } = browserWorld.world;
    const write = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const [chain, key] = [
      await write('fediz.pem', pki.tls.chainPem),
      await write('fediz.key', pki.tls.privateKeyPem),
    ];
    const store = join(folder, 'fediz.p12');
    const exported = ['-in', chain, '-inkey', key, '-passout', `pass:${PASSWORD}`, '-out', store];
    execFileSync('openssl', ['pkcs12', '-export', ...exported]);
    const metadata = await browserWorld.world.fetch(
      `${server.origins.login}/FederationMetadata/2007-06/FederationMetadata.xml`,
    );
    const certificate = /X509Certificate>([^<]+)</.exec(await metadata.text())?.[1] ?? '';
    const signer = await write(
      'signet.pem',
      `-----BEGIN CERTIFICATE-----\n${certificate.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
    );
    const configuration = await write('fediz.xml', configure(server.origins.login, signer));
    const [command = '', ...words] = program!;
    const child = spawn(command, [...words, configuration, store, PASSWORD, String(port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = once(child, 'exit');
    const listening = once(createInterface({ input: child.stdout }), 'line');
    const first = await Promise.race([listening.then(() => 'listening'), ended.then(() => 'ended')]);
    if (first === 'ended') throw new Error(`the program failed: ${said}`);
    return {
      async [Symbol.asyncDispose]() {
        child.kill();
        await ended;
      },
    };
  }

  function configure(login: string, signer: string): string {
    return `<FedizConfig>
  <contextConfig name="/">
    <audienceUris><audienceItem>${REALM}</audienceItem></audienceUris>
    <certificateStores>
      <trustManager><keyStore file="${signer}" type="PEM"/></trustManager>
    </certificateStores>
    <trustedIssuers><issuer certificateValidation="PeerTrust"/></trustedIssuers>
    <maximumClockSkew>60</maximumClockSkew>
    <protocol xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="federationProtocolType" version="1.2">
      <realm>${REALM}</realm>
      <issuer>${login}/adfs/ls/</issuer>
      <reply>${site}</reply>
    </protocol>
    <logoutURL>/logout</logoutURL>
  </contextConfig>
</FedizConfig>
`;
  }
});

async function closeProfile(page: Page): Promise<void> {
  await page.context().close();
}

const REALM = 'urn:contoso:wiki';
const PASSWORD = 'changeit';

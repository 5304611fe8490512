import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserPage, DEMO_PEOPLE, exchangeHttp, type TlsIdentity } from '@signet/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attemptSignIn } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { alice } = DEMO_PEOPLE;
let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), 'signet-profile-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.[Symbol.asyncDispose]();
});

it('the profile of a signed-in person is signed, and the identity in it signs in', async () => {
  const { url, password } = await makeLink('iPhone or iPad');
  const answer = await follow(url);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/x-apple-aspen-config',
    'content-disposition': 'attachment; filename="alice.mobileconfig"',
    'cache-control': 'no-store',
  });
  const payloads = readPayloads(answer.body);
  const mail = payloads.find(({ PayloadType }) => PayloadType === 'com.apple.eas.account');
  expect(mail).toMatchObject({
    Host: new URL(world.server.origins.certificate).host,
    UserName: alice.userPrincipalName,
    SSL: true,
  });
  const identity = payloads.find(({ PayloadType }) => PayloadType === 'com.apple.security.pkcs12');
  expect(Object.keys(identity!)).not.toContain('Password');
  const phone = readIdentity(Buffer.from(String(identity!['PayloadContent']), 'base64'), password);
  const { outcome } = await attemptSignIn(world, alice.userPrincipalName, phone);
  expect(outcome).toMatchObject({ kind: 'redirect' });
  expect(outcome.kind === 'redirect' && outcome.parameters.get('code')).toBeTruthy();
});

it('the Android certificate comes by a link too, and the settings name its alias', async () => {
  const { url, password } = await makeLink('Android: certificate');
  const phone = readIdentity((await follow(url)).body, password);
  expect(phone.chainPem).toContain('BEGIN CERTIFICATE');
  const browser = await openSignedIn();
  const page = await visit(browser, '/profile/android');
  expect(JSON.parse(page.html).gmail.managedConfiguration.exchange_login_certificate_alias).toBe(
    'signet-alice',
  );
});

it('a link works once, and a look at its headers does not use it up', async () => {
  const { url } = await makeLink('iPhone or iPad');
  expect((await follow(url, 'HEAD')).status).toBe(200);
  expect((await follow(url)).status).toBe(200);
  expect((await follow(url)).status).toBe(410);
  expect((await follow(`${url}x`)).status).toBe(410);
});

it('the database has no password of a link', async () => {
  const { url, password } = await makeLink('Android: certificate');
  const { oneTimeStates } = world.server.services.directory;
  const id = createHash('sha256').update(url.split('/').at(-1)!).digest('hex');
  const state = await oneTimeStates.consume('profile-link', id, world.server.services.clock.now());
  expect(state).toMatchObject({ outcome: 'first', value: expect.stringContaining('"platform":"p12"') });
  expect(JSON.stringify(state)).not.toContain(password);
});

it('nobody who is not signed in gets a page, a link or settings', async () => {
  const browser = world.openBrowser();
  for (const path of ['/profile', '/profile/android']) expect((await visit(browser, path)).status).toBe(401);
});

it('a form of another site is refused', async () => {
  const issued = (await world.pki.listIssued()).length;
  const answer = await exchangeHttp({
    url: new URL('/profile', world.server.origins.login),
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'platform=ios',
    ca: world.pki.root.certificatePem,
  });
  expect(answer.status).toBe(403);
  expect((await world.pki.listIssued()).length).toBe(issued);
});

it('who signed in with a certificate that is revoked meanwhile gets no new one, not even by a link made before', async () => {
  const certificate = await world.issueFor(alice);
  const browser = await openSignedIn(certificate);
  const { url } = readLink(await press(browser, 'iPhone or iPad'));
  await world.revoke(certificate);
  const issued = (await world.pki.listIssued()).length;
  expect((await follow(url)).status).toBe(401);
  expect((await visit(browser, '/profile')).status).toBe(401);
  expect((await world.pki.listIssued()).length).toBe(issued);
});

it('the platforms page is there for everybody', async () => {
  const page = await visit(world.openBrowser(), '/platforms');
  expect(page.status).toBe(200);
  for (const name of ['Windows', 'Android', 'iPhone and iPad']) expect(page.text).toContain(name);
});

async function makeLink(button: string): Promise<{ readonly url: string; readonly password: string }> {
  return readLink(await press(await openSignedIn(), button));
}

async function press(browser: Browser, button: string): Promise<BrowserPage> {
  const outcome = await browser.submit(await visit(browser, '/profile'), { button });
  if (outcome.kind !== 'page') throw new Error('a redirect');
  return outcome;
}

function readLink({ html }: BrowserPage): { readonly url: string; readonly password: string } {
  const url = /href="(https:[^"]+\/profile\/download\/[^"]+)"/.exec(html)?.[1];
  const password = /class="identity">([\w-]{16})</.exec(html)?.[1];
  if (url === undefined || password === undefined) throw new Error(html);
  return { url, password };
}

async function openSignedIn(identity?: TlsIdentity): Promise<Browser> {
  const browser = world.openBrowser(identity ?? (await world.issueFor(alice)));
  await attemptSignIn(world, alice.userPrincipalName, undefined, { browser });
  return browser;
}

async function visit(browser: Browser, path: string): Promise<BrowserPage> {
  const outcome = await browser.visit(`${world.server.origins.login}${path}`);
  if (outcome.kind !== 'page') throw new Error('a redirect');
  return outcome;
}

function follow(url: string, method = 'GET') {
  return exchangeHttp({ url: new URL(url), method, ca: world.pki.root.certificatePem });
}

function readPayloads(profile: Buffer): readonly Readonly<Record<string, unknown>>[] {
  writeFileSync(join(folder, 'p.mobileconfig'), profile);
  writeFileSync(join(folder, 'root.pem'), world.pki.root.certificatePem);
  const content = openssl(
    ...['cms', '-verify', '-inform', 'DER', '-binary', '-in', 'p.mobileconfig'],
    ...['-CAfile', 'root.pem', '-purpose', 'any'],
  );
  const json = execFileSync('python3', ['-c', PLIST_TO_JSON], { input: content, encoding: 'utf8' });
  return JSON.parse(json).PayloadContent;
}

function readIdentity(p12: Buffer, password: string): TlsIdentity {
  writeFileSync(join(folder, 'phone.p12'), p12);
  const pem = openssl('pkcs12', '-in', 'phone.p12', '-nodes', '-passin', `pass:${password}`).toString();
  const blocks = (kind: string) =>
    pem.match(new RegExp(`-----BEGIN ${kind}-----[^-]+-----END ${kind}-----`, 'g')) ?? [];
  return {
    chainPem: `${blocks('CERTIFICATE').join('\n')}\n`,
    privateKeyPem: `${blocks('PRIVATE KEY').join('')}\n`,
  };
}

function openssl(...args: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder });
  if (status !== 0) throw new Error(String(stderr));
  return stdout;
}

const PLIST_TO_JSON = `
import base64, json, plistlib, sys
plain = lambda value: base64.b64encode(value).decode()
print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), default=plain))
`;

import { readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, createSystemClock } from '@signet/crypto';
import {
  type BrowserOutcome,
  type ClientCertificate,
  createBrowser,
  createLabPki,
  type LabPki,
  startPublisher,
} from '@signet/lab';
import { findFreePort, readConfig, startServer } from '@signet/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSampleMatcher } from './_match.ts';
import { run, runScript } from './_run.ts';
import { parseConsoleBlocks } from './_script.ts';
import type { World } from './_world.ts';

// docs/guide/first-organisation.md from its first command to its last, and then people who sign in at what it made.

const PAGE = new URL('../../../docs/guide/first-organisation.md', import.meta.url);
const ADA = 'ada@woodgrove.example';
const BOB = 'bob@corp.woodgrove.example';

const stack = new AsyncDisposableStack();
let world: World;
let pki: LabPki;
let ada: ClientCertificate;
let ports: { readonly login: number; readonly certificate: number };

beforeAll(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'signet-first-')));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const services = { clock: createSystemClock(), random: createRandom() };
  // The publisher's address goes into certificates, and it needs the PKI: only commands and the store say it here.
  pki = await createLabPki({ ...services, keyAlgorithm: 'p-256', organisation: 'Woodgrove' });
  const publisher = stack.use(await startPublisher({ pki, port: 0 }));
  ports = { login: await findFreePort(), certificate: await findFreePort() };
  world = { folder, publisherUrl: publisher.url, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  ada = await pki.issueClientCertificate({ commonName: 'Ada Admin', userPrincipalName: ADA });
  for (const [name, contents] of [
    ['server.pem', pki.tls.chainPem],
    ['server.key', pki.tls.privateKeyPem],
    ['root.cer', pki.root.certificate],
    ['issuing.cer', pki.issuing.certificate],
    ['ada.cer', ada.certificate],
  ] as const)
    await writeFile(join(folder, name), contents);
});
afterAll(() => stack.disposeAsync());

it('the commands of docs/guide/first-organisation.md print what the page shows', async () => {
  const steps = parseConsoleBlocks(onThisMachine(readFileSync(PAGE, 'utf8')));
  expect(steps.length).toBeGreaterThanOrEqual(12);
  await runScript({ steps, files: [] }, world, createSampleMatcher());
});

it('lets the administrator of the page sign in with her certificate, at the token service', async () => {
  stack.use(await startInstalled());
  expect(codeOf(await signIn(ADA, ada))).toBeDefined();
});

it('lets people of its federated domain sign in at its own federation server', async () => {
  const bob = await pki.issueClientCertificate({ commonName: 'Bob Berger', userPrincipalName: BOB });
  const outcome = await signIn(BOB, bob);
  expect(codeOf(outcome)).toBeDefined();
});

it('refuses who is not in it', async () => {
  const userPrincipalName = 'eve@woodgrove.example';
  const eve = await pki.issueClientCertificate({ commonName: 'Eve', userPrincipalName });
  expect(await signIn(userPrincipalName, eve)).toMatchObject({
    kind: 'page',
    text: expect.stringContaining('AADSTS50034'),
  });
});

/** The server's name leads to this machine, and to ports that are free. */
function onThisMachine(page: string): string {
  return page
    .replaceAll('https://login.woodgrove.example:49443', `https://localhost:${ports.certificate}`)
    .replaceAll('https://login.woodgrove.example', `https://localhost:${ports.login}`)
    .replaceAll('login.woodgrove.example', 'localhost')
    .replace(/^\$ signet init .*$/m, `$& --ports ${ports.login},${ports.certificate}`);
}

async function startInstalled(): Promise<AsyncDisposable> {
  const config = await readConfig(join(world.folder, 'data', 'signet.json'), {});
  return await startServer({
    ...config,
    listen: { ...config.listen, address: '127.0.0.1' },
    log: { level: 'error' },
  });
}

async function signIn(userName: string, clientCertificate: ClientCertificate): Promise<BrowserOutcome> {
  const [{ id: tenantId }] = await json('signet tenant list --json');
  const apps: readonly { appId: string; displayName: string }[] = await json('signet app list --json');
  const redirectUri = 'https://wiki.woodgrove.example/signed-in';
  const url = new URL(`https://localhost:${ports.login}/${tenantId}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: apps.find(({ displayName }) => displayName === 'Wiki')!.appId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid',
    login_hint: userName,
    code_challenge: 'A'.repeat(43),
    code_challenge_method: 'S256',
  }).toString();
  const browser = createBrowser({
    ca: pki.root.certificatePem,
    clientCertificate,
    isCertificateOrigin: ({ origin }) => origin === `https://localhost:${ports.certificate}`,
  });
  const outcome = await browser.visit(url, { redirectUri, userName });
  // Nobody has consented for the organisation: each is asked once.
  const asksConsent = outcome.kind === 'page' && outcome.html.includes('value="accept"');
  return asksConsent ? await browser.submit(outcome, { button: 'Accept' }, { redirectUri }) : outcome;
}

async function json(command: string) {
  return JSON.parse((await run(command, world)).output);
}

function codeOf(outcome: BrowserOutcome): string | undefined {
  return outcome.kind === 'redirect' ? (outcome.parameters.get('code') ?? undefined) : undefined;
}

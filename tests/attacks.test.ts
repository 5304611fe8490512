import type { IncomingMessage } from 'node:http';
import { Agent, get } from 'node:https';
import { guid } from '@signet/identity';
import {
  APPLICATION_IDS,
  CONTOSO_TENANT_ID,
  createLabPki,
  DEMO_PEOPLE,
  exchangeHttp,
  type HttpAnswer,
  type LabPki,
  startPublisher,
} from '@signet/lab';
import { findFreePort } from '@signet/server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import {
  attemptSignIn,
  authorizeUrl,
  challengeOf,
  expectPage,
  REDIRECT_URI,
  redeemCode,
  refresh,
  signInForCode,
} from './_refusals.ts';
import { addTenant } from './_tenants.ts';
import { startWorld, type World } from './_world.ts';

const { alice, dora } = DEMO_PEOPLE;

let world: World;
/** Stands still unless a test moves it. */
let time = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => time } });
});
afterAll(() => world[Symbol.asyncDispose]());

it('tells nobody with a certificate from elsewhere which accounts exist', async () => {
  const { random, clock } = world.server.services;
  const stranger = await createLabPki({ clock, random, organisation: 'Northwind', keyAlgorithm: 'p-256' });
  const codes = [];
  for (const name of [dora.userPrincipalName, 'nobody@fabrikam.example']) {
    const certificate = await stranger.issueClientCertificate({ commonName: 'x', userPrincipalName: name });
    const { outcome } = await attemptSignIn(world, name, certificate);
    codes.push(/AADSTS\d+/.exec(expectPage(outcome).text)?.[0]);
  }
  expect(new Set(codes).size).toBe(1);
});

it('ends a federated grant by the CRL of either key of a renewed CA, whichever signed the certificate', async () => {
  const renewed = await renewAuthorities();
  for (const pki of [world.pki, renewed]) {
    const certificate = await pki.issueClientCertificate({
      commonName: alice.displayName,
      userPrincipalName: alice.userPrincipalName,
    });
    const answer = await redeemCode(world, await signInForCode(world, alice, certificate));
    const refreshToken = String(answer.body['refresh_token']);
    await pki.revoke(certificate.serialNumber, 'keyCompromise');
    await pki.publish();
    await world.refreshCrls();
    expect(await refresh(world, refreshToken)).toMatchObject({
      status: 400,
      body: { error_codes: [500171] },
    });
  }
});

it('refuses what was granted in the second in which the sessions of the user were revoked', async () => {
  const signedIn = await signInForCode(world, alice, await world.issueFor(alice));
  const { users } = world.server.services.directory;
  const user = await users.findByUserPrincipalName(alice.userPrincipalName);
  if (!user) throw new Error('the demo organisation lacks Alice');
  onTestFinished(() => users.update(user));
  await users.update({ ...user, stsRefreshTokensValidFrom: time });
  time += 60;
  await world.pki.publish();
  await world.refreshCrls();
  expect(await redeemCode(world, signedIn)).toMatchObject({ status: 400, body: { error_codes: [50173] } });
});

it('leads from sign-out to no address that only another tenant has registered', async () => {
  const tenantId = await addTenant(world, 'Northwind');
  const url = new URL(`${world.server.origins.login}/${tenantId}/oauth2/v2.0/logout`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.native,
    post_logout_redirect_uri: REDIRECT_URI,
  }).toString();
  expect(await exchange(url)).toMatchObject({ status: 200 });
  url.pathname = url.pathname.replace(tenantId, 'nowhere');
  expect(await exchange(url)).toMatchObject({ status: 200 });
  url.pathname = url.pathname.replace('nowhere', CONTOSO_TENANT_ID);
  expect(await exchange(url)).toMatchObject({ status: 302, headers: { location: REDIRECT_URI } });
});

it('keeps a token that came in the URL of a refused request out of the log', async () => {
  const hint = 'eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl';
  await exchange(authorizeUrl(world, { redirect_uri: 'https://evil.example/', id_token_hint: hint }));
  const entry = await world.newestLogEntry();
  expect(entry.code).toBe('redirect-uri-mismatch');
  expect(JSON.stringify(entry)).toContain('https://evil.example/');
  expect(JSON.stringify(entry)).not.toContain(hint);
});

it('writes a short row about a certificate with a subject of 8,000 letters', async () => {
  const commonName = 'x'.repeat(8_000);
  const certificate = await world.pki.issueClientCertificate({ commonName, userPrincipalName: 'nobody@x' });
  const { outcome } = await attemptSignIn(world, dora.userPrincipalName, certificate);
  expect(expectPage(outcome).status).toBe(400);
  const entry = await world.newestLogEntry();
  expect(entry.certificate?.subject).toMatch(/^CN=x{1000}/);
  expect(JSON.stringify(entry).length).toBeLessThan(40_000);
});

it.each([
  'not-an-id',
  '<script>',
  '00000000-0000-0000-0000-000000000000\tx',
  `${'0'.repeat(8)}-0000-0000-0000-0000000000000`,
])('takes no correlation id %j, which is none, into the log or an answer', async (id) => {
  const url = authorizeUrl(world, { redirect_uri: 'https://evil.example/', 'client-request-id': id });
  const headers = { 'client-request-id': id, 'return-client-request-id': 'true' };
  const ca = world.pki.root.certificatePem;
  const inQuery = await exchangeHttp({ url, ca });
  url.searchParams.delete('client-request-id');
  const inHeader = await exchangeHttp({ url, ca, headers });
  for (const answer of [inQuery, inHeader]) {
    const requestId = String(answer.headers['x-ms-request-id']);
    const entry = await world.server.services.directory.signInLog.find(requestId);
    expect(entry).toMatchObject({ code: 'redirect-uri-mismatch', correlationId: requestId });
  }
  expect(inHeader.headers['client-request-id']).not.toBe(id);
  expect(inHeader.body.toString()).not.toContain(id);
});

it('writes nothing into the log that a terminal would obey', async () => {
  const orders = '\u001b[2J\u009b31m\r\n\u202e';
  const { outcome } = await attemptSignIn(world, `dora${orders}@fabrikam.example`);
  expect(expectPage(outcome).status).toBe(400);
  const entry = await world.newestLogEntry();
  expect(entry.userPrincipalName).toMatch(/^dora.+@fabrikam\.example$/);
  expect(JSON.stringify(entry)).not.toMatch(/\\u001b|\\r|\\n|[\u009b\u202e]/);
});

it('explains a certificate that comes from an attacker without obeying it', async () => {
  const { random, signIn } = world.server.services;
  const certificate = await world.pki.issueClientCertificate({
    commonName: 'x',
    userPrincipalName: `dora\u001b[2J@fabrikam.example`,
  });
  const decision = await signIn.explain({
    face: 'managed-certificate',
    client: {
      requestId: random.guid(),
      correlationId: random.guid(),
      remoteAddress: '127.0.0.1',
      userAgent: undefined,
      appId: undefined,
      now: time,
    },
    tenantId: CONTOSO_TENANT_ID,
    proof: {
      kind: 'certificate',
      peerCertificates: [certificate.certificate],
      expectedUserPrincipalName: undefined,
      audience: { kind: 'managed' },
    },
  });
  const objects = decision.evidence.map(({ object }) => object);
  expect(objects).toContain('PrincipalName dora\uFFFD[2J@fabrikam.example');
});

it.each([
  ['the token service', `/${CONTOSO_TENANT_ID}/certauth`],
  ['the federation server', '/adfs/ls/certauth'],
])('has the key proved anew for each sign-in at %s: no connection is kept', async (_name, path) => {
  const { privateKeyPem: key, chainPem: cert } = await world.issueFor(dora);
  const agent = new Agent({ keepAlive: true, ca: world.pki.root.certificatePem, key, cert });
  onTestFinished(() => agent.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(new URL(path, world.server.origins.certificate), { agent }, resolve).on('error', reject);
  const answer = await promise;
  answer.resume();
  expect(answer.headers.connection).toBe('close');
});

it('keeps nothing large of a sign-in that nobody has finished', async () => {
  const url = authorizeUrl(world, { state: 'x'.repeat(100_000), ...challengeOf('x'.repeat(43)) });
  const form = new URLSearchParams(url.search);
  url.search = '';
  const tooLarge = await world.openBrowser().post(url, form);
  expect(expectPage(tooLarge).status).toBe(413);
  form.set('state', 'x');
  form.set('login_hint', `${'x'.repeat(1000)}@fabrikam.example`);
  const browser = world.openBrowser();
  const asked = expectPage(await browser.post(url, form));
  expect(asked.html).not.toContain('xxxx');
  const fields = { userName: `${'x'.repeat(1000)}@fabrikam.example` };
  expect(expectPage(await browser.submit(asked, { fields })).status).toBe(400);
});

it('demands a code_challenge of a web app that has no secret to prove itself by', async () => {
  const { applications } = world.server.services.directory;
  const web = await applications.find(APPLICATION_IDS.web);
  if (!web) throw new Error('the demo organisation lacks its web app');
  onTestFinished(() => applications.update(web));
  await applications.update({ ...web, secrets: [] });
  const redirectUri = `${world.webAppOrigin}/callback`;
  const url = authorizeUrl(world, { client_id: APPLICATION_IDS.web, redirect_uri: redirectUri });
  const outcome = await world.openBrowser().visit(url, { redirectUri });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  expect(outcome.parameters.get('error_description')).toContain('AADSTS9002325');
});

function exchange(url: URL): Promise<HttpAnswer> {
  return exchangeHttp({ url, ca: world.pki.root.certificatePem });
}

/** CAs with the names that the organisation's have and other keys, trusted beside them. */
async function renewAuthorities(): Promise<LabPki> {
  const { random, clock, directory } = world.server.services;
  const port = await findFreePort();
  const publisherUrl = `http://localhost:${port}`;
  const pki = await createLabPki({ clock, random, keyAlgorithm: 'p-256', publisherUrl });
  const publisher = await startPublisher({ pki, port });
  onTestFinished(() => publisher[Symbol.asyncDispose]());
  for (const { name, certificate, subject, subjectKeyIdentifier } of [pki.root, pki.issuing]) {
    const id = guid<Parameters<typeof directory.certificateAuthorities.remove>[0]>(random.guid());
    onTestFinished(() => directory.certificateAuthorities.remove(id));
    await directory.certificateAuthorities.add({
      id,
      tenantId: CONTOSO_TENANT_ID,
      certificate,
      isRootAuthority: name === 'root',
      certificateRevocationListUrl: `${publisherUrl}/crl/${name}.crl`,
      deltaCertificateRevocationListUrl: undefined,
      issuer: subject,
      issuerSki: subjectKeyIdentifier,
      createdAt: clock.now(),
    });
  }
  return pki;
}

import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { SESSION_COOKIE, SIGNED_IN, type SignedInInteraction } from '@signet/sign-in';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOn, formOn, linkOn, locationOf, openBrowser } from './_browser.ts';
import {
  beginAtTokenService,
  issueCertificateOf,
  openBrowserOf,
  PROMPT_LINK,
  signInAtFederationServer,
} from './_journey.ts';
import { CERTAUTH, createWorld, FS, LOGIN, type World } from './_world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

describe('federated sign-in from the token service and back', () => {
  it('ends in a session that remembers the certificate, and goes on where it began', async () => {
    const certificate = await issueCertificateOf(world, 'alice');
    const browser = openBrowser(world, [certificate.certificate, world.pki.issuing.certificate]);
    const { url } = await beginAtTokenService(world, browser);
    expect(url).toMatch(/^https:\/\/fs\.contoso\.example\/adfs\/ls\/\?client-request-id=/);

    const prompt = await browser.get(url);
    expect(prompt.status).toBe(200);
    expect(prompt.text).toContain('Contoso cloud');
    expect(prompt.text).toContain('alice@contoso.example');
    expect(linkOn(prompt, PROMPT_LINK)).toMatch(`${CERTAUTH}/adfs/ls/certauth?handle=`);

    const handOver = await browser.get(linkOn(prompt, PROMPT_LINK));
    expect(formOn(handOver).action).toBe(`${FS}/adfs/ls/`);
    const response = await browser.submit(handOver);
    expect(formOn(response).action).toBe(`${LOGIN}/login.srf`);
    const signedIn = await browser.submit(response);
    expect(signedIn.status).toBe(200);

    const next = new URL(linkOn(signedIn, 'Continue'), LOGIN);
    expect(next.pathname).toBe('/organizations/oauth2/v2.0/authorize/resume');
    const binding = { browser: browser.secretOf(LOGIN), now: world.clock.now() };
    const handle = next.searchParams.get('handle') ?? '';
    const waiting = await world.interactions.take<SignedInInteraction>(SIGNED_IN, handle, binding);
    const session = await world.sessions.find(browser.cookie(LOGIN, SESSION_COOKIE), world.clock.now());
    expect(session?.id).toBe(waiting?.sessionId);
    expect(session).toMatchObject({
      userId: DEMO_PEOPLE.alice.id,
      tenantId: CONTOSO_TENANT_ID,
      amr: ['fed', 'rsa'],
      certificate: { issuer: world.pki.issuing.subject, serialNumber: certificate.serialNumber },
    });
  });

  it('writes one row in the sign-in log at each end, under one correlation id', async () => {
    const browser = await openBrowserOf(world, 'bob');
    const { url } = await beginAtTokenService(world, browser);
    await browser.submit(await signInAtFederationServer(browser, url));
    const { items } = await world.directory.signInLog.list({ userId: DEMO_PEOPLE.bob.id }, { limit: 10 });
    expect(items.map(({ face, code }) => [face, code]).sort()).toEqual([
      ['federated-assertion', 'success'],
      ['federation-server', 'success'],
    ]);
    const correlationId = new URL(url).searchParams.get('client-request-id');
    expect(items.map((entry) => entry.correlationId)).toEqual([correlationId, correlationId]);
  });

  it('refuses a person whose certificate was revoked, by the code for it', async () => {
    const certificate = await issueCertificateOf(world, 'alice');
    await world.pki.revoke(certificate.serialNumber, 'keyCompromise');
    world.clock.advance(60);
    await world.pki.publish();
    world.clock.advance(8 * 24 * 3600); // past nextUpdate: the CRL is fetched anew
    await world.pki.publish();
    const browser = openBrowser(world, [certificate.certificate, world.pki.issuing.certificate]);
    const { url } = await beginAtTokenService(world, browser);
    const refused = await browser.get(linkOn(await browser.get(url), PROMPT_LINK));
    expect([refused.status, codeOn(refused)]).toEqual([400, 'AADSTS500171']);
  });

  it('refuses a browser that sends no certificate', async () => {
    const browser = openBrowser(world);
    const { url } = await beginAtTokenService(world, browser);
    const refused = await browser.get(linkOn(await browser.get(url), PROMPT_LINK));
    expect([refused.status, codeOn(refused)]).toEqual([400, 'AADSTS50192']);
  });

  it('refuses a user of a managed domain at the federation server', async () => {
    const browser = await openBrowserOf(world, 'dora');
    const { url } = await beginAtTokenService(world, browser);
    const refused = await browser.get(linkOn(await browser.get(url), PROMPT_LINK));
    expect([refused.status, codeOn(refused)]).toEqual([400, 'AADSTS50107']);
  });

  it('does not hand a certificate result to another browser', async () => {
    const attacker = await openBrowserOf(world, 'alice');
    const victim = openBrowser(world);
    const { url } = await beginAtTokenService(world, attacker);
    const handOver = await attacker.get(linkOn(await attacker.get(url), PROMPT_LINK));
    await victim.get((await beginAtTokenService(world, victim)).url);
    const { action, fields } = formOn(handOver);
    expect(codeOn(await victim.post(action, fields))).toBe('AADSTS90100');
    expect(formOn(await attacker.submit(handOver)).fields.has('wresult')).toBe(true);
  });

  it('takes a certificate result once', async () => {
    const browser = await openBrowserOf(world, 'alice');
    const { url } = await beginAtTokenService(world, browser);
    const handOver = await browser.get(linkOn(await browser.get(url), PROMPT_LINK));
    await browser.submit(handOver);
    expect(codeOn(await browser.submit(handOver))).toBe('AADSTS90100');
  });

  it('goes to the certificate host at once when wauth asks for a certificate', async () => {
    const browser = openBrowser(world);
    const { url } = await beginAtTokenService(world, browser);
    const page = await browser.get(`${url}&wauth=urn:ietf:rfc:2246`);
    expect(page.status).toBe(302);
    expect(locationOf(page)).toMatch(`${CERTAUTH}/adfs/ls/certauth?handle=`);
  });
});

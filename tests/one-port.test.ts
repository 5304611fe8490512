import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkFederatedJourney } from './_federated-journey.ts';
import { attemptSignIn, expectRefusedOnPage } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

describe('host names on one port', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ onePort: true });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('carry a federated sign-in from the first page to the revocation', async () => {
    const visited = await walkFederatedJourney(world);
    const { login, certificate } = world.server.origins;
    expect([...new Set(visited.map(({ origin }) => origin))]).toEqual([login, certificate]);
    expect(new Set(visited.map(({ port }) => port)).size).toBe(1);
    expect(new URL(login).hostname).toBe('login.contoso.example');
    expect(new URL(certificate).hostname).toBe('certauth.login.contoso.example');
  });

  it('refuse a browser without a certificate with the same page', async () => {
    const attempt = await attemptSignIn(world, 'alice@contoso.example');
    await expectRefusedOnPage(world, attempt, {
      aadsts: 50192,
      code: 'no-certificate',
      face: 'federation-server',
      check: 'certificate-sent',
      rule: 'RFC 8446 §4.4.2',
    });
  });

  it('answer no request for the other host on a connection to the first', async () => {
    const [login, certificate] = [world.server.origins.login, world.server.origins.certificate].map(
      (origin) => new URL(origin),
    );
    const request = get({
      host: '127.0.0.1',
      port: login!.port,
      servername: login!.hostname,
      headers: { host: certificate!.host },
      ca: world.pki.root.certificatePem,
      agent: false,
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(421);
  });
});

import { createHash, createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Application } from '@signet/identity';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { exportJWK, importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from './_applications.ts';
import { startWorld, type World } from './_world.ts';

let world: World;
let own: OwnCertificate;
let client: Application;
let tokenEndpoint: string;

beforeAll(async () => {
  world = await startWorld();
  own = await createOwnCertificate(world, 'Nightly job');
  client = await registerApplication(world, {}, [own.certificate]);
  tokenEndpoint = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`;
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the audience of a client assertion', () => {
  it.each([
    ['the endpoint', (login: string) => `${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`],
    ['the endpoint of version 1', (login: string) => `${login}/${CONTOSO_TENANT_ID}/oauth2/token`],
    ['the endpoint by domain', (login: string) => `${login}/contoso.example/oauth2/v2.0/token`],
    ['the endpoint on common', (login: string) => `${login}/common/oauth2/v2.0/token`],
    ['the issuer', (login: string) => `${login}/${CONTOSO_TENANT_ID}/v2.0`],
    [
      'the host in capitals',
      (login: string) => `${login.replace('localhost', 'LOCALHOST')}/${CONTOSO_TENANT_ID}/v2.0`,
    ],
  ])('may be %s', async (_what, audience) => {
    const answer = await send(await sign({ aud: audience(world.server.origins.login) }));
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  });

  it.each([
    ['of another host', () => `https://login.example/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`],
    ['of another tenant', (login: string) => `${login}/${randomUUID()}/oauth2/v2.0/token`],
    ['that is everybody’s issuer', (login: string) => `${login}/common/v2.0`],
    ['that goes on behind the endpoint', () => `${tokenEndpoint}/x`],
    ['with a query', () => `${tokenEndpoint}?x`],
    ['with a name in front of our host', (login: string) => login.replace('://', '://a@')],
  ])('is refused %s', async (_what, audience) => {
    const assertion = await sign({ aud: audience(world.server.origins.login) });
    await expectRefused(assertion, 700023, 'client-assertion-audience');
  });
});

describe('a client assertion', () => {
  it.each([
    ['past its end', { exp: -301 }, 700024, 'client-assertion-expired'],
    ['that lives for more than a day', { exp: 86_400 + 601 }, 700024, 'client-assertion-expired'],
    ['before its beginning', { nbf: 400, exp: 600 }, 700024, 'client-assertion-expired'],
  ])('%s is refused', async (_what, offsets, aadsts, code) => {
    const now = world.server.services.clock.now();
    const times = Object.fromEntries(Object.entries(offsets).map(([name, value]) => [name, now + value]));
    await expectRefused(await sign(times), aadsts, code);
  });

  it.each(['iss', 'sub'])('whose %s is another application is refused', async (name) => {
    await expectRefused(await sign({ [name]: randomUUID() }), 700021, 'client-assertion-of-another');
  });

  it('without an end is refused', async () => {
    await expectRefused(await sign({ exp: undefined }), 50027, 'client-assertion-malformed');
  });

  it('signed by another key under the registered name is refused', async () => {
    const other = await createOwnCertificate(world, 'Nightly job');
    const assertion = await sign({}, {}, other.privateKeyPem);
    await expectRefused(assertion, 700027, 'client-assertion-signature-invalid');
  });

  it('that brings a key of its own in jwk is judged by the registered one', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const assertion = await sign({}, { jwk: await exportJWK(publicKey) }, pem);
    await expectRefused(assertion, 700027, 'client-assertion-signature-invalid');
  });

  it.each(['jku', 'x5u'])('is not fetched a key for from the address in its %s', async (name) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const other = await createOwnCertificate(world, 'Nightly job');
    const header = { [name]: `http://127.0.0.1:${port}/keys` };
    await expectRefused(
      await sign({}, header, other.privateKeyPem),
      700027,
      'client-assertion-signature-invalid',
    );
    server.close();
    expect(asked).toEqual([]);
  });

  it.each([
    ['no algorithm', { alg: 'none' }],
    ['an extension that must be understood', { crit: ['exp'] }],
    ['an empty list of such extensions', { crit: [] }],
  ])('with %s is refused', async (_what, header) => {
    const [, payload = '', signature = ''] = (await sign({})).split('.');
    const forged = encode({ typ: 'JWT', alg: 'RS256', 'x5t#S256': thumbprint(own), ...header });
    const end = 'alg' in header ? '' : signature;
    await expectRefused(`${forged}.${payload}.${end}`, 50027, 'client-assertion-malformed');
  });

  it('whose x5c is another certificate is refused without a registered name', async () => {
    const other = await createOwnCertificate(world, 'Nightly job');
    const x5c = [Buffer.from(other.certificate).toString('base64')];
    const assertion = await sign({}, { x5c, 'x5t#S256': thumbprint(other) }, other.privateKeyPem);
    await expectRefused(assertion, 700027, 'client-key-unknown');
  });

  it('with the public key as the secret of HS256 is refused', async () => {
    const [, payload = ''] = (await sign({})).split('.');
    const header = encode({ typ: 'JWT', alg: 'HS256', 'x5t#S256': thumbprint(own) });
    const key = createPublicKey(own.certificatePem).export({ format: 'pem', type: 'spki' });
    const signature = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
    await expectRefused(`${header}.${payload}.${signature}`, 50027, 'client-assertion-malformed');
  });

  it('whose claims were changed after signing is refused', async () => {
    const [header, , signature] = (await sign({})).split('.');
    const claims = { iss: client.appId, sub: client.appId, aud: tokenEndpoint, exp: 4_000_000_000 };
    const assertion = `${header}.${encode(claims)}.${signature}`;
    await expectRefused(assertion, 700027, 'client-assertion-signature-invalid');
  });

  it('of a certificate whose registration has ended is refused', async () => {
    const { directory, clock } = world.server.services;
    const keyCredentials = client.keyCredentials.map((key) => ({ ...key, endDate: clock.now() - 1 }));
    await directory.applications.update({ ...client, keyCredentials });
    await expectRefused(await sign({}), 700027, 'client-certificate-expired');
    await directory.applications.update(client);
  });
});

async function expectRefused(assertion: string, aadsts: number, code: string): Promise<void> {
  const answer = await send(assertion);
  expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client', error_codes: [aadsts] } });
  expect(await world.newestLogEntry()).toMatchObject({ face: 'client-credentials', code });
}

async function sign(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
  privateKeyPem = own.privateKeyPem,
): Promise<string> {
  const now = world.server.services.clock.now();
  const asked = {
    iss: client.appId,
    sub: client.appId,
    aud: tokenEndpoint,
    nbf: now,
    exp: now + 600,
    jti: randomUUID(),
    ...claims,
  };
  return new SignJWT(asked)
    .setProtectedHeader({ typ: 'JWT', alg: 'PS256', 'x5t#S256': thumbprint(own), ...header })
    .sign(await importPKCS8(privateKeyPem, 'PS256'));
}

async function send(assertion: string): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const answer = await world.fetch(tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: client.appId,
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}

function thumbprint({ certificate }: OwnCertificate): string {
  return createHash('sha256').update(certificate).digest('base64url');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:https';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import {
  type AuthorizationServer,
  clientCredentialsGrantRequest,
  customFetch,
  discoveryRequest,
  processClientCredentialsResponse,
  processDiscoveryResponse,
  TlsClientAuth,
} from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from './_applications.ts';
import { REDIRECT_URI, refresh, signInForCode } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { alice } = DEMO_PEOPLE;

let world: World;
let own: OwnCertificate;
let metadata: AuthorizationServer;
let clientId: string;

beforeAll(async () => {
  world = await startWorld();
  own = await createOwnCertificate(world, 'Nightly job');
  clientId = (await registerApplication(world, {}, [own.certificate])).appId;
  const issuer = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`);
  const found = await discoveryRequest(issuer, {
    [customFetch]: (url, { headers }) => world.fetch(url, { headers }),
  });
  metadata = await processDiscoveryResponse(issuer, found);
});
afterAll(() => world[Symbol.asyncDispose]());

it('proves an application by its certificate in the handshake, and binds the token to it', async () => {
  expect(metadata.mtls_endpoint_aliases?.token_endpoint).toContain(world.server.origins.certificate);
  expect(metadata.tls_client_certificate_bound_access_tokens).toBe(true);
  const client = { client_id: clientId };
  const answer = await clientCredentialsGrantRequest(
    metadata,
    { ...client, use_mtls_endpoint_aliases: true },
    TlsClientAuth(),
    { scope: 'https://graph.microsoft.com/.default' },
    { [customFetch]: (url, init) => post(url, init.body as URLSearchParams, own) },
  );
  const { access_token } = await processClientCredentialsResponse(metadata, client, answer);
  const thumbprint = createHash('sha256').update(own.certificate).digest('base64url');
  expect(decodeJwt(access_token)).toMatchObject({ appidacr: '2', cnf: { 'x5t#S256': thumbprint } });
  expect(await world.newestLogEntry()).toMatchObject({
    face: 'client-credentials',
    code: 'success',
    certificate: { subject: 'CN=Nightly job' },
    evidence: expect.arrayContaining([expect.objectContaining({ rule: 'RFC 8705 §2.2' })]),
  });
});

it('refuses a certificate of the same name that is not registered', async () => {
  const other = await createOwnCertificate(world, 'Nightly job');
  const answer = await ask({ client_id: clientId }, other);
  expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
  expect(await world.newestLogEntry()).toMatchObject({ code: 'client-key-unknown' });
});

it('refuses the same request without a certificate', async () => {
  const answer = await ask({ client_id: clientId }, undefined);
  expect(answer).toMatchObject({ status: 401, body: { error_codes: [7000218] } });
});

it('does not take the registered certificate for another application', async () => {
  const id = (
    await registerApplication(world, {}, [(await createOwnCertificate(world, 'Other')).certificate])
  ).appId;
  expect(await ask({ client_id: id }, own)).toMatchObject({ status: 401, body: { error_codes: [700027] } });
  expect(await ask({ client_id: randomUUID() }, own)).toMatchObject({ body: { error_codes: [700016] } });
});

it('does not make a public client confidential by a certificate', async () => {
  const answer = await ask({ client_id: APPLICATION_IDS.native }, own);
  expect(answer).toMatchObject({ status: 401, body: { error_codes: [7000218] } });
});

describe('a public client that shows a certificate of its own', () => {
  it('has its tokens bound to it, and a refresh token that nobody else can use', async () => {
    const instance = await createOwnCertificate(world, 'Laptop of Alice');
    const first = await ask(await codeForm(), instance);
    expect(first).toMatchObject({ status: 200 });
    const { access_token, refresh_token } = first.body as Readonly<Record<string, string>>;
    expect(decodeJwt(access_token!)).toMatchObject({
      appidacr: '0',
      cnf: { 'x5t#S256': createHash('sha256').update(instance.certificate).digest('base64url') },
    });
    const [secret] = refresh_token!.split('~');
    const form = { client_id: APPLICATION_IDS.native, grant_type: 'refresh_token' };
    const refused = { status: 400, body: { error: 'invalid_grant', error_codes: [70000] } };
    const bound = { ...form, refresh_token: refresh_token! };
    expect(await ask(bound, undefined)).toMatchObject(refused);
    expect(await world.newestLogEntry()).toMatchObject({
      code: 'refresh-token-invalid',
      userId: alice.id,
      evidence: [expect.objectContaining({ rule: 'RFC 8705 §4', result: 'fail' })],
    });
    expect(await ask(bound, await createOwnCertificate(world, 'Thief'))).toMatchObject(refused);
    expect(await refresh(world, refresh_token!)).toMatchObject(refused);
    expect(await ask({ ...form, refresh_token: secret! }, instance)).toMatchObject(refused);

    const second = await ask(bound, instance);
    expect(second).toMatchObject({ status: 200 });
    const successor = (second.body as Readonly<Record<string, string>>)['refresh_token']!;
    expect(await refresh(world, successor)).toMatchObject(refused);
    expect(await ask({ ...form, refresh_token: successor }, instance)).toMatchObject({ status: 200 });
  });

  it('has them unbound where it shows none', async () => {
    const { body } = await ask(await codeForm(), undefined);
    const { access_token, refresh_token } = body as Readonly<Record<string, string>>;
    expect(decodeJwt(access_token!)).not.toHaveProperty('cnf');
    expect(await refresh(world, refresh_token!)).toMatchObject({ status: 200 });
  });

  async function codeForm(): Promise<Readonly<Record<string, string>>> {
    const { code, codeVerifier } = await signInForCode(world, alice, await world.issueFor(alice));
    return {
      client_id: APPLICATION_IDS.native,
      grant_type: 'authorization_code',
      code,
      code_verifier: codeVerifier,
      redirect_uri: REDIRECT_URI,
      scope: 'openid offline_access User.Read',
    };
  }
});

async function ask(
  fields: Readonly<Record<string, string>>,
  certificate: OwnCertificate | undefined,
): Promise<{ status: number; body: unknown }> {
  const form = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default', ...fields };
  const url = `${world.server.origins.certificate}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`;
  const answer = await post(url, new URLSearchParams(form), certificate);
  return { status: answer.status, body: await answer.json() };
}

function post(
  url: string,
  form: URLSearchParams,
  certificate: OwnCertificate | undefined,
): Promise<Response> {
  const identity = certificate && { cert: certificate.certificatePem, key: certificate.privateKeyPem };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        ca: world.pki.root.certificatePem,
        agent: false,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        lookup: (_name, { all }, found) =>
          all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
        ...identity,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const headers = { 'content-type': answer.headers['content-type'] ?? '' };
          resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 500, headers }));
        });
      },
    );
    sent.once('error', reject);
    sent.end(form.toString());
  });
}

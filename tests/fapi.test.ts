import { createHash, randomUUID } from 'node:crypto';
import type { Application } from '@signet/identity';
import { type ClientCertificate, CONTOSO_TENANT_ID, DEMO_PEOPLE, exchangeHttp } from '@signet/lab';
import { decodeJwt, importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerApplication } from './_applications.ts';
import { authorizeUrl, challengeOf } from './_refusals.ts';
import { asRedirect } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

// What FAPI 1.0 Advanced asks of a provider whose clients prove themselves by mutual TLS.

const { alice } = DEMO_PEOPLE;
const REDIRECT_URI = 'https://bank.example/callback';
const VERIFIER = 'f'.repeat(43);
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let world: World;
/** Of a CA that the organisation trusts, with a P-256 key. */
let certificate: ClientCertificate;
let client: Application;

beforeAll(async () => {
  world = await startWorld();
  certificate = await world.pki.issueClientCertificate({ commonName: 'Bank' });
  const redirectUris = [{ type: 'web', uri: REDIRECT_URI }] as const;
  client = await registerApplication(world, { displayName: 'Bank', redirectUris }, [certificate.certificate]);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('a client of mutual TLS', () => {
  it('redeems its code with its certificate, and the access token is bound to that', async () => {
    const { status, body } = await redeem(await fetchCode());
    expect(status).toBe(200);
    expect(decodeJwt(String(body['access_token']))).toMatchObject({
      appidacr: '2',
      cnf: { 'x5t#S256': createHash('sha256').update(certificate.certificate).digest('base64url') },
    });
    expect(decodeJwt(String(body['id_token']))).toMatchObject({ aud: client.appId, nonce: 'n1' });
  });

  it('gives nobody its code: another certificate, or none, redeems nothing', async () => {
    const other = await world.pki.issueClientCertificate({ commonName: 'Bank' });
    for (const [identity, aadsts] of [
      [other, 700027],
      [undefined, 7000218],
    ] as const) {
      const answer = await redeem(await fetchCode(), {}, identity);
      expect(answer).toMatchObject({ status: 401, body: { error_codes: [aadsts] } });
    }
  });

  it('is refused once its certificate is revoked, with a refresh token in its hands', async () => {
    const revoked = await world.pki.issueClientCertificate({ commonName: 'Bank 2' });
    const keyCredentials = client.keyCredentials;
    const { applications } = world.server.services.directory;
    const second = await registerApplication(world, {}, [revoked.certificate]);
    await applications.update({ ...client, keyCredentials: [...keyCredentials, ...second.keyCredentials] });
    const { body } = await redeem(await fetchCode(), {}, revoked);
    await world.revoke(revoked);
    const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
    expect(await ask(form, revoked)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await ask(form, certificate)).toMatchObject({ status: 200 });
    await applications.update(client);
  });

  it('has no secret that would do instead', async () => {
    for (const secret of ['', 'secret', certificate.certificatePem]) {
      const answer = await redeem(await fetchCode(), { client_secret: secret }, undefined);
      expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    }
  });

  it('brings a bound token to nobody who does not ask for the certificate', async () => {
    const { body } = await redeem(await fetchCode());
    const me = `${world.server.origins.login}/v1.0/me`;
    const answer = await world.fetch(me, { headers: { authorization: `Bearer ${body['access_token']}` } });
    expect(answer.status).toBe(401);
  });
});

describe('private_key_jwt', () => {
  it('by ES256 proves a client whose certificate has a P-256 key', async () => {
    const proof = { client_assertion_type: ASSERTION_TYPE, client_assertion: await assertionBy('ES256') };
    expect(await redeem(await fetchCode(), proof, undefined)).toMatchObject({ status: 200 });
  });

  it('by ES256 with a signature in DER is refused', async () => {
    const [header, payload, signature = ''] = (await assertionBy('ES256')).split('.');
    const bytes = Buffer.from(signature, 'base64url');
    const integer = (part: Buffer): Buffer => Buffer.concat([Buffer.of(0x02, 33, 0), part]);
    const [r, s] = [integer(bytes.subarray(0, 32)), integer(bytes.subarray(32))];
    const der = Buffer.concat([Buffer.of(0x30, r.length + s.length), r, s]).toString('base64url');
    const proof = { client_assertion_type: ASSERTION_TYPE, client_assertion: `${header}.${payload}.${der}` };
    const answer = await redeem(await fetchCode(), proof, undefined);
    expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
  });

  it.each(['PS256', 'RS256'])('by %s in name and another key is refused', async (alg) => {
    const [, payload, signature] = (await assertionBy('ES256')).split('.');
    const header = Buffer.from(JSON.stringify({ ...headerOf(), alg })).toString('base64url');
    const proof = {
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: `${header}.${payload}.${signature}`,
    };
    const answer = await redeem(await fetchCode(), proof, undefined);
    expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
  });
});

it('says in its metadata that it does all this', async () => {
  const { login, certificate: mutualTls } = world.server.origins;
  const url = `${login}/${CONTOSO_TENANT_ID}/v2.0/.well-known/openid-configuration`;
  expect(await (await world.fetch(url)).json()).toMatchObject({
    tls_client_certificate_bound_access_tokens: true,
    mtls_endpoint_aliases: { token_endpoint: `${mutualTls}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token` },
    token_endpoint_auth_methods_supported: expect.arrayContaining([
      'private_key_jwt',
      'self_signed_tls_client_auth',
    ]),
    token_endpoint_auth_signing_alg_values_supported: expect.arrayContaining(['ES256', 'PS256']),
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    request_uri_parameter_supported: false,
  });
});

async function fetchCode(): Promise<string> {
  const browser = world.openBrowser(await world.issueFor(alice));
  const url = authorizeUrl(world, {
    client_id: client.appId,
    redirect_uri: REDIRECT_URI,
    login_hint: alice.userPrincipalName,
    nonce: 'n1',
    ...challengeOf(VERIFIER),
  });
  const visit = { redirectUri: REDIRECT_URI };
  const outcome = await browser.visit(url, visit);
  const arrived =
    outcome.kind === 'page' ? await browser.submit(outcome, { button: 'Accept' }, visit) : outcome;
  return String(asRedirect(arrived).parameters.get('code'));
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function redeem(
  code: string,
  more: Readonly<Record<string, string>> = {},
  ...identity: [ClientCertificate | undefined] | []
): Promise<Answer> {
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: VERIFIER,
    redirect_uri: REDIRECT_URI,
  };
  return ask({ ...form, ...more }, identity.length === 0 ? certificate : identity[0]);
}

async function ask(
  form: Readonly<Record<string, string>>,
  clientCertificate: ClientCertificate | undefined,
): Promise<Answer> {
  const body = new URLSearchParams({ client_id: client.appId, ...form }).toString();
  const { status, body: answer } = await exchangeHttp({
    url: new URL(`${world.server.origins.certificate}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`),
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
    ca: world.pki.root.certificatePem,
    clientCertificate,
  });
  return { status, body: JSON.parse(answer.toString()) as Answer['body'] };
}

function headerOf(): { readonly typ: string; readonly 'x5t#S256': string } {
  const sha256 = createHash('sha256').update(certificate.certificate).digest('base64url');
  return { typ: 'JWT', 'x5t#S256': sha256 };
}

async function assertionBy(alg: 'ES256'): Promise<string> {
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ ...headerOf(), alg })
    .setIssuer(client.appId)
    .setSubject(client.appId)
    .setAudience(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`)
    .setExpirationTime('5m')
    .sign(await importPKCS8(certificate.privateKeyPem, alg));
}

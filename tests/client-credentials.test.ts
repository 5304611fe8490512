import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { ConfidentialClientApplication } from '@azure/msal-node';
import type { Application } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID } from '@signet/lab';
import { createRemoteJWKSet, customFetch, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from './_applications.ts';
import { secretOf } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

let world: World;
let own: OwnCertificate;
let resource: Application;
let client: Application;
const SECRET = 'a-secret-of-the-tests';
const ROLE = {
  id: randomUUID(),
  value: 'Jobs.Run.All',
  displayName: 'Run every job',
  allowedMemberTypes: ['Application'],
  isEnabled: true,
} as const;

beforeAll(async () => {
  world = await startWorld();
  setDefaultCACertificates([...getCACertificates('default'), world.pki.root.certificatePem]);
  own = await createOwnCertificate(world, 'Nightly job');
  resource = await registerApplication(world, {
    displayName: 'Jobs',
    requestedAccessTokenVersion: 2,
    identifierUris: ['api://jobs'],
    appRoles: [ROLE, { ...ROLE, id: randomUUID(), value: 'Jobs.Delete.All' }],
  });
  client = await registerApplication(world, { secrets: [secretOf(SECRET)] }, [own.certificate]);
  await world.server.services.directory.appRoleAssignments.add({
    id: randomUUID(),
    tenantId: CONTOSO_TENANT_ID,
    principalId: client.appId,
    resourceId: resource.appId,
    appRoleId: ROLE.id,
    createdAt: 0,
  });
});
afterAll(() => world[Symbol.asyncDispose]());

const SCOPE = 'api://jobs/.default';

describe('@azure/identity', () => {
  it('is given back in xms_cc that it understands claims challenges', async () => {
    const credential = new ClientSecretCredential(CONTOSO_TENANT_ID, client.appId, SECRET, authority());
    const able = await credential.getToken(SCOPE, { enableCae: true });
    expect(await verified(able.token)).toMatchObject({ idtyp: 'app', xms_cc: ['cp1'] });
    const unable = await credential.getToken(SCOPE);
    expect(await verified(unable.token)).not.toHaveProperty('xms_cc');
  });

  it.each([
    ['without its chain', false],
    ['with its chain', true],
  ])('proves an application by certificate, %s', async (_how, sendCertificateChain) => {
    const certificatePath = join(world.folder, `client-${sendCertificateChain}.pem`);
    await writeFile(certificatePath, `${own.privateKeyPem}${own.certificatePem}`);
    const credential = new ClientCertificateCredential(
      CONTOSO_TENANT_ID,
      client.appId,
      { certificatePath },
      { ...authority(), sendCertificateChain },
    );
    const claims = await verified((await credential.getToken(SCOPE)).token);
    expect(claims).toMatchObject({
      ver: '2.0',
      azp: client.appId,
      azpacr: '2',
      oid: client.appId,
      tid: CONTOSO_TENANT_ID,
      idtyp: 'app',
      roles: ['Jobs.Run.All'],
    });
    expect(claims).not.toHaveProperty('scp');
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'client-credentials',
      code: 'success',
      appId: client.appId,
      certificate: { subject: 'CN=Nightly job' },
      evidence: [
        { check: 'client-authentication', facts: { jti: expect.any(String) } },
        { check: 'client-certificate-validity', result: 'pass' },
        { check: 'client-certificate-issuer', result: 'skipped' },
      ],
    });
  });

  it('proves an application by secret', async () => {
    const credential = new ClientSecretCredential(CONTOSO_TENANT_ID, client.appId, SECRET, authority());
    expect(await verified((await credential.getToken(SCOPE)).token)).toMatchObject({ azpacr: '1' });
  });
});

describe('MSAL for Node', () => {
  it.each([
    ['PS256 and x5t#S256', { thumbprintSha256: 'sha256' }],
    ['RS256 and x5t', { thumbprint: 'sha1' }],
  ])('proves an application with %s, and answers the second call from its cache', async (_alg, how) => {
    const [[name, hash] = ['', '']] = Object.entries(how);
    const thumbprint = createHash(hash).update(own.certificate).digest('hex');
    const msal = confidential({ clientCertificate: { privateKey: own.privateKeyPem, [name]: thumbprint } });
    const first = await msal.acquireTokenByClientCredential({ scopes: [SCOPE] });
    expect(await verified(first?.accessToken ?? '')).toMatchObject({ roles: ['Jobs.Run.All'] });
    const second = await msal.acquireTokenByClientCredential({ scopes: [SCOPE] });
    expect(second).toMatchObject({ fromCache: true, accessToken: first?.accessToken });
    // The same assertion once more, as it is used until it expires.
    const third = await msal.acquireTokenByClientCredential({ scopes: [SCOPE], skipCache: true });
    expect(third?.fromCache).toBe(false);
  });

  it('is refused with a certificate that is not registered', async () => {
    const other = await createOwnCertificate(world, 'Somebody');
    const thumbprintSha256 = createHash('sha256').update(other.certificate).digest('hex');
    const msal = confidential({ clientCertificate: { privateKey: other.privateKeyPem, thumbprintSha256 } });
    await expect(msal.acquireTokenByClientCredential({ scopes: [SCOPE] })).rejects.toThrow('AADSTS700027');
    expect(await world.newestLogEntry()).toMatchObject({ code: 'client-key-unknown', appId: client.appId });
  });
});

describe('client_credentials', () => {
  const proof = { client_secret: SECRET };

  it('drops the scopes of OpenID Connect, and gives neither id nor refresh token nor client_info', async () => {
    const { status, body } = await ask({ ...proof, scope: `${SCOPE} openid offline_access profile` });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'expires_in',
      'ext_expires_in',
      'scope',
      'token_type',
    ]);
    expect(body['scope']).toBe(SCOPE);
  });

  it.each([
    ['a permission in place of /.default', { scope: 'api://jobs/Jobs.Run.All' }, 70011, 400],
    ['two resources', { scope: `${SCOPE} https://graph.microsoft.com/.default` }, 28000, 400],
    ['no scope', { scope: '' }, 900144, 400],
    ['no proof', { client_secret: '' }, 7000218, 401],
    ['a wrong secret', { client_secret: 'x' }, 7000215, 401],
  ])('refuses %s', async (_what, changes, aadsts, status) => {
    const answer = await ask({ ...proof, scope: SCOPE, ...changes });
    expect(answer).toMatchObject({ status, body: { error_codes: [aadsts] } });
  });

  it.each(['common', 'organizations'])('is refused on /%s', async (segment) => {
    const answer = await ask({ ...proof, scope: SCOPE }, segment);
    expect(answer).toMatchObject({ status: 400, body: { error_codes: [9001023] } });
    expect(await world.newestLogEntry()).toMatchObject({ code: 'client-tenant-missing' });
  });

  it('is refused to a public client', async () => {
    const answer = await ask({ client_id: APPLICATION_IDS.native, scope: SCOPE });
    expect(answer).toMatchObject({ status: 401, body: { error_codes: [7000218] } });
  });

  it('gives a token that Graph refuses, because nobody is signed in', async () => {
    const { body } = await ask({ ...proof, scope: 'https://graph.microsoft.com/.default' });
    const { status } = await world.fetch(`${world.server.origins.login}/v1.0/users`, {
      headers: { authorization: `Bearer ${body['access_token']}` },
    });
    expect(status).toBe(401);
  });
});

it('refuses an application whose certificate its CA has revoked', async () => {
  const issued = await world.pki.issueClientCertificate({
    commonName: 'Issued job',
    keyAlgorithm: 'rsa-2048',
  });
  const job = await registerApplication(world, {}, [issued.certificate]);
  const thumbprintSha256 = createHash('sha256').update(issued.certificate).digest('hex');
  const clientCertificate = { privateKey: issued.privateKeyPem, thumbprintSha256 };
  const msal = confidential({ clientId: job.appId, clientCertificate });
  const request = { scopes: [SCOPE], skipCache: true };
  expect(await msal.acquireTokenByClientCredential(request)).toMatchObject({ tokenType: 'Bearer' });
  await world.revoke(issued);
  await expect(msal.acquireTokenByClientCredential(request)).rejects.toThrow('AADSTS500171');
  expect(await world.newestLogEntry()).toMatchObject({
    face: 'client-credentials',
    code: 'certificate-revoked',
    appId: job.appId,
  });
});

function authority() {
  return { authorityHost: world.server.origins.login, disableInstanceDiscovery: true };
}

function confidential(auth: Readonly<Record<string, unknown>>): ConfidentialClientApplication {
  const { login } = world.server.origins;
  const knownAuthorities = [new URL(login).host];
  const where = { authority: `${login}/${CONTOSO_TENANT_ID}`, knownAuthorities };
  return new ConfidentialClientApplication({ auth: { clientId: client.appId, ...where, ...auth } });
}

async function ask(
  fields: Readonly<Record<string, string>>,
  segment: string = CONTOSO_TENANT_ID,
): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const form = Object.entries({
    client_id: client.appId,
    grant_type: 'client_credentials',
    ...fields,
  }).filter(([, value]) => value !== '');
  const answer = await world.fetch(`${world.server.origins.login}/${segment}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}

async function verified(token: string): Promise<JWTPayload> {
  const { login } = world.server.origins;
  const keys = createRemoteJWKSet(new URL(`${login}/${CONTOSO_TENANT_ID}/discovery/v2.0/keys`), {
    [customFetch]: world.fetch,
  });
  const { payload } = await jwtVerify(token, keys, { audience: resource.appId });
  expect(payload).toEqual(decodeJwt(token));
  return payload;
}

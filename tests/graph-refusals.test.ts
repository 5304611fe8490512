import { createHash } from 'node:crypto';
import { GRAPH_APP_ID, type GrantId, guid, type SessionId, type TenantId } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { createAudienceClaims, createPairwiseSubjects, createTokenMinter } from '@signet/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, CONFIGURATION, type GraphWorld, refusalOf, startGraphWorld } from './_graph.ts';

const { admin, alice } = DEMO_PEOPLE;

let graph: GraphWorld;

beforeAll(async () => {
  graph = await startGraphWorld();
});
afterAll(() => graph[Symbol.asyncDispose]());

describe('an upload of what is no certificate authority', () => {
  const bad = async (change: (good: Authority) => object | Promise<object>): Promise<string> => {
    const before = await graph.authorities();
    const [good, ...rest] = await graph.currentList();
    const refused = await refusalOf(
      graph.administrator.api(CONFIGURATION).post({ certificateAuthorities: [await change(good!), ...rest] }),
    );
    expect(refused).toMatchObject({ statusCode: 400, code: 'Request_BadRequest' });
    expect(await graph.authorities()).toEqual(before);
    expect(await graph.newestAudit()).toMatchObject({
      result: 'failure',
      resultReason: `Request_BadRequest: ${refused.message}`.slice(0, 1000),
    });
    return refused.message;
  };
  const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

  it('refuses the certificate of a person', async () => {
    const leaf = await graph.world.issueFor(alice);
    const certificate = base64(leaf.certificatePem);
    expect(await bad((good) => ({ ...good, certificate }))).toContain('is not a certificate authority');
  });

  it('refuses a private key beside it', async () => {
    const certificate = base64(
      `${graph.world.pki.root.certificatePem}\n${graph.world.pki.tls.privateKeyPem}`,
    );
    expect(await bad((good) => ({ ...good, certificate }))).toContain('private key');
  });

  it('refuses two in one', async () => {
    const certificate = base64(
      `${graph.world.pki.root.certificatePem}\n${graph.world.pki.issuing.certificatePem}`,
    );
    expect(await bad((good) => ({ ...good, certificate }))).toContain('holds 2 certificates');
  });

  it('refuses a megabyte of noise', async () => {
    const noise = createHash('shake256', { outputLength: 1024 * 1024 })
      .update('noise')
      .digest();
    expect(await bad((good) => ({ ...good, certificate: base64(noise) }))).toContain('no certificate');
  });

  it('refuses the same one twice', async () => {
    const [, second] = await graph.currentList();
    expect(await bad(() => second!)).toContain('the same certificate');
  });

  it.each([
    ['file:///etc/passwd', 'http'],
    ['no url', 'http'],
    ['ftp://crl.contoso.example/a.crl', 'http'],
    ['http://10.0.0.1/a.crl', '10.0.0.1'],
    ['http://[fd00::1]/a.crl', 'fd00::1'],
    ['http://0x0a.1/a.crl', '10.0.0.1'],
    ['http://169.254.169.254/latest/meta-data', '169.254.169.254'],
    ['http://user:secret@crl.contoso.example/a.crl', 'user name'],
  ])('refuses the CRL URL %s', async (certificateRevocationListUrl, word) => {
    expect(await bad((good) => ({ ...good, certificateRevocationListUrl }))).toContain(word);
  });

  it('refuses a delta CRL without the CRL', async () => {
    const urls = {
      certificateRevocationListUrl: null,
      deltaCertificateRevocationListUrl: 'http://crl.contoso.example/d.crl',
    };
    expect(await bad((good) => ({ ...good, ...urls }))).toContain('delta');
  });

  it.each([
    ['not base64', { certificate: '§§§' }],
    ['no certificate', { certificate: undefined }],
    ['a property that no CA has', { trustEverything: true }],
    ['a flag that is a text', { isRootAuthority: 'yes' }],
  ])('refuses %s', async (_words, change) => {
    expect(await bad((good) => ({ ...good, ...change }))).not.toBe('');
  });
});

it.each([
  [{ displayName: '' }, 'displayName: must not be empty.'],
  [{ givenName: 'A'.repeat(65) }, 'givenName: must have at most 64 characters.'],
  [
    { authorizationInfo: { certificateUserIds: Array(11).fill('X509:<SKI>0a') } },
    'authorizationInfo/certificateUserIds: must have at most 10 entries.',
  ],
])('says in plain words which limit of a user is passed: %#', async (changes, message) => {
  const { administrator } = graph;
  expect(await refusalOf(administrator.api(`/users/${alice.id}`).patch(changes))).toMatchObject({ message });
});

describe('who may', () => {
  it.each([
    ['the scope but not the role', alice, ['Organization.Read.All'], CONFIGURATION],
    ['the role but not the scope', admin, ['User.Read'], CONFIGURATION],
    ['neither', alice, ['User.Read'], '/auditLogs/signIns'],
    ['a scope for itself only', alice, ['User.Read'], `/users/${admin.id}`],
    ['no right to list', alice, ['User.Read.All'], '/users'],
  ] as const)('refuses who has %s', async (_words, person, scopes, path) => {
    const client = await graph.connect(person, scopes);
    expect(await refusalOf(client.api(path).get())).toMatchObject({
      statusCode: 403,
      code: 'Authorization_RequestDenied',
    });
    expect(await graph.newestAudit()).toMatchObject({
      result: 'failure',
      initiatedBy: { user: { id: person.id } },
    });
  });

  it('lets everybody read itself', async () => {
    const client = await graph.connect(alice, ['User.Read']);
    expect(await client.api('/me').get()).toMatchObject({ id: alice.id });
    expect(await client.api(`/users/${alice.userPrincipalName}`).get()).toMatchObject({ id: alice.id });
    expect((await client.api('/organization').get()).value[0].id).toBe(CONTOSO_TENANT_ID);
  });

  it('answers another tenant’s ids as if there were nothing', async () => {
    const { directory } = graph.world.server.services;
    const id = guid<TenantId>('f0000000-0000-4000-8000-000000000001');
    await directory.tenants.add({ id, displayName: 'Others', createdAt: 1 });
    await directory.domains.add({
      name: 'others.example',
      tenantId: id,
      isDefault: true,
      federation: undefined,
    });
    const stranger = (await directory.users.find(alice.id))!;
    const other = { ...stranger, tenantId: id, userPrincipalName: 'x@others.example' };
    await directory.users.add({ ...other, id: guid('f0000000-0000-4000-8000-000000000002') });
    const paths = [
      `/organization/${id}`,
      `/organization/${id}/certificateBasedAuthConfiguration`,
      '/users/f0000000-0000-4000-8000-000000000002',
      '/users/x@others.example',
      '/domains/others.example',
    ];
    for (const path of paths) {
      expect(await refusalOf(graph.administrator.api(path).get()), path).toMatchObject({
        statusCode: 404,
        code: 'Request_ResourceNotFound',
      });
    }
    const filtered = await graph.administrator
      .api('/users')
      .filter("userPrincipalName eq 'x@others.example'")
      .get();
    expect(filtered.value).toEqual([]);
  });

  it.each([
    ['no token', undefined],
    ['what is no token', 'abc'],
    ['an unsigned one', `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.e30.`],
  ])('answers 401 to %s', async (_words, token) => {
    const answer = await graph.ask('/v1.0/me', token);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="", authorization_uri="https:/);
    expect(await answer.json()).toMatchObject({
      error: {
        code: 'InvalidAuthenticationToken',
        innerError: { 'request-id': expect.any(String), 'client-request-id': expect.any(String) },
      },
    });
  });

  it('takes no token whose signature or audience is another', async () => {
    const token = await graph.tokenOf(alice, ['User.Read']);
    const [header, payload, signature = ''] = token.split('.');
    const forged = Buffer.from(signature, 'base64url').reverse().toString('base64url');
    expect((await graph.ask('/v1.0/me', `${header}.${payload}.${forged}`)).status).toBe(401);
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
    const swapped = Buffer.from(JSON.stringify({ ...claims, oid: admin.id })).toString('base64url');
    expect((await graph.ask('/v1.0/me', `${header}.${swapped}.${signature}`)).status).toBe(401);
  });
});

describe('a token of our own keys', () => {
  /** What the token service would mint, with one thing changed. */
  const mint = async (change: {
    readonly loginOrigin?: string;
    readonly audience?: string;
    readonly age?: number;
    readonly tokenVersion?: 1 | 2;
    readonly tenantId?: TenantId;
  }): Promise<string> => {
    const { directory, clock, random, tokenKeys } = graph.world.server.services;
    const { login } = graph.world.server.origins;
    const user = {
      ...(await directory.users.find(alice.id))!,
      ...(change.tenantId && { tenantId: change.tenantId }),
    };
    const client = (await directory.applications.find(APPLICATION_IDS.web))!;
    const authentication = { authTime: clock.now(), amr: ['rsa'], certificate: undefined };
    const resource = {
      audience: change.audience ?? login,
      tokenVersion: change.tokenVersion ?? 1,
      permissions: ['User.Read'],
      appId: GRAPH_APP_ID,
      application: undefined,
    } as const;
    // The key of today for a token of yesterday: the ring knows none that is older.
    const keyRing = { ...tokenKeys, current: () => tokenKeys.current(clock.now()) };
    const minter = createTokenMinter({
      loginOrigin: change.loginOrigin ?? login,
      keyRings: { RS256: keyRing, ES256: keyRing },
      graphTokenSigning: 'RS256',
      subjectOf: createPairwiseSubjects({ directory, random }),
      audienceClaims: createAudienceClaims({ directory, graphOrigin: login }),
      random,
    });
    const sessionId = guid<SessionId>(random.guid());
    const subject = {
      user,
      client,
      clientProof: 'secret',
      boundTo: undefined,
      sessionId,
      grantId: guid<GrantId>(random.guid()),
      authentication,
      ipAddress: '127.0.0.1',
      oidcScopes: [],
    } as const;
    const { accessToken } = await minter.accessToken(subject, resource, clock.now() - (change.age ?? 0));
    return accessToken;
  };

  it.each([
    ['for Graph by our address', {}],
    ['for Graph by Microsoft’s', { audience: 'https://graph.microsoft.com/' }],
    ['almost an hour old', { age: 3500 }],
  ])('is taken %s', async (_words, change) => {
    expect((await graph.ask('/v1.0/me', await mint(change))).status).toBe(200);
  });

  it.each([
    ['past its end', { age: 3601 }],
    ['from the future', { age: -3600 }],
    ['for another audience', { audience: 'https://api.contoso.example' }],
    ['of another issuer', { loginOrigin: 'https://login.elsewhere.example' }],
    ['of version 2, which is for other APIs', { tokenVersion: 2 }],
    ['of another tenant', { tenantId: guid<TenantId>('f0000000-0000-4000-8000-0000000000ff') }],
  ] as const)('is refused %s', async (_words, change) => {
    expect((await graph.ask('/v1.0/me', await mint(change))).status).toBe(401);
  });

  it('is refused while the account is disabled', async () => {
    const token = await mint({});
    await graph.administrator.api(`/users/${alice.id}`).patch({ accountEnabled: false });
    expect((await graph.ask('/v1.0/me', token)).status).toBe(401);
    await graph.administrator.api(`/users/${alice.id}`).patch({ accountEnabled: true });
    expect((await graph.ask('/v1.0/me', token)).status).toBe(200);
  });

  it('is refused in the address, where it would end up in logs', async () => {
    expect((await graph.ask(`/v1.0/me?access_token=${await mint({})}`, undefined)).status).toBe(401);
  });
});

describe('hostile queries', () => {
  it.each([
    ['$filter=', 'Request_BadRequest'],
    ["$filter=userPrincipalName eq 'a", 'Request_BadRequest'],
    ["$filter=userPrincipalName eq 'a' or 1 eq 1", 'Request_UnsupportedQuery'],
    ["$filter=userPrincipalName ne 'a'", 'Request_UnsupportedQuery'],
    ["$filter=passwordHash eq 'a'", 'Request_UnsupportedQuery'],
    [`$filter=${"mail eq 'a' and ".repeat(11)}mail eq 'a'`, 'Request_BadRequest'],
    [`$filter=${'('.repeat(2000)}`, 'Request_BadRequest'],
    [`$filter=mail eq '${'a'.repeat(3000)}'`, 'Request_BadRequest'],
    ['$top=0', 'Request_BadRequest'],
    ['$top=1001', 'Request_BadRequest'],
    ['$top=1&top=2', 'Request_BadRequest'],
    ['$select=constructor', 'Request_BadRequest'],
    ['$select=id,__proto__', 'Request_BadRequest'],
    ['$skiptoken=abc', 'Request_BadRequest'],
    ['$expand=manager', 'Request_UnsupportedQuery'],
    ['$count=true', 'Request_UnsupportedQuery'],
    ['$nonsense=1', 'Request_BadRequest'],
  ])('refuses %s', async (query, code) => {
    const refused = await refusalOf(graph.administrator.api(`/users?${query}`).get());
    expect(refused).toMatchObject({ statusCode: 400, code });
    expect(await graph.newestAudit()).toMatchObject({
      result: 'failure',
      initiatedBy: { user: { id: admin.id } },
    });
  });

  it('answers an unknown path and another method with the envelope', async () => {
    expect(await refusalOf(graph.administrator.api('/nothing/here').get())).toMatchObject({
      statusCode: 404,
      code: 'Request_ResourceNotFound',
    });
    const refused = await refusalOf(graph.administrator.api('/domains').delete());
    expect(refused).toMatchObject({ statusCode: 405, code: 'Request_MethodNotAllowed' });
  });

  it.each([
    ['DELETE', '/domains', 'GET, HEAD'],
    ['PUT', '/users', 'GET, HEAD, POST'],
    ['POST', `/users/${DEMO_PEOPLE.alice.id}`, 'DELETE, GET, HEAD, PATCH'],
    ['GET', '/$batch', 'POST'],
  ])('says which methods a path takes that is asked by %s %s', async (method, path, allow) => {
    const response = await graph.world.fetch(`${graph.world.server.origins.login}/v1.0${path}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await response.json()).toMatchObject({ error: { code: 'Request_MethodNotAllowed' } });
  });

  it('does not know a path that only PUT asks for', async () => {
    const response = await graph.world.fetch(`${graph.world.server.origins.login}/beta/nothing`, {
      method: 'PUT',
    });
    expect(response.status).toBe(404);
  });
});

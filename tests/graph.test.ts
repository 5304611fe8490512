import { createHash } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AuthorizationCodeCredential, type TokenCredential } from '@azure/identity';
import { Client, GraphError } from '@microsoft/microsoft-graph-client';
import { guid, type SessionId, type TenantId } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { createTokenMinter } from '@signet/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './_world.ts';

const CONFIGURATION = `/organization/${CONTOSO_TENANT_ID}/certificateBasedAuthConfiguration`;
const CONFIGURATION_ID = '29728ade-6ae4-4ee9-9103-412912537da5';
const STATES = `/organization/${CONTOSO_TENANT_ID}/signet/certificateAuthorities`;
const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';
const ALL_SCOPES = [
  'Organization.ReadWrite.All',
  'User.ReadWrite.All',
  'User.RevokeSessions.All',
  'Domain.ReadWrite.All',
  'Policy.ReadWrite.AuthenticationMethod',
  'AuditLog.Read.All',
  'User.Read',
];
const { admin, alice, bob, dora, emil } = DEMO_PEOPLE;

let world: World;
let administrator: Client;

beforeAll(async () => {
  world = await startWorld();
  setDefaultCACertificates([...getCACertificates('default'), world.pki.root.certificatePem]);
  administrator = await connect(admin, ALL_SCOPES);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('step 2 of the document: the certificate authorities', () => {
  it('lists the trusted certificate authorities with issuer and issuerSki', async () => {
    const { value } = await administrator.api(CONFIGURATION).get();
    expect(value).toHaveLength(1);
    expect(value[0].id).toBe(CONFIGURATION_ID);
    expect(value[0].certificateAuthorities.map(({ issuer }: { issuer: string }) => issuer).sort()).toEqual(
      [world.pki.root.subject, world.pki.issuing.subject].sort(),
    );
    expect(value[0].certificateAuthorities[0].issuerSki).toMatch(/^[0-9A-F]{40}$/);
    const one = await administrator.api(`${CONFIGURATION}/${CONFIGURATION_ID}`).get();
    expect(one.certificateAuthorities).toEqual(value[0].certificateAuthorities);
    expect(one['@odata.context']).toBe(
      `${world.server.origins.login}/v1.0/$metadata#organization('${CONTOSO_TENANT_ID}')/certificateBasedAuthConfiguration/$entity`,
    );
  });

  it.each([CONFIGURATION, `${CONFIGURATION}/$ref`])(
    'replaces the list by POST to %s; what stays keeps its id',
    async (path) => {
      const before = await authorities();
      const present = await currentList();
      const answer = await administrator.api(path).post({ certificateAuthorities: present.toReversed() });
      expect(answer.id).toBe(CONFIGURATION_ID);
      expect(answer.certificateAuthorities).toHaveLength(2);
      expect(await authorities()).toEqual(before);
      expect(await newestAudit()).toMatchObject({
        activityDisplayName: 'Create certificate based auth configuration',
        result: 'success',
        initiatedBy: { user: { id: admin.id, userPrincipalName: admin.userPrincipalName } },
      });
    },
  );

  it('deletes the list, after which nobody signs in by certificate, and takes it back', async () => {
    const present = await currentList();
    await administrator.api(`${CONFIGURATION}/${CONFIGURATION_ID}`).delete();
    expect((await administrator.api(CONFIGURATION).get()).value).toEqual([]);
    await expect(connect(alice, ['User.Read'])).rejects.toThrow();
    await administrator.api(CONFIGURATION).post({ certificateAuthorities: present });
    await expect(connect(alice, ['User.Read'])).resolves.toBeInstanceOf(Client);
  });

  it('shows what is held of each CRL, and downloads it now', async () => {
    const { value } = await administrator.api(STATES).version('beta').get();
    const issuing = value.find(({ issuer }: { issuer: string }) => issuer === world.pki.issuing.subject);
    const refreshed = await administrator.api(`${STATES}/${issuing.id}/refreshCrl`).version('beta').post({});
    expect(refreshed.certificateRevocationLists[0]).toMatchObject({
      part: 'base',
      state: 'valid',
      lastError: null,
      crlNumber: expect.stringMatching(/^\d+$/),
      thisUpdate: expect.stringMatching(/Z$/),
      nextUpdate: expect.stringMatching(/Z$/),
      entries: expect.any(Number),
    });
    await expect(administrator.api(STATES).get()).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('an upload of what is no certificate authority', () => {
  const bad = async (change: (good: Authority) => object | Promise<object>): Promise<string> => {
    const before = await authorities();
    const [good, ...rest] = await currentList();
    const refused = await refusalOf(
      administrator.api(CONFIGURATION).post({ certificateAuthorities: [await change(good!), ...rest] }),
    );
    expect(refused).toMatchObject({ statusCode: 400, code: 'Request_BadRequest' });
    expect(await authorities()).toEqual(before);
    expect(await newestAudit()).toMatchObject({
      result: 'failure',
      resultReason: `Request_BadRequest: ${refused.message}`.slice(0, 1000),
    });
    return refused.message;
  };
  const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

  it('refuses the certificate of a person', async () => {
    const leaf = await world.issueFor(alice);
    const certificate = base64(leaf.certificatePem);
    expect(await bad((good) => ({ ...good, certificate }))).toContain('is not a certificate authority');
  });

  it('refuses a private key beside it', async () => {
    const certificate = base64(`${world.pki.root.certificatePem}\n${world.pki.tls.privateKeyPem}`);
    expect(await bad((good) => ({ ...good, certificate }))).toContain('private key');
  });

  it('refuses two in one', async () => {
    const certificate = base64(`${world.pki.root.certificatePem}\n${world.pki.issuing.certificatePem}`);
    expect(await bad((good) => ({ ...good, certificate }))).toContain('holds 2 certificates');
  });

  it('refuses a megabyte of noise', async () => {
    const noise = createHash('shake256', { outputLength: 1024 * 1024 })
      .update('noise')
      .digest();
    expect(await bad((good) => ({ ...good, certificate: base64(noise) }))).toContain('no certificate');
  });

  it('refuses the same one twice', async () => {
    const [, second] = await currentList();
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

describe('step 3 of the document: revoking the sessions of a user', () => {
  it('answers 200 and true, and refuses what was handed out before with a claims challenge', async () => {
    const token = await tokenOf(bob, ['User.Read']);
    expect((await ask('/v1.0/me', token)).status).toBe(200);
    const answer = await administrator.api(`/users/${bob.userPrincipalName}/revokeSignInSessions`).post({});
    expect(answer).toEqual({
      '@odata.context': `${world.server.origins.login}/v1.0/$metadata#Edm.Boolean`,
      value: true,
    });
    const refused = await ask('/v1.0/me', token);
    expect(refused.status).toBe(401);
    const header = refused.headers.get('www-authenticate') ?? '';
    expect(header).toContain('error="insufficient_claims"');
    const claims = Buffer.from(/claims="([^"]+)"/.exec(header)?.[1] ?? '', 'base64').toString();
    const stored = (await world.server.services.directory.users.find(bob.id))?.stsRefreshTokensValidFrom;
    expect(claims).toBe(`{"access_token":{"nbf":{"essential":true, "value":"${stored}"}}}`);
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'InvalidAuthenticationToken',
        message: expect.stringContaining('TokenIssuedBeforeRevocationTimestamp'),
      },
    });
    const shown = await administrator.api(`/users/${bob.id}`).select('signInSessionsValidFromDateTime').get();
    expect(Date.parse(shown.signInSessionsValidFromDateTime) / 1000).toBe(stored);
    expect(await newestAudit()).toMatchObject({
      activityDisplayName: 'Revoke sign-in sessions',
      targetResources: [{ id: bob.id, displayName: bob.userPrincipalName, type: 'User' }],
    });
  });

  it('lets users end their own sessions and nobody else’s', async () => {
    const token = await tokenOf(emil, ['User.RevokeSessions.All']);
    const others = await ask(`/v1.0/users/${alice.id}/revokeSignInSessions`, token, { method: 'POST' });
    expect(others.status).toBe(403);
    expect(await newestAudit()).toMatchObject({ result: 'failure', initiatedBy: { user: { id: emil.id } } });
    const own = await ask('/v1.0/me/revokeSignInSessions', token, { method: 'POST' });
    expect(await own.json()).toMatchObject({ value: true });
    expect((await ask('/v1.0/me/revokeSignInSessions', token, { method: 'POST' })).status).toBe(401);
  });

  it('stores the present moment for a date in the future, and nothing for another (beta)', async () => {
    const set = (signInSessionsValidFromDateTime: string) =>
      administrator.api(`/users/${dora.id}`).version('beta').patch({ signInSessionsValidFromDateTime });
    const stored = async () => (await world.server.services.directory.users.find(dora.id))!;
    await set('2020-01-01T00:00:00Z');
    expect((await stored()).stsRefreshTokensValidFrom).toBeUndefined();
    await set('2999-01-01T00:00:00Z');
    const now = world.server.services.clock.now();
    expect((await stored()).stsRefreshTokensValidFrom).toBeGreaterThan(now - 60);
    expect((await stored()).stsRefreshTokensValidFrom).toBeLessThanOrEqual(now);
  });
});

describe('users', () => {
  it('brings the default properties, others by $select', async () => {
    const { value } = await administrator.api('/users').get();
    expect(value.map(({ userPrincipalName }: DemoPerson) => userPrincipalName)).toContain(
      alice.userPrincipalName,
    );
    expect(value[0]).not.toHaveProperty('onPremisesImmutableId');
    const one = await administrator.api(`/users/${alice.id}`).select(['id', 'proxyAddresses']).get();
    expect(Object.keys(one).sort()).toEqual(['@odata.context', 'id', 'proxyAddresses']);
  });

  it('pages by absolute links that are called as they are', async () => {
    const seen: string[] = [];
    let link: string | undefined = '/users?$top=2&$select=id&$count=true';
    let pages = 0;
    while (link !== undefined) {
      const page: Collection = await administrator.api(link).header('ConsistencyLevel', 'eventual').get();
      expect('@odata.count' in page).toBe(pages === 0);
      seen.push(...page.value.map(({ id }) => id));
      link = page['@odata.nextLink'];
      pages += 1;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(Object.keys(DEMO_PEOPLE).length);
    expect(pages).toBe(3);
  });

  it.each([
    [`userPrincipalName eq '${alice.userPrincipalName.toUpperCase()}'`, [alice.id]],
    ["startsWith(userPrincipalName,'al')", [alice.id]],
    ["startsWith(displayName, 'Dora') and accountEnabled eq true", [dora.id]],
    ["displayName eq 'O''Neill'", []],
    [`id eq '${bob.id}'`, [bob.id]],
  ])('filters by %s', async (filter, expected) => {
    const { value } = await administrator.api('/users').filter(filter).get();
    expect(value.map(({ id }: DemoPerson) => id)).toEqual(expected);
  });

  it('creates one, changes it and keeps certificateUserIds', async () => {
    const created = await administrator.api('/users').post({
      accountEnabled: true,
      displayName: 'Greta Graph',
      userPrincipalName: 'greta@fabrikam.example',
      mail: 'greta@fabrikam.example',
    });
    const certificateUserIds = ['X509:<PN>greta@fabrikam.example'];
    await administrator.api(`/users/${created.id}`).patch({ authorizationInfo: { certificateUserIds } });
    const shown = await administrator
      .api(`/users/${created.id}`)
      .select('authorizationInfo,proxyAddresses')
      .get();
    expect(shown).toMatchObject({
      authorizationInfo: { certificateUserIds },
      proxyAddresses: ['SMTP:greta@fabrikam.example'],
    });
    const twin = administrator.api('/users').post({
      accountEnabled: true,
      displayName: 'Greta again',
      userPrincipalName: 'GRETA@fabrikam.example',
    });
    await expect(twin).rejects.toMatchObject({ statusCode: 409 });
  });

  it.each([
    ['a domain that is not verified', { userPrincipalName: 'x@stranger.example' }],
    ['no immutable id in a federated domain', { userPrincipalName: 'x@contoso.example' }],
    [
      'roles of its own choosing',
      { userPrincipalName: 'x@fabrikam.example', signetRoles: ['Global Administrator'] },
    ],
  ])('refuses a new user with %s', async (_words, change) => {
    const user = { accountEnabled: true, displayName: 'X', ...change };
    expect(await refusalOf(administrator.api('/users').post(user))).toMatchObject({ statusCode: 400 });
    expect(await newestAudit()).toMatchObject({ activityDisplayName: 'Add user', result: 'failure' });
  });
});

describe('domains and policy', () => {
  it('reads domains and federates one and back', async () => {
    const { value } = await administrator.api('/domains').get();
    expect(value).toEqual([
      expect.objectContaining({ id: 'contoso.example', authenticationType: 'Federated' }),
      expect.objectContaining({ id: 'fabrikam.example', authenticationType: 'Managed' }),
    ]);
    const path = '/domains/fabrikam.example/federationConfiguration';
    const created = await administrator.api(path).post({
      '@odata.type': '#microsoft.graph.internalDomainFederation',
      issuerUri: 'http://fs.fabrikam.example/adfs/services/trust',
      passiveSignInUri: 'https://fs.fabrikam.example/adfs/ls',
      signingCertificate: Buffer.from(world.pki.root.certificate).toString('base64'),
    });
    const changed = await administrator
      .api(`${path}/${created.id}`)
      .patch({ promptLoginBehavior: 'disabled' });
    expect(changed).toMatchObject({ promptLoginBehavior: 'disabled', issuerUri: created.issuerUri });
    expect((await administrator.api(path).get()).value).toHaveLength(1);
    await administrator.api(`${path}/${created.id}`).delete();
    expect((await administrator.api('/domains/fabrikam.example').get()).authenticationType).toBe('Managed');
  });

  it('stores the method policy and resets it', async () => {
    const before = await administrator.api(POLICY).get();
    await administrator.api(POLICY).patch({ '@odata.type': before['@odata.type'], state: 'disabled' });
    expect(await administrator.api(POLICY).get()).toEqual({ ...before, state: 'disabled' });
    await administrator.api(POLICY).delete();
    expect(await administrator.api(POLICY).get()).toEqual(before);
    await expect(administrator.api(POLICY).patch({ state: 'disabled' })).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

describe('the sign-in log', () => {
  it('has the evidence in beta and the status in both', async () => {
    await tokenOf(alice, ['User.Read']);
    const filter = `userId eq '${alice.id}' and status/errorCode eq 0`;
    const { value } = await administrator
      .api('/auditLogs/signIns')
      .version('beta')
      .filter(filter)
      .top(5)
      .get();
    const byCertificate = value.find((entry: { signetEvidence: { certificate: unknown } }) => {
      return entry.signetEvidence.certificate !== null;
    });
    expect(byCertificate.signetEvidence.checks.length).toBeGreaterThan(10);
    expect(byCertificate.authenticationProcessingDetails).toContainEqual({
      key: 'User certificate issuer name',
      value: world.pki.issuing.subject,
    });
    const one = await administrator.api(`/auditLogs/signIns/${byCertificate.id}`).get();
    expect(one).not.toHaveProperty('signetEvidence');
    expect(one.status.errorCode).toBe(0);
  });
});

describe('who may', () => {
  it.each([
    ['the scope but not the role', alice, ['Organization.Read.All'], CONFIGURATION],
    ['the role but not the scope', admin, ['User.Read'], CONFIGURATION],
    ['neither', alice, ['User.Read'], '/auditLogs/signIns'],
    ['a scope for itself only', alice, ['User.Read'], `/users/${admin.id}`],
    ['no right to list', alice, ['User.Read.All'], '/users'],
  ] as const)('refuses who has %s', async (_words, person, scopes, path) => {
    const client = await connect(person, scopes);
    expect(await refusalOf(client.api(path).get())).toMatchObject({
      statusCode: 403,
      code: 'Authorization_RequestDenied',
    });
    expect(await newestAudit()).toMatchObject({
      result: 'failure',
      initiatedBy: { user: { id: person.id } },
    });
  });

  it('lets everybody read itself', async () => {
    const client = await connect(alice, ['User.Read']);
    expect(await client.api('/me').get()).toMatchObject({ id: alice.id });
    expect(await client.api(`/users/${alice.userPrincipalName}`).get()).toMatchObject({ id: alice.id });
    expect((await client.api('/organization').get()).value[0].id).toBe(CONTOSO_TENANT_ID);
  });

  it('answers another tenant’s ids as if there were nothing', async () => {
    const { directory } = world.server.services;
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
      expect(await refusalOf(administrator.api(path).get()), path).toMatchObject({
        statusCode: 404,
        code: 'Request_ResourceNotFound',
      });
    }
    const filtered = await administrator
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
    const answer = await ask('/v1.0/me', token);
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
    const token = await tokenOf(alice, ['User.Read']);
    const [header, payload, signature = ''] = token.split('.');
    const forged = Buffer.from(signature, 'base64url').reverse().toString('base64url');
    expect((await ask('/v1.0/me', `${header}.${payload}.${forged}`)).status).toBe(401);
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
    const swapped = Buffer.from(JSON.stringify({ ...claims, oid: admin.id })).toString('base64url');
    expect((await ask('/v1.0/me', `${header}.${swapped}.${signature}`)).status).toBe(401);
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
    const { directory, clock, random, tokenKeys } = world.server.services;
    const { login } = world.server.origins;
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
    } as const;
    // The key of today for a token of yesterday: the ring knows none that is older.
    const keyRing = { ...tokenKeys, current: () => tokenKeys.current(clock.now()) };
    const minter = createTokenMinter({ loginOrigin: change.loginOrigin ?? login, keyRing, random });
    const subject = { user, client, sessionId: guid<SessionId>(random.guid()), authentication };
    const { accessToken } = await minter.accessToken(subject, resource, clock.now() - (change.age ?? 0));
    return accessToken;
  };

  it.each([
    ['for Graph by our address', {}],
    ['for Graph by Microsoft’s', { audience: 'https://graph.microsoft.com/' }],
    ['almost an hour old', { age: 3500 }],
  ])('is taken %s', async (_words, change) => {
    expect((await ask('/v1.0/me', await mint(change))).status).toBe(200);
  });

  it.each([
    ['past its end', { age: 3601 }],
    ['from the future', { age: -3600 }],
    ['for another audience', { audience: 'https://api.contoso.example' }],
    ['of another issuer', { loginOrigin: 'https://login.elsewhere.example' }],
    ['of version 2, which is for other APIs', { tokenVersion: 2 }],
    ['of another tenant', { tenantId: guid<TenantId>('f0000000-0000-4000-8000-0000000000ff') }],
  ] as const)('is refused %s', async (_words, change) => {
    expect((await ask('/v1.0/me', await mint(change))).status).toBe(401);
  });

  it('is refused while the account is disabled', async () => {
    const token = await mint({});
    await administrator.api(`/users/${alice.id}`).patch({ accountEnabled: false });
    expect((await ask('/v1.0/me', token)).status).toBe(401);
    await administrator.api(`/users/${alice.id}`).patch({ accountEnabled: true });
    expect((await ask('/v1.0/me', token)).status).toBe(200);
  });

  it('is refused in the address, where it would end up in logs', async () => {
    expect((await ask(`/v1.0/me?access_token=${await mint({})}`, undefined)).status).toBe(401);
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
    const refused = await refusalOf(administrator.api(`/users?${query}`).get());
    expect(refused).toMatchObject({ statusCode: 400, code });
    expect(await newestAudit()).toMatchObject({ result: 'failure', initiatedBy: { user: { id: admin.id } } });
  });

  it('answers an unknown path and another method with the envelope', async () => {
    expect(await refusalOf(administrator.api('/nothing/here').get())).toMatchObject({
      statusCode: 404,
      code: 'Request_ResourceNotFound',
    });
    expect(await refusalOf(administrator.api('/domains').delete())).toMatchObject({ statusCode: 404 });
  });
});

describe('$batch', () => {
  it('answers each request with the rights of the token, and 424 after a failed one', async () => {
    const { responses } = await administrator.api('/$batch').post({
      requests: [
        { id: '1', method: 'GET', url: '/me?$select=id' },
        { id: '2', method: 'GET', url: `/users/${admin.id}x` },
        { id: '3', method: 'GET', url: '/organization', dependsOn: ['2'] },
        {
          id: '4',
          method: 'PATCH',
          url: `/users/${emil.id}`,
          body: { displayName: 'Emil E.' },
          headers: { 'Content-Type': 'application/json' },
          dependsOn: ['1'],
        },
      ],
    });
    expect(responses.map(({ status }: { status: number }) => status)).toEqual([200, 404, 424, 204]);
    expect(responses[0].body.id).toBe(admin.id);
    expect(await world.server.services.directory.users.find(emil.id)).toMatchObject({
      displayName: 'Emil E.',
    });
  });

  it.each([
    ['no requests', []],
    ['too many', Array.from({ length: 21 }, (_, id) => ({ id: String(id), method: 'GET', url: '/me' }))],
    ['a batch inside', [{ id: '1', method: 'POST', url: '/$batch' }]],
    ['a path out of the API', [{ id: '1', method: 'GET', url: '/../common/discovery/keys' }]],
    ['a circle', [{ id: '1', method: 'GET', url: '/me', dependsOn: ['1'] }]],
    ['an id twice', [1, 2].map(() => ({ id: '1', method: 'GET', url: '/me' }))],
    ['an absolute url', [{ id: '1', method: 'GET', url: 'https://elsewhere.example/me' }]],
  ])('refuses %s', async (_words, requests) => {
    expect(await refusalOf(administrator.api('/$batch').post({ requests }))).toMatchObject({
      statusCode: 400,
    });
  });
});

interface Authority {
  readonly certificate: string;
  readonly isRootAuthority: boolean;
}

interface Collection {
  readonly value: readonly { readonly id: string }[];
  readonly '@odata.nextLink'?: string;
}

/** The unmodified Graph client with a token of the unmodified Azure credential. */
async function connect(person: DemoPerson, scopes: readonly string[]): Promise<Client> {
  const token = await tokenOf(person, scopes);
  const { login } = world.server.origins;
  return Client.initWithMiddleware({
    baseUrl: `${login}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(login).hostname]),
    authProvider: { getAccessToken: async () => token },
  });
}

async function tokenOf(person: DemoPerson, scopes: readonly string[]): Promise<string> {
  const { token } = (await (await credentialFor(person, scopes)).getToken([...scopes]))!;
  return token;
}

/** Signs the person in with a certificate in the world's browser and hands the code to @azure/identity. */
async function credentialFor(person: DemoPerson, scopes: readonly string[]): Promise<TokenCredential> {
  const { login } = world.server.origins;
  const url = new URL(`${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.web,
    response_type: 'code',
    redirect_uri: `${world.webAppOrigin}/callback`,
    scope: ['openid', 'offline_access', ...scopes].join(' '),
  }).toString();
  const redirectUri = `${world.webAppOrigin}/callback`;
  const browser = world.openBrowser(await world.issueFor(person));
  const outcome = await browser.visit(url.href, { redirectUri, userName: person.userPrincipalName });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return new AuthorizationCodeCredential(
    CONTOSO_TENANT_ID,
    APPLICATION_IDS.web,
    world.webAppClientSecret,
    outcome.parameters.get('code')!,
    redirectUri,
    { authorityHost: login, disableInstanceDiscovery: true },
  );
}

function ask(path: string, token: string | undefined, init: RequestInit = {}): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return world.fetch(`${world.server.origins.login}${path}`, { ...init, headers });
}

async function refusalOf(work: Promise<unknown>): Promise<GraphError> {
  const refused = await work.catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(GraphError);
  return refused as GraphError;
}

async function currentList(): Promise<Authority[]> {
  const { value } = await administrator.api(CONFIGURATION).get();
  return value[0].certificateAuthorities;
}

async function authorities() {
  return await world.server.services.directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
}

async function newestAudit() {
  const { value } = await administrator.api('/auditLogs/directoryAudits').top(1).get();
  return value[0];
}

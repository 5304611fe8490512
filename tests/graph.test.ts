import { Client } from '@microsoft/microsoft-graph-client';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIGURATION, CONFIGURATION_ID, type GraphWorld, refusalOf, startGraphWorld } from './_graph.ts';

const STATES = `/organization/${CONTOSO_TENANT_ID}/signet/certificateAuthorities`;
const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';
const { admin, alice, bob, dora, emil } = DEMO_PEOPLE;

let graph: GraphWorld;

beforeAll(async () => {
  graph = await startGraphWorld();
});
afterAll(() => graph[Symbol.asyncDispose]());

describe('step 2 of the document: the certificate authorities', () => {
  it('lists the trusted certificate authorities with issuer and issuerSki', async () => {
    const { value } = await graph.administrator.api(CONFIGURATION).get();
    expect(value).toHaveLength(1);
    expect(value[0].id).toBe(CONFIGURATION_ID);
    expect(value[0].certificateAuthorities.map(({ issuer }: { issuer: string }) => issuer).sort()).toEqual(
      [graph.world.pki.root.subject, graph.world.pki.issuing.subject].sort(),
    );
    expect(value[0].certificateAuthorities[0].issuerSki).toMatch(/^[0-9A-F]{40}$/);
    const one = await graph.administrator.api(`${CONFIGURATION}/${CONFIGURATION_ID}`).get();
    expect(one.certificateAuthorities).toEqual(value[0].certificateAuthorities);
    expect(one['@odata.context']).toBe(
      `${graph.world.server.origins.login}/v1.0/$metadata#organization('${CONTOSO_TENANT_ID}')/certificateBasedAuthConfiguration/$entity`,
    );
  });

  it.each([CONFIGURATION, `${CONFIGURATION}/$ref`])(
    'replaces the list by POST to %s; what stays keeps its id',
    async (path) => {
      const before = await graph.authorities();
      const present = await graph.currentList();
      const answer = await graph.administrator
        .api(path)
        .post({ certificateAuthorities: present.toReversed() });
      expect(answer.id).toBe(CONFIGURATION_ID);
      expect(answer.certificateAuthorities).toHaveLength(2);
      expect(await graph.authorities()).toEqual(before);
      expect(await graph.newestAudit()).toMatchObject({
        activityDisplayName: 'Create certificate based auth configuration',
        result: 'success',
        initiatedBy: { user: { id: admin.id, userPrincipalName: admin.userPrincipalName } },
      });
    },
  );

  it('deletes the list, after which nobody signs in by certificate, and takes it back', async () => {
    const present = await graph.currentList();
    await graph.administrator.api(`${CONFIGURATION}/${CONFIGURATION_ID}`).delete();
    expect((await graph.administrator.api(CONFIGURATION).get()).value).toEqual([]);
    await expect(graph.connect(alice, ['User.Read'])).rejects.toThrow();
    await graph.administrator.api(CONFIGURATION).post({ certificateAuthorities: present });
    await expect(graph.connect(alice, ['User.Read'])).resolves.toBeInstanceOf(Client);
  });

  it('shows what is held of each CRL, and downloads it now', async () => {
    const { value } = await graph.administrator.api(STATES).version('beta').get();
    const issuing = value.find(
      ({ issuer }: { issuer: string }) => issuer === graph.world.pki.issuing.subject,
    );
    const refreshed = await graph.administrator
      .api(`${STATES}/${issuing.id}/refreshCrl`)
      .version('beta')
      .post({});
    expect(refreshed.certificateRevocationLists[0]).toMatchObject({
      part: 'base',
      state: 'valid',
      lastError: null,
      crlNumber: expect.stringMatching(/^\d+$/),
      thisUpdate: expect.stringMatching(/Z$/),
      nextUpdate: expect.stringMatching(/Z$/),
      entries: expect.any(Number),
    });
    await expect(graph.administrator.api(STATES).get()).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('step 3 of the document: revoking the sessions of a user', () => {
  it('answers 200 and true, and refuses what was handed out before with a claims challenge', async () => {
    const token = await graph.tokenOf(bob, ['User.Read']);
    expect((await graph.ask('/v1.0/me', token)).status).toBe(200);
    const answer = await graph.administrator
      .api(`/users/${bob.userPrincipalName}/revokeSignInSessions`)
      .post({});
    expect(answer).toEqual({
      '@odata.context': `${graph.world.server.origins.login}/v1.0/$metadata#Edm.Boolean`,
      value: true,
    });
    const refused = await graph.ask('/v1.0/me', token);
    expect(refused.status).toBe(401);
    const header = refused.headers.get('www-authenticate') ?? '';
    expect(header).toContain('error="insufficient_claims"');
    const claims = Buffer.from(/claims="([^"]+)"/.exec(header)?.[1] ?? '', 'base64').toString();
    const stored = (await graph.world.server.services.directory.users.find(bob.id))
      ?.stsRefreshTokensValidFrom;
    expect(claims).toBe(`{"access_token":{"nbf":{"essential":true, "value":"${stored}"}}}`);
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'InvalidAuthenticationToken',
        message: expect.stringContaining('TokenIssuedBeforeRevocationTimestamp'),
      },
    });
    const shown = await graph.administrator
      .api(`/users/${bob.id}`)
      .select('signInSessionsValidFromDateTime')
      .get();
    expect(Date.parse(shown.signInSessionsValidFromDateTime) / 1000).toBe(stored);
    expect(await graph.newestAudit()).toMatchObject({
      activityDisplayName: 'Revoke sign-in sessions',
      targetResources: [{ id: bob.id, displayName: bob.userPrincipalName, type: 'User' }],
    });
  });

  it('lets users end their own sessions and nobody else’s', async () => {
    const token = await graph.tokenOf(emil, ['User.RevokeSessions.All']);
    const others = await graph.ask(`/v1.0/users/${alice.id}/revokeSignInSessions`, token, { method: 'POST' });
    expect(others.status).toBe(403);
    expect(await graph.newestAudit()).toMatchObject({
      result: 'failure',
      initiatedBy: { user: { id: emil.id } },
    });
    const own = await graph.ask('/v1.0/me/revokeSignInSessions', token, { method: 'POST' });
    expect(await own.json()).toMatchObject({ value: true });
    expect((await graph.ask('/v1.0/me/revokeSignInSessions', token, { method: 'POST' })).status).toBe(401);
  });

  it('stores the present moment for a date in the future, and nothing for another (beta)', async () => {
    const set = (signInSessionsValidFromDateTime: string) =>
      graph.administrator.api(`/users/${dora.id}`).version('beta').patch({ signInSessionsValidFromDateTime });
    const stored = async () => (await graph.world.server.services.directory.users.find(dora.id))!;
    await set('2020-01-01T00:00:00Z');
    expect((await stored()).stsRefreshTokensValidFrom).toBeUndefined();
    await set('2999-01-01T00:00:00Z');
    const now = graph.world.server.services.clock.now();
    expect((await stored()).stsRefreshTokensValidFrom).toBeGreaterThan(now - 60);
    expect((await stored()).stsRefreshTokensValidFrom).toBeLessThanOrEqual(now);
  });
});

describe('users', () => {
  it('brings the default properties, others by $select', async () => {
    const { value } = await graph.administrator.api('/users').get();
    expect(value.map(({ userPrincipalName }: DemoPerson) => userPrincipalName)).toContain(
      alice.userPrincipalName,
    );
    expect(value[0]).not.toHaveProperty('onPremisesImmutableId');
    const one = await graph.administrator.api(`/users/${alice.id}`).select(['id', 'proxyAddresses']).get();
    expect(Object.keys(one).sort()).toEqual(['@odata.context', 'id', 'proxyAddresses']);
  });

  it('pages by absolute links that are called as they are', async () => {
    const seen: string[] = [];
    let link: string | undefined = '/users?$top=2&$select=id&$count=true';
    let pages = 0;
    while (link !== undefined) {
      const page: Collection = await graph.administrator
        .api(link)
        .header('ConsistencyLevel', 'eventual')
        .get();
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
    const { value } = await graph.administrator.api('/users').filter(filter).get();
    expect(value.map(({ id }: DemoPerson) => id)).toEqual(expected);
  });

  it('creates one, changes it and keeps certificateUserIds', async () => {
    const created = await graph.administrator.api('/users').post({
      accountEnabled: true,
      displayName: 'Greta Graph',
      userPrincipalName: 'greta@fabrikam.example',
      mail: 'greta@fabrikam.example',
    });
    const certificateUserIds = ['X509:<PN>greta@fabrikam.example'];
    await graph.administrator
      .api(`/users/${created.id}`)
      .patch({ authorizationInfo: { certificateUserIds } });
    const shown = await graph.administrator
      .api(`/users/${created.id}`)
      .select('authorizationInfo,proxyAddresses')
      .get();
    expect(shown).toMatchObject({
      authorizationInfo: { certificateUserIds },
      proxyAddresses: ['SMTP:greta@fabrikam.example'],
    });
    const twin = graph.administrator.api('/users').post({
      accountEnabled: true,
      displayName: 'Greta again',
      userPrincipalName: 'GRETA@fabrikam.example',
    });
    await expect(twin).rejects.toMatchObject({ statusCode: 409 });
  });

  it('keeps the names of a user, of which null takes one away', async () => {
    const created = await graph.administrator.api('/users').post({
      accountEnabled: true,
      displayName: 'Gus Graph',
      givenName: 'Gus',
      surname: 'Graph',
      userPrincipalName: 'gus@fabrikam.example',
    });
    expect(created).toMatchObject({ givenName: 'Gus', surname: 'Graph' });
    const user = graph.administrator.api(`/users/${created.id}`);
    await user.patch({ givenName: null, surname: 'Graf' });
    await user.patch({ displayName: 'Gus' });
    expect(await user.get()).toMatchObject({ displayName: 'Gus', givenName: null, surname: 'Graf' });
    const tooLong = await refusalOf(user.patch({ surname: 'x'.repeat(65) }));
    expect(tooLong).toMatchObject({ statusCode: 400 });
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
    expect(await refusalOf(graph.administrator.api('/users').post(user))).toMatchObject({ statusCode: 400 });
    expect(await graph.newestAudit()).toMatchObject({ activityDisplayName: 'Add user', result: 'failure' });
  });
});

describe('domains and policy', () => {
  it('deletes one for good, whose sign-in, tokens and refresh tokens end with it', async () => {
    const { directory } = graph.world.server.services;
    // Others ended his sessions, after which a CRL of before proves nothing.
    const user = { ...(await directory.users.find(bob.id))!, stsRefreshTokensValidFrom: undefined };
    await directory.users.update(user);
    const reader = await graph.connect(bob, ['User.Read']);
    expect(await reader.api('/me').get()).toMatchObject({ id: bob.id });
    await graph.administrator.api(`/users/${bob.userPrincipalName}`).delete();
    expect(await graph.newestAudit()).toMatchObject({
      activityDisplayName: 'Delete user',
      targetResources: [{ id: bob.id, displayName: bob.userPrincipalName }],
    });
    expect(await refusalOf(reader.api('/me').get())).toMatchObject({ statusCode: 401 });
    expect(await refusalOf(graph.administrator.api(`/users/${bob.id}`).get())).toMatchObject({
      statusCode: 404,
    });
    expect(await directory.sessions.listLive(bob.id, graph.world.server.services.clock.now())).toEqual([]);
    await expect(graph.connect(bob, ['User.Read'])).rejects.toThrow();
    await directory.users.add(user);
  });

  it('deletes nobody for who may not, and nobody himself', async () => {
    const writer = await graph.connect(alice, ['User.Read']);
    expect(await refusalOf(writer.api(`/users/${bob.id}`).delete())).toMatchObject({ statusCode: 403 });
    expect(await refusalOf(graph.administrator.api(`/users/${admin.id}`).delete())).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('Nobody deletes himself'),
    });
    const { users } = graph.world.server.services.directory;
    expect(await users.find(admin.id)).toBeDefined();
  });

  it('reads domains and federates one and back', async () => {
    const { value } = await graph.administrator.api('/domains').get();
    expect(value).toEqual([
      expect.objectContaining({ id: 'contoso.example', authenticationType: 'Federated' }),
      expect.objectContaining({ id: 'fabrikam.example', authenticationType: 'Managed' }),
    ]);
    const path = '/domains/fabrikam.example/federationConfiguration';
    const created = await graph.administrator.api(path).post({
      '@odata.type': '#microsoft.graph.internalDomainFederation',
      issuerUri: 'http://fs.fabrikam.example/adfs/services/trust',
      passiveSignInUri: 'https://fs.fabrikam.example/adfs/ls',
      signingCertificate: Buffer.from(graph.world.pki.root.certificate).toString('base64'),
    });
    const changed = await graph.administrator
      .api(`${path}/${created.id}`)
      .patch({ promptLoginBehavior: 'disabled' });
    expect(changed).toMatchObject({ promptLoginBehavior: 'disabled', issuerUri: created.issuerUri });
    expect((await graph.administrator.api(path).get()).value).toHaveLength(1);
    const configuration = graph.administrator.api(`${path}/${created.id}`);
    expect(created.federatedIdpMfaBehavior).toBe('acceptIfMfaDoneByFederatedIdp');
    for (const federatedIdpMfaBehavior of ['enforceMfaByFederatedIdp', 'rejectMfaByFederatedIdp']) {
      expect(await configuration.patch({ federatedIdpMfaBehavior })).toMatchObject({
        federatedIdpMfaBehavior,
        promptLoginBehavior: 'disabled',
      });
    }
    expect(await configuration.patch({ promptLoginBehavior: 'nativeSupport' })).toMatchObject({
      federatedIdpMfaBehavior: 'rejectMfaByFederatedIdp',
    });
    expect(await configuration.patch({ federatedIdpMfaBehavior: null })).toMatchObject({
      federatedIdpMfaBehavior: 'acceptIfMfaDoneByFederatedIdp',
    });
    await expect(
      configuration.patch({ federatedIdpMfaBehavior: 'EnforceMfaByFederatedIdp' }),
    ).rejects.toMatchObject({
      statusCode: 400,
    });
    await graph.administrator.api(`${path}/${created.id}`).delete();
    expect((await graph.administrator.api('/domains/fabrikam.example').get()).authenticationType).toBe(
      'Managed',
    );
  });

  it('stores the method policy and resets it', async () => {
    const before = await graph.administrator.api(POLICY).get();
    await graph.administrator.api(POLICY).patch({ '@odata.type': before['@odata.type'], state: 'disabled' });
    expect(await graph.administrator.api(POLICY).get()).toEqual({ ...before, state: 'disabled' });
    await graph.administrator.api(POLICY).delete();
    expect(await graph.administrator.api(POLICY).get()).toEqual(before);
    await expect(graph.administrator.api(POLICY).patch({ state: 'disabled' })).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

describe('the sign-in log', () => {
  it('has the evidence in beta and the status in both', async () => {
    await graph.tokenOf(alice, ['User.Read']);
    const filter = `userId eq '${alice.id}' and status/errorCode eq 0`;
    const { value } = await graph.administrator
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
      value: graph.world.pki.issuing.subject,
    });
    const one = await graph.administrator.api(`/auditLogs/signIns/${byCertificate.id}`).get();
    expect(one).not.toHaveProperty('signetEvidence');
    expect(one.status.errorCode).toBe(0);
  });
});

describe('$batch', () => {
  it('answers each request with the rights of the token, and 424 after a failed one', async () => {
    const { responses } = await graph.administrator.api('/$batch').post({
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
    expect(await graph.world.server.services.directory.users.find(emil.id)).toMatchObject({
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
    expect(await refusalOf(graph.administrator.api('/$batch').post({ requests }))).toMatchObject({
      statusCode: 400,
    });
  });
});

interface Collection {
  readonly value: readonly { readonly id: string }[];
  readonly '@odata.nextLink'?: string;
}

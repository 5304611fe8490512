import { randomUUID } from 'node:crypto';
import { ClientSecretCredential } from '@azure/identity';
import { DEFAULT_ACCESS_ROLE_ID, GRAPH_APP_ID } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate } from './_applications.ts';
import { type GraphWorld, refusalOf, startGraphWorld } from './_graph.ts';

const { alice, dora } = DEMO_PEOPLE;
const ROLE = {
  id: randomUUID(),
  value: 'Jobs.Run.All',
  displayName: 'Run every job',
  description: 'For programs',
  allowedMemberTypes: ['Application'],
  isEnabled: true,
};
const USER_ROLE = { ...ROLE, id: randomUUID(), value: 'Jobs.Approve', allowedMemberTypes: ['User'] };
const SCOPE = {
  id: randomUUID(),
  value: 'Jobs.Read',
  type: 'User',
  isEnabled: true,
  adminConsentDisplayName: 'Read all jobs',
  adminConsentDescription: 'Of everybody',
  userConsentDisplayName: 'Read your jobs',
  userConsentDescription: null,
};

let graph: GraphWorld;
let jobs: Json;
let client: Json;
let secretText: string;

beforeAll(async () => {
  graph = await startGraphWorld();
});
afterAll(() => graph[Symbol.asyncDispose]());

describe('an API and a client of it, registered through Graph alone', () => {
  it('registers the API with app roles and scopes, as it was sent', async () => {
    jobs = await api('/applications').post({
      displayName: 'Jobs',
      signInAudience: 'AzureADMyOrg',
      identifierUris: ['api://jobs'],
      api: { oauth2PermissionScopes: [SCOPE] },
      appRoles: [ROLE, USER_ROLE],
    });
    expect(jobs).toMatchObject({
      id: jobs.appId,
      displayName: 'Jobs',
      identifierUris: ['api://jobs'],
      api: { oauth2PermissionScopes: [SCOPE] },
      appRoles: [
        { ...ROLE, origin: 'Application' },
        { ...USER_ROLE, origin: 'Application' },
      ],
      web: { redirectUris: [], logoutUrl: null },
      passwordCredentials: [],
      '@odata.context': expect.stringMatching(/\$metadata#applications\/\$entity$/),
    });
    expect(await graph.newestAudit()).toMatchObject({
      activityDisplayName: 'Add application',
      category: 'ApplicationManagement',
      targetResources: [{ id: jobs.id, displayName: 'Jobs', type: 'Application' }],
    });
  });

  it('registers the client with redirect URIs of three platforms and what it requires, by ids of Graph', async () => {
    const { value } = await api('/servicePrincipals').filter(`appId eq '${GRAPH_APP_ID}'`).get();
    const userRead = value[0].oauth2PermissionScopes.find((one: Json) => one.value === 'User.Read');
    expect(userRead.id).toBe('e1fe6dd8-ba31-4d61-89e7-88639da4683d');
    const requiredResourceAccess = [
      { resourceAppId: GRAPH_APP_ID, resourceAccess: [{ id: userRead.id, type: 'Scope' }] },
      { resourceAppId: jobs.appId, resourceAccess: [{ id: SCOPE.id, type: 'Scope' }] },
    ];
    client = await api('/applications').post({
      displayName: 'Job runner',
      requiredResourceAccess,
      web: {
        redirectUris: ['https://runner.example/callback'],
        logoutUrl: 'https://runner.example/logout',
        implicitGrantSettings: { enableIdTokenIssuance: true },
      },
      spa: { redirectUris: ['https://runner.example/spa'] },
      publicClient: { redirectUris: ['http://localhost', 'msauth.runner://auth'] },
    });
    expect(await api(`/applications/${client.id}`).get()).toEqual({
      ...client,
      requiredResourceAccess,
      web: {
        redirectUris: ['https://runner.example/callback'],
        logoutUrl: 'https://runner.example/logout',
        homePageUrl: null,
        implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
      },
      spa: { redirectUris: ['https://runner.example/spa'] },
      publicClient: { redirectUris: ['http://localhost', 'msauth.runner://auth'] },
    });
  });

  it('keeps implicitGrantSettings through other changes, and takes back what it was read as', async () => {
    const path = `/applications/${client.id}`;
    const read = async () => (await api(path).get()).web.implicitGrantSettings;
    await api(path).patch({ web: { logoutUrl: 'https://runner.example/logout' } });
    expect(await read()).toEqual({ enableAccessTokenIssuance: false, enableIdTokenIssuance: true });
    const off = { enableAccessTokenIssuance: false, enableIdTokenIssuance: false };
    await api(path).patch({ web: { implicitGrantSettings: off } });
    expect(await read()).toEqual(off);
    await api(path).patch({ web: { implicitGrantSettings: null } });
    expect(await read()).toEqual(off);
  });

  it('answers the service principal that the application has', async () => {
    const created = await api('/servicePrincipals').post({ appId: client.appId });
    expect(created).toMatchObject({
      id: client.id,
      appDisplayName: 'Job runner',
      servicePrincipalType: 'Application',
      appOwnerOrganizationId: CONTOSO_TENANT_ID,
      replyUrls: expect.arrayContaining(['https://runner.example/spa']),
    });
    expect(await api(`/servicePrincipals/${client.id}`).get()).toEqual(created);
  });

  it('makes a secret, told once, and with it the client gets the app role that it was assigned', async () => {
    const made = await api(`/applications/${client.id}/addPassword`).post({
      passwordCredential: { displayName: 'Of the tests' },
    });
    secretText = made.secretText;
    expect(secretText.startsWith(made.hint)).toBe(true);
    expect(Date.parse(made.endDateTime) - Date.parse(made.startDateTime)).toBe(2 * 365 * 86_400_000);
    const { passwordCredentials } = await api(`/applications/${client.id}`).get();
    expect(passwordCredentials).toMatchObject([
      { keyId: made.keyId, displayName: 'Of the tests', secretText: null },
    ]);
    expect(JSON.stringify(await graph.newestAudit())).not.toContain(secretText);

    expect((await applicationClaims()).roles).toBeUndefined();
    const assigned = await api(`/servicePrincipals/${jobs.id}/appRoleAssignedTo`).post({
      principalId: client.id,
      resourceId: jobs.id,
      appRoleId: ROLE.id,
    });
    expect(assigned).toMatchObject({
      principalType: 'ServicePrincipal',
      principalDisplayName: 'Job runner',
      resourceDisplayName: 'Jobs',
    });
    expect((await applicationClaims()).roles).toEqual(['Jobs.Run.All']);
    const ofClient = await api(`/servicePrincipals/${client.id}/appRoleAssignments`).get();
    expect(ofClient.value).toMatchObject([{ id: assigned.id, appRoleId: ROLE.id }]);
    await api(`/servicePrincipals/${client.id}/appRoleAssignments/${assigned.id}`).delete();
    expect((await applicationClaims()).roles).toBeUndefined();
  });

  it('signs a person in at the new redirect URI, unasked once an administrator has consented', async () => {
    const before = await visit();
    expect(before.kind).toBe('page');
    const grant = await api('/oauth2PermissionGrants').post({
      clientId: client.id,
      consentType: 'AllPrincipals',
      principalId: null,
      resourceId: GRAPH_APP_ID,
      scope: 'openid profile User.Read',
    });
    expect((await visit()).kind).toBe('redirect');
    await api(`/oauth2PermissionGrants/${grant.id}`).patch({ scope: 'openid' });
    expect(await api(`/oauth2PermissionGrants/${grant.id}`).get()).toMatchObject({ scope: 'openid' });
    expect((await visit()).kind).toBe('page');
    await api(`/oauth2PermissionGrants/${grant.id}`).delete();
    expect(await refusalOf(api(`/oauth2PermissionGrants/${grant.id}`).get())).toMatchObject({
      statusCode: 404,
    });
  });

  it('sets what tokens for the API are like, and takes it back by null', async () => {
    const path = `/applications/${jobs.id}`;
    const optionalClaims = { idToken: [], accessToken: [{ name: 'ipaddr' }], saml2Token: [] };
    await api(path).patch({
      api: { requestedAccessTokenVersion: 2 },
      optionalClaims,
      groupMembershipClaims: 'SecurityGroup',
      signetAccessTokenAlg: 'ES256',
    });
    const after = await api(path).get();
    expect(after).toMatchObject({
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [SCOPE] },
      optionalClaims: {
        accessToken: [{ name: 'ipaddr', source: null, essential: false, additionalProperties: [] }],
      },
      groupMembershipClaims: 'SecurityGroup',
      signetAccessTokenAlg: 'ES256',
    });
    expect(await applicationClaims()).toMatchObject({ ver: '2.0', aud: jobs.appId });
    // What was read can be sent back.
    const { optionalClaims: read } = after;
    await api(path).patch({ optionalClaims: read });
    await api(path).patch({
      api: { requestedAccessTokenVersion: null },
      optionalClaims: null,
      groupMembershipClaims: null,
      signetAccessTokenAlg: 'RS256',
    });
    expect(await api(path).get()).toMatchObject({
      api: { requestedAccessTokenVersion: null },
      optionalClaims: null,
      groupMembershipClaims: null,
    });
    expect(await applicationClaims()).toMatchObject({ ver: '1.0' });
  });

  it('takes a certificate in the place of the list, and keeps the one that is named by its keyId', async () => {
    const first = await createOwnCertificate(graph.world, 'Runner');
    const second = await createOwnCertificate(graph.world, 'Runner, next');
    const credential = { type: 'AsymmetricX509Cert', usage: 'Verify' };
    const set = (keyCredentials: readonly object[]) =>
      api(`/applications/${client.id}`).patch({ keyCredentials });
    await set([{ ...credential, displayName: 'First', key: base64(first.certificate) }]);
    const [kept] = (await api(`/applications/${client.id}`).get()).keyCredentials;
    expect(kept).toMatchObject({ displayName: 'First', key: null });
    await set([kept, { ...credential, key: base64(second.certificatePem) }]);
    const { keyCredentials } = await api(`/applications/${client.id}`).select('keyCredentials').get();
    expect(keyCredentials.map(({ key }: Json) => key)).toEqual([
      base64(first.certificate),
      base64(second.certificate),
    ]);
    expect(Buffer.from(keyCredentials[0].customKeyIdentifier, 'base64').toString()).toMatch(/^[0-9A-F]{40}$/);
  });

  it('gives a user an app role, lists who has roles, and ends them with the role', async () => {
    const assignment = { principalId: alice.id, resourceId: jobs.id, appRoleId: USER_ROLE.id };
    const made = await api(`/users/${alice.userPrincipalName}/appRoleAssignments`).post(assignment);
    const again = refusalOf(api(`/users/${alice.id}/appRoleAssignments`).post(assignment));
    expect(await again).toMatchObject({ statusCode: 409 });
    await api(`/servicePrincipals/${jobs.id}/appRoleAssignedTo`).post({
      ...assignment,
      principalId: dora.id,
    });
    const page = await api(`/servicePrincipals/${jobs.id}/appRoleAssignedTo`).top(1).get();
    expect(page.value).toHaveLength(1);
    const rest = await api(page['@odata.nextLink']).get();
    expect([...page.value, ...rest.value].map((one: Json) => one.principalId).sort()).toEqual(
      [alice.id, dora.id].sort(),
    );
    await api(`/users/${alice.id}/appRoleAssignments/${made.id}`).delete();
    expect((await api(`/users/${alice.id}/appRoleAssignments`).get()).value).toEqual([]);

    const enabled = refusalOf(api(`/applications/${jobs.id}`).patch({ appRoles: [ROLE] }));
    expect(await enabled).toMatchObject({ statusCode: 400, code: 'CannotDeleteOrUpdateEnabledEntitlement' });
    await api(`/applications/${jobs.id}`).patch({ appRoles: [ROLE, { ...USER_ROLE, isEnabled: false }] });
    await api(`/applications/${jobs.id}`).patch({ appRoles: [ROLE] });
    expect((await api(`/users/${dora.id}/appRoleAssignments`).get()).value).toEqual([]);
  });

  it('finds by name and appId', async () => {
    const byName = await api('/applications').filter("startsWith(displayName,'job r')").get();
    expect(byName.value.map(({ id }: Json) => id)).toEqual([client.id]);
    const byAppId = await api('/applications').filter(`appId eq '${jobs.appId}'`).select('displayName').get();
    expect(byAppId.value).toEqual([{ displayName: 'Jobs' }]);
  });

  it('takes the secret away, then the application', async () => {
    const [{ keyId }] = (await api(`/applications/${client.id}`).get()).passwordCredentials;
    await api(`/applications/${client.id}/removePassword`).post({ keyId });
    await expect(applicationClaims()).rejects.toThrow('AADSTS7000215');
    await api(`/applications/${client.id}`).delete();
    expect(await refusalOf(api(`/applications/${client.id}`).get())).toMatchObject({ statusCode: 404 });
    await expect(applicationClaims()).rejects.toThrow('AADSTS700016');
  });
});

describe('what is refused', () => {
  it.each([
    ['a redirect URI over http', { web: { redirectUris: ['http://app.example/'] } }, 'web/redirectUris'],
    [
      'a redirect URI with a script',
      { publicClient: { redirectUris: ['javascript:alert(1)'] } },
      'publicClient',
    ],
    ['a logout address elsewhere than the web', { web: { logoutUrl: 'myapp://out' } }, 'web/logoutUrl'],
    ['a name for Graph', { identifierUris: ['graph'] }, 'identifierUris'],
    [
      'access tokens from the authorize endpoint',
      { web: { implicitGrantSettings: { enableAccessTokenIssuance: true } } },
      'implicit',
    ],
    ['an application of many tenants', { signInAudience: 'AzureADMultipleOrgs' }, 'signInAudience'],
    [
      'a scope with a space',
      { api: { oauth2PermissionScopes: [{ ...SCOPE, value: 'a b' }] } },
      'oauth2Permission',
    ],
    ['a role twice', { appRoles: [ROLE, { ...ROLE, id: randomUUID() }] }, 'appRoles'],
    [
      'a certificate that is none',
      { keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: 'AAAA' }] },
      'keyCredentials',
    ],
    [
      'a key that is not there',
      { keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', keyId: randomUUID() }] },
      'keyCredentials',
    ],
    [
      'a resource that is not there',
      { requiredResourceAccess: [{ resourceAppId: randomUUID(), resourceAccess: [] }] },
      'requiredResourceAccess',
    ],
    [
      'an app role as a requirement',
      {
        requiredResourceAccess: [
          { resourceAppId: GRAPH_APP_ID, resourceAccess: [{ id: randomUUID(), type: 'Role' }] },
        ],
      },
      'requiredResourceAccess',
    ],
    [
      'a secret of its own choosing',
      { passwordCredentials: [{ secretText: 'mine' }] },
      'passwordCredentials',
    ],
    [
      'optional claims of a directory extension',
      { optionalClaims: { idToken: [{ name: 'x', source: 'user' }] } },
      'optionalClaims',
    ],
    ['groups of a kind that there is not', { groupMembershipClaims: 'Everything' }, 'groupMembershipClaims'],
    ['a property that no application has', { trustEverything: true }, 'trustEverything'],
  ])('%s', async (_words, change, place) => {
    const refused = await refusalOf(api('/applications').post({ displayName: 'X', ...change }));
    expect(refused).toMatchObject({ statusCode: 400, code: 'Request_BadRequest' });
    expect(refused.message).toContain(place);
    expect(await graph.newestAudit()).toMatchObject({
      activityDisplayName: 'Add application',
      result: 'failure',
    });
  });

  it.each([
    ['a role that the resource does not have', { appRoleId: randomUUID() }],
    ['default access where there are roles', { appRoleId: DEFAULT_ACCESS_ROLE_ID }],
    ['a role for applications', { appRoleId: ROLE.id }],
    ['a principal other than the address', { principalId: dora.id }],
    ['a resource that is not there', { resourceId: randomUUID() }],
  ])('an assignment of %s', async (_words, change) => {
    const body = { principalId: alice.id, resourceId: jobs.id, appRoleId: ROLE.id, ...change };
    const refused = await refusalOf(api(`/users/${alice.id}/appRoleAssignments`).post(body));
    expect(refused).toMatchObject({ statusCode: 400 });
  });

  it('an assignment with the right to assign and without the right to read applications', async () => {
    const scopes = ['AppRoleAssignment.ReadWrite.All'];
    const narrow = await graph.connect(DEMO_PEOPLE.admin, scopes);
    const body = { principalId: jobs.id, resourceId: jobs.id, appRoleId: ROLE.id };
    const path = `/servicePrincipals/${jobs.id}/appRoleAssignedTo`;
    expect(await refusalOf(narrow.api(path).post(body))).toMatchObject({ statusCode: 403 });
    const wide = await graph.connect(DEMO_PEOPLE.admin, [...scopes, 'Application.Read.All']);
    expect(await wide.api(path).post(body)).toMatchObject({ principalId: jobs.id });
  });

  it('everything to who is no administrator, and a change to who may read only', async () => {
    const person = await graph.connect(alice, ['Application.ReadWrite.All']);
    expect(await refusalOf(person.api('/applications').get())).toMatchObject({ statusCode: 403 });
    const reader = await graph.connect(DEMO_PEOPLE.admin, ['Application.Read.All']);
    expect((await reader.api('/applications').get()).value.length).toBeGreaterThan(3);
    const change = reader.api(`/applications/${jobs.id}`).patch({ displayName: 'Mine' });
    expect(await refusalOf(change)).toMatchObject({ statusCode: 403 });
  });

  it('an application of another tenant', async () => {
    const { directory } = graph.world.server.services;
    const tenant = { id: randomUUID() as typeof CONTOSO_TENANT_ID, displayName: 'Other', createdAt: 0 };
    await directory.tenants.add(tenant);
    const own = (await directory.applications.find(jobs.appId))!;
    const foreign = { ...own, appId: randomUUID() as typeof own.appId, tenantId: tenant.id };
    await directory.applications.add(foreign);
    for (const attempt of [
      () => api(`/applications/${foreign.appId}`).get(),
      () => api(`/applications/${foreign.appId}`).delete(),
      () => api(`/servicePrincipals/${foreign.appId}`).get(),
      () => api(`/applications/${foreign.appId}/addPassword`).post({}),
    ]) {
      expect(await refusalOf(attempt())).toMatchObject({ statusCode: 404 });
    }
    const body = { principalId: alice.id, resourceId: foreign.appId, appRoleId: ROLE.id };
    expect(await refusalOf(api(`/users/${alice.id}/appRoleAssignments`).post(body))).toMatchObject({
      statusCode: 400,
    });
  });
});

// biome-ignore lint/suspicious/noExplicitAny: Microsoft's client hands out `any` as well
type Json = any;

function api(path: string): ReturnType<GraphWorld['administrator']['api']> {
  return graph.administrator.api(path);
}

async function applicationClaims(): Promise<Record<string, unknown>> {
  const credential = new ClientSecretCredential(CONTOSO_TENANT_ID, client.appId, secretText, {
    authorityHost: graph.world.server.origins.login,
    disableInstanceDiscovery: true,
  });
  return decodeJwt((await credential.getToken('api://jobs/.default')).token);
}

/** Alice opens the client in a browser that has never been here. */
async function visit() {
  const redirectUri = 'https://runner.example/callback';
  const url = new URL(`${graph.world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: client.appId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile User.Read',
  }).toString();
  const browser = graph.world.openBrowser(await graph.world.issueFor(alice));
  return browser.visit(url.href, { redirectUri, userName: alice.userPrincipalName });
}

function base64(value: Uint8Array | string): string {
  return Buffer.from(value).toString('base64');
}

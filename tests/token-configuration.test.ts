import { createHash, randomUUID } from 'node:crypto';
import { createSystemClock } from '@signet/crypto';
import type { Application, GroupId } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerApplication } from './_applications.ts';
import { discover, signInWith } from './_relying-party.ts';
import {
  allowEverybody,
  asRedirect,
  postToken,
  registerThirdParty,
  scopeNamed,
  secretOf,
  type ThirdParty,
} from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, admin } = DEMO_PEOPLE;
const WITH_PROFILE = 'profile api://files/Files.Read';
const SECRET = 'a-secret-of-the-api';
const system = createSystemClock();
let ahead = 0;
let world: World;
let party: ThirdParty;
let api: Application;

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => system.now() + ahead } });
  api = await registerApplication(world, {
    displayName: 'Files',
    identifierUris: ['api://files', 'https://files.example/'],
    oauth2PermissionScopes: [scopeNamed('Files.Read')],
    secrets: [secretOf(SECRET)],
  });
  party = await registerThirdParty(world);
  await allowEverybody(world, party.application.appId, 'openid profile offline_access');
  await allowEverybody(world, party.application.appId, 'Files.Read', api.appId);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('the version of an access token', () => {
  it('is 1 for a resource that says nothing, which it calls as it was asked for', async () => {
    await configure({});
    const { accessToken } = await signIn();
    const { login } = world.server.origins;
    expect(decodeJwt(accessToken)).toMatchObject({
      ver: '1.0',
      iss: `${login}/${CONTOSO_TENANT_ID}/`,
      aud: 'api://files',
      appid: party.application.appId,
      appidacr: '0',
      upn: alice.userPrincipalName,
      unique_name: alice.userPrincipalName,
      scp: 'Files.Read',
    });
    const other = decodeJwt((await signIn('https://files.example//Files.Read')).accessToken);
    expect(other.aud).toBe('https://files.example/');
    const byId = decodeJwt((await signIn(`${api.appId}/Files.Read`)).accessToken);
    expect(byId.aud).toBe(api.appId);
    expect([other.sub, byId.sub]).toEqual([decodeJwt(accessToken).sub, decodeJwt(accessToken).sub]);
  });

  it('is 2 where the resource wants it', async () => {
    await configure({ requestedAccessTokenVersion: 2 });
    const { accessToken } = await signIn();
    const { login } = world.server.origins;
    const claims = decodeJwt(accessToken);
    expect(claims).toMatchObject({
      ver: '2.0',
      iss: `${login}/${CONTOSO_TENANT_ID}/v2.0`,
      aud: api.appId,
      azp: party.application.appId,
      preferred_username: alice.userPrincipalName,
    });
    expect(claims).not.toHaveProperty('upn');
  });
});

describe('sub', () => {
  it('is another at each application, and cannot be worked out from the ids that tokens show', async () => {
    await configure({});
    const { idToken, accessToken } = await signIn();
    const [atClient, atApi] = [decodeJwt(idToken), decodeJwt(accessToken)];
    expect(atClient.sub).not.toBe(atApi.sub);
    const ids = `${CONTOSO_TENANT_ID}\n${party.application.appId}\n${alice.id}`;
    expect(atClient.sub).not.toBe(createHash('sha256').update(ids).digest('base64url'));
    expect(decodeJwt((await signIn()).idToken).sub).toBe(atClient.sub);
  });

  it('is another in another installation', async () => {
    await using other = await startWorld();
    const { directory } = other.server.services;
    const [ours, theirs] = [
      await secret(world),
      await directory.installationSecrets.findOrAdd('pairwise-subject', new Uint8Array(32)),
    ];
    expect(Buffer.from(ours).equals(Buffer.from(theirs))).toBe(false);
  });
});

describe('ES256', () => {
  it('signs for a resource that wants it, and nothing else', async () => {
    await configure({ accessTokenSigningAlg: 'ES256' });
    const { accessToken, idToken } = await signIn();
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(decodeProtectedHeader(idToken).alg).toBe('RS256');
    expect(await verified(accessToken)).toMatchObject({ aud: 'api://files' });
    expect(await introspect(accessToken)).toMatchObject({ active: true });
  });

  it('rolls over while the server runs: the old token goes on, the new key is published', async () => {
    await configure({ accessTokenSigningAlg: 'ES256' });
    const before = await signIn();
    const { es256TokenKeys, clock } = world.server.services;
    ahead += 5;
    await es256TokenKeys.replace(clock.now());
    const after = await signIn();
    const kids = [before, after].map(({ accessToken }) => decodeProtectedHeader(accessToken).kid);
    expect(kids[0]).not.toBe(kids[1]);
    for (const { accessToken } of [before, after]) {
      expect(await verified(accessToken)).toMatchObject({ aud: 'api://files' });
      expect(await introspect(accessToken)).toMatchObject({ active: true });
    }
  });

  it('signs for Graph where the configuration says so, and Graph takes it', async () => {
    await using other = await startWorld({ graphTokenSigning: 'ES256' });
    const configuration = await discover(other, `/${CONTOSO_TENANT_ID}/v2.0`);
    const { tokens } = await signInWith(other, { configuration, person: alice });
    expect(decodeProtectedHeader(tokens.access_token).alg).toBe('ES256');
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const answer = await other.fetch(`${other.server.origins.login}/oidc/userinfo`, { headers });
    expect(await answer.json()).toMatchObject({ name: alice.displayName });
    // Believed, though it lacks the scope.
    expect((await other.fetch(`${other.server.origins.login}/v1.0/me`, { headers })).status).toBe(403);
  });

  it('is not a way to be believed: an RS256 header over an EC key is refused', async () => {
    const { accessToken } = await signIn();
    const [, payload, signature] = accessToken.split('.');
    const header = { ...decodeProtectedHeader(accessToken), alg: 'RS256' };
    const forged = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`;
    expect(await introspect(forged)).toEqual({ active: false });
  });
});

describe('optional claims', () => {
  it('are in the tokens whose audience asked for them', async () => {
    await configure({
      optionalClaims: {
        idToken: [{ name: 'acct', additionalProperties: [] }],
        accessToken: [
          ...['auth_time', 'ipaddr', 'login_hint', 'email', 'verified_primary_email', 'made_up'].map(
            (name) => ({
              name,
              additionalProperties: [],
            }),
          ),
          { name: 'aud', additionalProperties: ['use_guid'] },
        ],
      },
    });
    const { accessToken, idToken } = await signIn();
    const claims = decodeJwt(accessToken);
    expect(claims).toMatchObject({
      aud: api.appId,
      auth_time: expect.any(Number),
      ipaddr: '127.0.0.1',
      login_hint: alice.userPrincipalName,
      email: alice.userPrincipalName,
      verified_primary_email: [alice.userPrincipalName],
    });
    expect(claims).not.toHaveProperty('made_up');
    // Those for ID tokens are the client's to ask for, not the resource's.
    expect(decodeJwt(idToken)).not.toHaveProperty('acct');
  });

  it('of the client are in its ID tokens', async () => {
    const { directory } = world.server.services;
    const client = (await directory.applications.find(party.application.appId))!;
    const names = ['acct', 'upn', 'login_hint'].map((name) => ({ name, additionalProperties: [] }));
    await directory.applications.update({ ...client, optionalClaims: { idToken: names, accessToken: [] } });
    expect(decodeJwt((await signIn(WITH_PROFILE)).idToken)).toMatchObject({
      acct: 0,
      upn: alice.userPrincipalName,
      login_hint: alice.userPrincipalName,
    });
    await directory.applications.update(client);
  });

  it('given_name and family_name are in every token of version 1, and asked for in version 2', async () => {
    const names = { given_name: alice.givenName, family_name: alice.surname };
    const asked = Object.keys(names).map((name) => ({ name, additionalProperties: [] }));
    await configure({});
    expect(decodeJwt((await signIn()).accessToken)).toMatchObject({ ver: '1.0', ...names });
    await configure({ requestedAccessTokenVersion: 2 });
    const { accessToken } = await signIn();
    for (const name of Object.keys(names)) expect(decodeJwt(accessToken)).not.toHaveProperty(name);
    await configure({
      requestedAccessTokenVersion: 2,
      optionalClaims: { idToken: [], accessToken: asked },
    });
    expect(decodeJwt((await signIn(WITH_PROFILE)).accessToken)).toMatchObject({ ver: '2.0', ...names });
  });

  it.each(['idToken', 'accessToken'] as const)(
    'given_name, family_name and upn are in the %s of version 2 with the scope profile, and only then',
    async (which) => {
      const { applications } = world.server.services.directory;
      const names = ['given_name', 'family_name', 'upn'].map((name) => ({ name, additionalProperties: [] }));
      const optionalClaims = { idToken: [], accessToken: [], [which]: names };
      await configure({ requestedAccessTokenVersion: 2, optionalClaims });
      const client = (await applications.find(party.application.appId))!;
      await applications.update({ ...client, optionalClaims });
      expect(decodeJwt((await signIn(WITH_PROFILE))[which])).toMatchObject({
        ver: '2.0',
        given_name: alice.givenName,
        family_name: alice.surname,
        upn: alice.userPrincipalName,
      });
      const without = decodeJwt((await signIn())[which]);
      for (const { name } of names) expect(without).not.toHaveProperty(name);
      await applications.update(client);
    },
  );

  it('names are absent for whoever has none', async () => {
    const { users } = world.server.services.directory;
    const person = (await users.find(alice.id))!;
    const { givenName: _given, surname: _surname, ...nameless } = person;
    await configure({});
    await users.update(nameless);
    const claims = decodeJwt((await signIn()).accessToken);
    for (const name of ['given_name', 'family_name']) expect(claims).not.toHaveProperty(name);
    await users.update(person);
  });

  it('xms_edov says whether the domain of the mail address is one of the tenant', async () => {
    const { users } = world.server.services.directory;
    const person = (await users.find(alice.id))!;
    const accessToken = ['xms_edov', 'email'].map((name) => ({ name, additionalProperties: [] }));
    await configure({ optionalClaims: { idToken: [], accessToken } });
    expect(decodeJwt((await signIn()).accessToken)).toMatchObject({ email: person.mail, xms_edov: true });
    await users.update({ ...person, mail: 'alice@elsewhere.example' });
    expect(decodeJwt((await signIn()).accessToken)['xms_edov']).toBe(false);
    await users.update({ ...person, mail: undefined });
    expect(decodeJwt((await signIn()).accessToken)).not.toHaveProperty('xms_edov');
    await users.update(person);
  });

  it('login_hint, sent back as it came, leads the next request to the session without a question', async () => {
    const accessToken = [{ name: 'login_hint', additionalProperties: [] }];
    await configure({ optionalClaims: { idToken: [], accessToken } });
    const browser = world.openBrowser(await world.issueFor(alice));
    const answer = asRedirect(await party.signIn(alice, { scope: 'openid api://files/Files.Read' }, browser));
    const { body } = await party.redeem(answer.parameters.get('code')!);
    const login_hint = String(decodeJwt(String(body['access_token']))['login_hint']);
    const visit = (hint: string) =>
      browser.visit(party.authorizeUrl({ prompt: 'none', login_hint: hint, scope: 'openid' }), {
        redirectUri: party.redirectUri,
      });
    expect(asRedirect(await visit(login_hint)).parameters.get('code')).toEqual(expect.any(String));
    expect(asRedirect(await visit(bob.userPrincipalName)).parameters.get('error')).toBe('login_required');
  });

  it('verified_secondary_email has the secondary addresses, and is absent for whoever has none', async () => {
    const { users } = world.server.services.directory;
    const person = (await users.find(alice.id))!;
    const names = ['verified_primary_email', 'verified_secondary_email'];
    await configure({
      optionalClaims: {
        idToken: [],
        accessToken: names.map((name) => ({ name, additionalProperties: [] })),
      },
    });
    const primary = person.proxyAddresses.filter((address) => address.startsWith('SMTP:'));
    const others = ['smtp:a.ahlberg@contoso.example', 'smtp:alice@contoso.onmicrosoft.example'];
    await addDomain('contoso.onmicrosoft.example');
    await users.update({ ...person, proxyAddresses: [...others, ...primary, 'x500:/o=Contoso/cn=alice'] });
    expect(decodeJwt((await signIn()).accessToken)).toMatchObject({
      verified_primary_email: [alice.userPrincipalName],
      verified_secondary_email: ['a.ahlberg@contoso.example', 'alice@contoso.onmicrosoft.example'],
    });
    await users.update({ ...person, proxyAddresses: primary });
    expect(decodeJwt((await signIn()).accessToken)).not.toHaveProperty('verified_secondary_email');
    await users.update(person);
  });

  it('calls no address verified that is of a domain of somebody else', async () => {
    const { users } = world.server.services.directory;
    const person = (await users.find(alice.id))!;
    const names = ['verified_primary_email', 'verified_secondary_email'];
    await configure({
      optionalClaims: {
        idToken: [],
        accessToken: names.map((name) => ({ name, additionalProperties: [] })),
      },
    });
    // As PATCH with another `mail` leaves it.
    const proxyAddresses = [
      'SMTP:ceo@bank.example',
      'smtp:x@sub.contoso.example',
      'smtp:Alice@CONTOSO.example',
    ];
    await users.update({ ...person, mail: 'ceo@bank.example', proxyAddresses });
    const claims = decodeJwt((await signIn()).accessToken);
    expect(claims).not.toHaveProperty('verified_primary_email');
    expect(claims).toMatchObject({ verified_secondary_email: ['Alice@CONTOSO.example'] });
    await users.update(person);
  });

  it('preferred_username is the user principal name, in access tokens of version 1 too', async () => {
    await configure({});
    expect(decodeJwt((await signIn()).accessToken)).not.toHaveProperty('preferred_username');
    const accessToken = [{ name: 'preferred_username', additionalProperties: [] }];
    await configure({ optionalClaims: { idToken: [], accessToken } });
    expect(decodeJwt((await signIn()).accessToken)).toMatchObject({
      ver: '1.0',
      preferred_username: alice.userPrincipalName,
    });
  });

  it('change no claim that says who and for whom', async () => {
    const names = ['iss', 'sub', 'oid', 'tid', 'scp', 'idtyp', '__proto__', 'constructor'];
    const accessToken = names.map((name) => ({ name, additionalProperties: [] }));
    await configure({ optionalClaims: { idToken: [], accessToken } });
    expect(decodeJwt((await signIn()).accessToken)).toMatchObject({
      oid: alice.id,
      scp: 'Files.Read',
      idtyp: 'user',
    });
  });
});

describe('groups', () => {
  let groups: readonly GroupId[];
  beforeAll(async () => {
    groups = [await addGroup(), await addGroup()];
  });

  it('are named where the audience asks for them, and not where it does not', async () => {
    await configure({ groupMembershipClaims: 'SecurityGroup' });
    const { accessToken, idToken } = await signIn();
    expect(new Set(decodeJwt(accessToken)['groups'] as string[])).toEqual(new Set(groups));
    expect(decodeJwt(idToken)).not.toHaveProperty('groups');
  });

  it('are told as roles where the claim says emit_as_roles', async () => {
    const accessToken = [{ name: 'groups', additionalProperties: ['emit_as_roles'] }];
    await configure({ groupMembershipClaims: 'SecurityGroup', optionalClaims: { idToken: [], accessToken } });
    const claims = decodeJwt((await signIn()).accessToken);
    expect(new Set(claims['roles'] as string[])).toEqual(new Set(groups));
    expect(claims).not.toHaveProperty('groups');
  });

  it('come with directory roles for All, and those alone for DirectoryRole', async () => {
    await configure({ groupMembershipClaims: 'All' });
    const all = decodeJwt((await signIn(undefined, admin)).accessToken);
    expect(all).toMatchObject({ wids: ['62e90394-69f5-4237-9190-012177145e10'] });
    await configure({ groupMembershipClaims: 'DirectoryRole' });
    const claims = decodeJwt((await signIn()).accessToken);
    expect(claims).not.toHaveProperty('groups');
    expect(claims).not.toHaveProperty('wids');
  });

  it('beyond two hundred are not named: the token says where to ask', async () => {
    for (let count = groups.length; count < 200; count += 1) await addGroup();
    await configure({ groupMembershipClaims: 'SecurityGroup' });
    expect(decodeJwt((await signIn()).accessToken)['groups']).toHaveLength(200);
    await addGroup();
    const claims = decodeJwt((await signIn()).accessToken);
    const endpoint = `${world.server.origins.login}/v1.0/users/${alice.id}/getMemberObjects`;
    expect(claims).toMatchObject({
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint } },
    });
    expect(claims).not.toHaveProperty('groups');
    const { value } = await askForGroups(endpoint);
    expect(value).toHaveLength(201);
    expect(await askForGroups(`${world.server.origins.login}/v1.0/me/getMemberObjects`)).toMatchObject({
      value,
    });
  });
});

it('app roles of the person are in the tokens of the application whose roles they are', async () => {
  const role = (
    value: string,
    allowedMemberTypes: readonly ('User' | 'Application')[],
    isEnabled = true,
  ) => ({
    id: randomUUID(),
    value,
    displayName: value,
    allowedMemberTypes,
    isEnabled,
  });
  const roles = [
    role('Files.Owner', ['User']),
    role('Files.Job', ['Application']),
    role('Files.Old', ['User'], false),
    role('Files.Other', ['User']),
  ];
  await configure({ appRoles: roles });
  for (const { id } of roles.slice(0, 3)) {
    await world.server.services.directory.appRoleAssignments.add({
      id: randomUUID(),
      tenantId: CONTOSO_TENANT_ID,
      principalId: alice.id,
      resourceId: api.appId,
      appRoleId: id,
      createdAt: 0,
    });
  }
  const { accessToken, idToken } = await signIn();
  expect(decodeJwt(accessToken)['roles']).toEqual(['Files.Owner']);
  expect(decodeJwt(idToken)).not.toHaveProperty('roles');
  expect(await introspect(accessToken)).toMatchObject({ roles: ['Files.Owner'] });
});

/** As registered, with these changes. */
async function configure(changes: Partial<Application>): Promise<void> {
  await world.server.services.directory.applications.update({ ...api, ...changes });
}

async function signIn(scope = 'api://files/Files.Read', person = alice) {
  const asked = { scope: `openid offline_access ${scope}` };
  const answer = asRedirect(await party.signIn(person, asked));
  const { body } = await party.redeem(answer.parameters.get('code')!);
  return { accessToken: String(body['access_token']), idToken: String(body['id_token']) };
}

async function verified(token: string): Promise<JWTPayload> {
  const url = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/discovery/v2.0/keys`);
  return (await jwtVerify(token, createRemoteJWKSet(url, { [customFetch]: world.fetch }))).payload;
}

async function introspect(token: string): Promise<unknown> {
  const url = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/introspect`;
  const body = new URLSearchParams({ client_id: api.appId, client_secret: SECRET, token });
  return (await world.fetch(url, { method: 'POST', body })).json();
}

/** As a resource does that acts on behalf of the person. */
async function askForGroups(endpoint: string): Promise<{ readonly value: readonly string[] }> {
  await allowEverybody(world, api.appId, 'User.Read');
  const { body } = await postToken(world, {
    client_id: api.appId,
    client_secret: SECRET,
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    assertion: (await signIn()).accessToken,
    scope: 'User.Read',
  });
  const answer = await world.fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${body['access_token']}`, 'content-type': 'application/json' },
    body: JSON.stringify({ securityEnabledOnly: false }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { readonly value: readonly string[] };
}

async function addGroup(): Promise<GroupId> {
  const { directory } = world.server.services;
  const id = randomUUID() as string as GroupId;
  const displayName = `Group ${id}`;
  await directory.groups.add({
    id,
    tenantId: CONTOSO_TENANT_ID,
    displayName,
    description: undefined,
    createdAt: 0,
  });
  await directory.groups.addMember(id, alice.id);
  return id;
}

function secret({ server }: World): Promise<Uint8Array> {
  return server.services.directory.installationSecrets.findOrAdd('pairwise-subject', new Uint8Array(32));
}

async function addDomain(name: string): Promise<void> {
  const domain = { name, tenantId: CONTOSO_TENANT_ID, isDefault: false, federation: undefined };
  await world.server.services.directory.domains.add(domain);
}

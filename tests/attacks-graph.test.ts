import { guid } from '@signet/identity';
import { DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CONFIGURATION, type GraphWorld, startGraphWorld } from './_graph.ts';
import { addTenant } from './_tenants.ts';

const { admin, alice, bob, dora } = DEMO_PEOPLE;

let graph: GraphWorld;
let token: string;

beforeAll(async () => {
  graph = await startGraphWorld();
  token = await graph.tokenOf(admin, [
    'Organization.ReadWrite.All',
    'User.ReadWrite.All',
    'AuditLog.Read.All',
  ]);
});
afterAll(() => graph[Symbol.asyncDispose]());

/** The answer to a request of the administrator; a text goes as it is. */
async function send(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  const { login } = graph.world.server.origins;
  const answer = await graph.world.fetch(`${login}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

async function stored(id: typeof dora.id) {
  const user = await graph.world.server.services.directory.users.find(id);
  if (!user) throw new Error('the demo organisation lacks the user');
  return user;
}

describe('a user', () => {
  it.each([
    ['roles', { roles: ['Global Administrator'] }],
    ['the name under which Signet shows them', { signetRoles: ['Global Administrator'] }],
    ['another tenant', { tenantId: '00000000-0000-4000-8000-000000000000' }],
    ['another id', { id: admin.id }],
    ['addresses of others', { proxyAddresses: [`SMTP:${alice.userPrincipalName}`] }],
    ['a prototype', '{"__proto__":{"roles":["Global Administrator"]}}'],
    ['roles behind an annotation', { 'roles@odata.type': 'x', roles: ['Global Administrator'] }],
  ])('is not given %s', async (_what, body) => {
    const before = await stored(bob.id);
    expect((await send('PATCH', `/v1.0/users/${bob.id}`, body)).status).toBe(400);
    expect(await stored(bob.id)).toEqual(before);
  });

  it.each([
    ['NUL', 'Dora\0'],
    ['what clears a terminal', 'Dora\u001b[2J'],
    ['a line break', 'Dora\r\nBcc: everybody@contoso.example'],
    ['a line separator', 'Dora\u2028'],
    ['half a character', 'Dora\ud800'],
    ['what turns the direction of writing', 'Dora\u202e'],
  ])('is not named with %s', async (_what, displayName) => {
    const { status, text } = await send('PATCH', `/v1.0/users/${dora.id}`, { displayName });
    expect(status).toBe(400);
    expect(text).toContain('must not have control characters');
    expect((await stored(dora.id)).displayName).toBe(dora.displayName);
  });

  it.each([
    'dora\u001b[2J@fabrikam.example',
    'dora\0@fabrikam.example',
    'dor\u200ba@fabrikam.example',
    'a>,<b@fabrikam.example',
    'a,b@fabrikam.example',
    '"a"@fabrikam.example',
  ])('has neither as name nor as address %j', async (address) => {
    for (const body of [{ userPrincipalName: address }, { mail: address }]) {
      expect((await send('PATCH', `/v1.0/users/${dora.id}`, body)).status).toBe(400);
    }
    expect((await stored(dora.id)).userPrincipalName).toBe(dora.userPrincipalName);
  });

  it('has no address of another tenant’s people, as whom it would write mail', async () => {
    await addTenant(graph.world, 'Northwind');
    const { directory } = graph.world.server.services;
    const mail = 'ceo@northwind.example';
    const before = await stored(dora.id);
    expect((await send('PATCH', `/v1.0/users/${dora.id}`, { mail })).status).toBe(400);
    const created = { accountEnabled: true, displayName: 'X', userPrincipalName: 'x@fabrikam.example', mail };
    expect((await send('POST', '/v1.0/users', created)).status).toBe(400);
    expect(await stored(dora.id)).toEqual(before);
    expect(await directory.users.findByUserPrincipalName('x@fabrikam.example')).toBeUndefined();
    onTestFinished(() => directory.users.update(before));
    expect((await send('PATCH', `/v1.0/users/${dora.id}`, { mail: 'dora@nobody.example' })).status).toBe(204);
  });

  it('does not take over the address of another user of the tenant', async () => {
    const body = { mail: alice.userPrincipalName };
    expect((await send('PATCH', `/v1.0/users/${bob.id}`, body)).status).toBe(409);
    const found = await graph.world.server.services.mailboxes.findRecipient(alice.userPrincipalName);
    expect(found?.id).toBe(alice.id);
  });
});

describe('the URL of a CRL', () => {
  it.each([
    'http://crl.contoso.example/a.crl\r\nHost: evil.example',
    ' http://crl.contoso.example/a.crl',
    'http://crl.contoso.example/\u001b[2J',
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:10.0.0.1]/a.crl',
    'http://0xa.1/a.crl',
    'javascript:alert(1)',
    'http://user:password@crl.contoso.example/a.crl',
  ])('is not %j', async (certificateRevocationListUrl) => {
    const before = await graph.authorities();
    const list = await graph.currentList();
    const certificateAuthorities = list.map(({ certificate, isRootAuthority }) => ({
      certificate,
      isRootAuthority,
      certificateRevocationListUrl,
    }));
    expect((await send('POST', `/v1.0${CONFIGURATION}`, { certificateAuthorities })).status).toBe(400);
    expect(await graph.authorities()).toEqual(before);
  });
});

describe('a batch', () => {
  const batch = (request: object) =>
    send('POST', '/v1.0/$batch', { requests: [{ id: '1', method: 'POST', ...request }] });
  const statusOf = async (request: object) => {
    const { status, text } = await batch(request);
    return status === 200 ? JSON.parse(text).responses[0].status : status;
  };

  it.each([
    '/../common/oauth2/v2.0/token',
    '/%2e%2e/beta/users',
    '/..%2fbeta/users',
    '//evil.example/',
    '/\\evil.example/',
    '/$batch',
    '/%24Batch/',
    '/./$batch',
    '/users/..;/$batch',
  ])('leads to nothing with %j', async (url) => {
    expect(await statusOf({ url })).toBeOneOf([400, 404]);
  });

  it('has the rights of its own token, whatever a request in it brings', async () => {
    const weak = await graph.tokenOf(alice, ['User.Read']);
    const { login } = graph.world.server.origins;
    const answer = await graph.world.fetch(`${login}/v1.0/$batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${weak}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        requests: [
          { id: '1', method: 'GET', url: '/users', headers: { Authorization: `Bearer ${token}` } },
          {
            id: '2',
            method: 'PATCH',
            url: `/users/${alice.id}`,
            headers: { 'Content-Type': 'application/json' },
            body: { accountEnabled: true },
          },
        ],
      }),
    });
    const { responses } = (await answer.json()) as { responses: { status: number }[] };
    expect(responses.map(({ status }) => status)).toEqual([403, 403]);
  });

  it('is refused when it nests 100,000 deep', async () => {
    const body = `{"requests":[{"id":"1","method":"POST","url":"/users","body":${'['.repeat(1e5)}${']'.repeat(1e5)}}]}`;
    expect((await send('POST', '/v1.0/$batch', body)).status).toBe(400);
  });
});

describe('paging', () => {
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each(['x', cursor({}), cursor(['a', 'b', 'c']), cursor([null, 'b']), '1', '-1'])(
    'begins nowhere with the token %s of nobody’s page',
    async (skiptoken) => {
      expect((await send('GET', `/v1.0/users?$skiptoken=${skiptoken}`)).status).toBe(400);
    },
  );

  it('shows no other tenant’s rows, wherever a made-up token begins', async () => {
    const { directory, random } = graph.world.server.services;
    const tenantId = await addTenant(graph.world, 'Woodgrove');
    const id = guid<typeof dora.id>(random.guid());
    await directory.users.add({
      ...(await stored(dora.id)),
      id,
      tenantId,
      userPrincipalName: 'z@woodgrove.example',
      mail: undefined,
      proxyAddresses: [],
      certificateUserIds: [],
      onPremisesImmutableId: undefined,
    });
    const { status, text } = await send('GET', `/v1.0/users?$skiptoken=${cursor(['y', ''])}`);
    expect(status).toBe(200);
    expect(text).not.toContain('woodgrove');
    for (const path of [`/v1.0/users/${id}`, '/v1.0/users/z@woodgrove.example']) {
      expect((await send('GET', path)).status).toBe(404);
      expect((await send('PATCH', path, { accountEnabled: false })).status).toBe(404);
    }
    expect((await stored(id)).accountEnabled).toBe(true);
  });
});

it('tells no page of another site anything: no answer has a CORS header', async () => {
  const { login } = graph.world.server.origins;
  for (const path of ['/v1.0/users', '/v1.0/$batch', '/beta/me']) {
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await graph.world.fetch(`${login}${path}`, {
        method,
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  }
});

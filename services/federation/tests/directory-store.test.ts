import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyVault } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import type { Directory } from '@signet/identity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as samples from '../../directory/tests/_samples.ts';
import { createDirectoryStore } from '../src/issuance/directory-store.ts';

// The attribute store over a real directory of two tenants.

const tenant = samples.tenant();
const otherTenant = samples.tenant();
const alice = samples.user(tenant.id, {
  userPrincipalName: 'Alice@contoso.example',
  displayName: 'Alice Ahlberg',
  givenName: 'Alice',
  surname: 'Ahlberg',
  mail: 'alice@mail.example',
  proxyAddresses: ['SMTP:alice@mail.example', 'smtp:a@mail.example'],
  onPremisesImmutableId: 'aW1tdXRhYmxl',
});
const bob = samples.user(tenant.id, {
  id: 'c0270500-0000-4000-8000-000000000103' as typeof alice.id,
  userPrincipalName: 'bob@contoso.example',
  mail: undefined,
  onPremisesImmutableId: undefined,
});
const stranger = samples.user(otherTenant.id, { userPrincipalName: 'eve@other.example' });

let directory: Directory;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-store-'));
  const keyVault = createKeyVault(new Uint8Array(32).fill(7));
  directory = await openSqliteDirectory({ path: join(folder, 'signet.sqlite'), keyVault });
  for (const each of [tenant, otherTenant]) await directory.tenants.add(each);
  for (const name of ['contoso.example', 'contoso.test', 'fabrikam.example', 'fabrikam.test'])
    await directory.domains.add(samples.domain(tenant.id, { name, federation: undefined }));
  await directory.domains.add(
    samples.domain(otherTenant.id, { name: 'other.example', federation: undefined }),
  );
  for (const user of [alice, bob, stranger]) await directory.users.add(user);
  for (const name of ['fabrikam.example', 'fabrikam.test'])
    await directory.users.add(samples.user(tenant.id, { userPrincipalName: `twin@${name}` }));
});
afterAll(async () => {
  await directory[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function ask(query: string, ...params: readonly string[]) {
  const columns = query.split(';')[1]?.split(',').length ?? 0;
  const store = createDirectoryStore(directory, tenant.id, alice);
  return store.query({ store: 'active directory', query, params, columns });
}

it.each([
  ['CONTOSO\\alice', [['alice@mail.example', 'Alice Ahlberg']]],
  ['contoso\\ALICE', [['alice@mail.example', 'Alice Ahlberg']]],
  ['alice@contoso.example', [['alice@mail.example', 'Alice Ahlberg']]],
  ['CONTOSO\\bob', [[undefined, bob.displayName]]],
  ['bob@contoso.example', [[undefined, bob.displayName]]],
  ['CONTOSO\\nobody', []],
  ['nobody@contoso.example', []],
  // Somebody of another tenant is nobody, and so is who may be one of two.
  ['eve@other.example', []],
  ['OTHER\\eve', []],
  ['FABRIKAM\\twin', []],
  ['', []],
])('finds the account %s', async (account, expected) => {
  expect(await ask(';mail,displayName;{0}', account)).toEqual(
    expected.map(([mail, name]) => (mail === undefined ? [undefined, name] : [mail, name])),
  );
});

it.each([
  ['samAccountName={0};mail;{1}', ['alice', 'CONTOSO\\alice'], 1],
  ['samAccountName={0};mail;{1}', ['ALICE', 'CONTOSO\\alice'], 1],
  ['samAccountName={0};mail;{1}', ['bob', 'CONTOSO\\alice'], 0],
  ['(&(objectClass=user)(mail={0}));mail;{1}', ['alice@mail.example', 'CONTOSO\\alice'], 1],
  ['(&(objectClass=group)(mail={0}));mail;{1}', ['alice@mail.example', 'CONTOSO\\alice'], 0],
])('holds the account against %s with %j', async (query, params, records) => {
  expect(await ask(query, ...params)).toHaveLength(records);
});

it('answers an attribute with several values row by row', async () => {
  expect(await ask(';proxyAddresses,displayName;{0}', 'CONTOSO\\alice')).toEqual([
    ['SMTP:alice@mail.example', 'Alice Ahlberg'],
    ['smtp:a@mail.example', undefined],
  ]);
});

it('has first and last name under the names that LDAP has for them, and nothing for who has none', async () => {
  expect(await ask(';givenName,sn,mail;{0}', 'CONTOSO\\alice')).toEqual([
    ['Alice', 'Ahlberg', 'alice@mail.example'],
  ]);
  expect(await ask('(sn={0});givenName;{1}', 'ahlberg', 'CONTOSO\\alice')).toEqual([['Alice']]);
  expect(await ask(';givenName,sn;{0}', 'CONTOSO\\bob')).toEqual([]);
});

it('has the ImmutableID where rules for Active Directory look for it', async () => {
  const query = ';objectGUID,mS-DS-ConsistencyGuid;{0}';
  expect(await ask(query, 'CONTOSO\\alice')).toEqual([['aW1tdXRhYmxl', 'aW1tdXRhYmxl']]);
  // The bytes of the object id in Windows' order.
  expect(await ask(query, 'CONTOSO\\bob')).toEqual([['AAUnwAAAAECAAAAAAAABAw==', undefined]]);
});

it('ends rules that ask too often', async () => {
  const store = createDirectoryStore(directory, tenant.id, alice);
  const question = { store: 'Active Directory', query: ';mail;{0}', params: ['x'], columns: 1 };
  for (let asked = 0; asked < 100; asked++) await store.query(question);
  await expect(store.query(question)).rejects.toMatchObject({ code: 'too-much-work' });
});

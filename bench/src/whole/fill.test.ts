import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createKeyVault, createRandom, createSystemClock } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import { type CertificateAuthorityId, guid } from '@signet/identity';
import { createLabPki, seedOrganisation } from '@signet/lab';
import { expect, it } from 'vitest';
import { addFirstPerson, copyFirstPerson } from './fill.ts';

it('the filled directory has so many people, each with a grant and a refresh token that is found', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-fill-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const path = join(folder, 'signet.sqlite');
  const open = () => openSqliteDirectory({ path, keyVault: createKeyVault(new Uint8Array(32)) });
  const first = await open();
  const clock = createSystemClock();
  const random = createRandom();
  const pki = await createLabPki({ clock, random, keyAlgorithm: 'p-256' });
  await seedOrganisation(first, pki, {
    clock,
    random,
    loginOrigin: 'https://login.example',
    federationSigningCertificate: pki.root.certificate,
  });
  const options = {
    users: 500,
    people: 5,
    refreshTokens: 500,
    authority: { id: guid<CertificateAuthorityId>(random.guid()), subject: pki.issuing.subject },
    now: clock.now(),
  } as const;
  await addFirstPerson(first, options);
  await first[Symbol.asyncDispose]();
  const { upns, refreshTokens } = copyFirstPerson(path, options);
  const directory = stack.use(await open());
  expect(new Set(upns).size).toBe(5);
  for (const upn of upns) {
    const user = await directory.users.findByUserPrincipalName(upn);
    expect(user).toMatchObject({ userPrincipalName: upn, proxyAddresses: [`SMTP:${upn}`] });
    expect(await directory.users.findByProxyAddress(user!.tenantId, upn)).toEqual(user);
  }
  const owners = new Set<string>();
  for (const text of refreshTokens) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const grant = await directory.grants.find((await directory.grants.findRefreshToken(sha256))!.grantId);
    expect(await directory.users.find(grant!.userId)).toBeDefined();
    owners.add(grant!.userId);
  }
  expect(owners.size).toBe(500);
  using database = new DatabaseSync(path);
  expect(database.prepare('pragma foreign_key_check').all()).toEqual([]);
});

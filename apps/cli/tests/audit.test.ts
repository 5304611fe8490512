import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { AuditLogEntry } from '@signet/identity';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { openServices, readConfig } from '@signet/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from './_run.ts';
import { createWorld, type World } from './_world.ts';

// What commands change leaves rows in the audit log, as the same change through Graph does.

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const PERSON = 'erin@contoso.example';

/** Commands in the order in which they can be run, and the row of each. */
const CHANGES: readonly (readonly [command: string, row: readonly [activity: string, target: string]])[] = [
  [`signet user add ${PERSON} --name Erin`, ['Add user', PERSON]],
  [`signet user set ${PERSON} --administrator yes`, ['Update user', PERSON]],
  [`signet user revoke-sessions ${PERSON}`, ['Revoke sign-in sessions', PERSON]],
  [`signet user totp add ${PERSON}`, ['Add security info', PERSON]],
  ['signet group add Auditors', ['Add group', 'Auditors']],
  [`signet group member add Auditors ${PERSON}`, ['Add member to group', 'Auditors']],
  ['signet domain add audit.example', ['Add domain', 'audit.example']],
  ['signet domain set audit.example --default', ['Set default domain', 'audit.example']],
  ['signet domain set contoso.example --default', ['Set default domain', 'contoso.example']],
  [
    'signet domain mfa contoso.example enforceMfaByFederatedIdp',
    ['Set federation settings on domain', 'contoso.example'],
  ],
  ['signet domain remove audit.example --yes', ['Remove domain', 'audit.example']],
  [
    'signet ca add woodgrove.cer --root',
    ['Create CertificateAuthority', 'CN=Woodgrove Root CA, O=Woodgrove'],
  ],
  [
    'signet relying-party add --identifier urn:audit --acs https://audit.example/acs --name Audit',
    ['Add relying party trust', 'Audit'],
  ],
  ['signet relying-party set urn:audit --state disabled', ['Update relying party trust', 'Audit']],
  ['signet relying-party remove urn:audit --yes', ['Delete relying party trust', 'Audit']],
  ['signet app create Auditing', ['Add application', 'Auditing']],
  [`signet user remove ${PERSON} --yes`, ['Delete user', PERSON]],
];

it.each(CHANGES)('«%s» leaves its row', async (command, row) => {
  const before = (await listRows()).length;
  const { output, exitCode } = await run(command, world);
  expect([output, exitCode]).toEqual([output, 0]);
  const added = (await listRows()).slice(before);
  expect(added.map(({ activity, target }) => [activity, target.displayName])).toEqual([row]);
  for (const { actor, result } of added) {
    expect(actor).toMatchObject({
      displayName: userInfo().username,
      appDisplayName: 'signet at the command line',
    });
    expect(result).toBe('success');
  }
});

it.each([
  'signet user list',
  'signet user show alice@contoso.example',
  'signet ca list',
  'signet user remove nobody@contoso.example --yes',
  'signet user add alice@contoso.example --name Alice',
  'signet domain remove contoso.example --yes',
])('«%s», which changes nothing, leaves none', async (command) => {
  const before = (await listRows()).length;
  await run(command, world);
  expect(await listRows()).toHaveLength(before);
});

/** Oldest first. */
async function listRows(): Promise<readonly AuditLogEntry[]> {
  await using services = await openServices(await readConfig(join(world.folder, 'data', 'signet.json'), {}));
  const { items } = await services.directory.auditLog.list(CONTOSO_TENANT_ID, { limit: 1000 });
  return items.toReversed();
}

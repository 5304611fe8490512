import { type ClientCertificate, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EasTbSync, findEasTbSync, startEasTbSync } from './_eas4tbsync.ts';
import { startWorld, type World } from './_world.ts';

// A mail program's client that we did not write. It synchronises no mail, but whatever comes before it.

const { alice, dora } = DEMO_PEOPLE;
const TRASH = '4';

const xpi = findEasTbSync('eas4tbsync');

describe.skipIf(xpi === undefined)('EAS-4-TbSync with a client certificate', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const start = (user: string, clientCertificate?: ClientCertificate): EasTbSync =>
    startEasTbSync({
      xpi: xpi ?? '',
      host: new URL(world.server.origins.certificate).host,
      user,
      ca: world.pki.root.certificatePem,
      ...(clientCertificate && { clientCertificate }),
    });

  it.each([alice, dora])(
    'provisions, tells of its device and lists the folders of $displayName',
    async (person) => {
      const client = start(person.userPrincipalName, await world.issueFor(person));
      await client.folderList();
      expect(client.requests).toEqual(['OPTIONS', 'Provision', 'Provision', 'Settings', 'FolderSync']);
      expect(client.account.getAccountProperty('asversion')).toBe('14.0');
      expect(client.account.getAccountProperty('policykey')).not.toBe('0');
      expect(client.account.getAccountProperty('foldersynckey')).not.toBe('0');
      const trash = client.account.getFolder('type', TRASH);
      expect(trash?.getFolderProperty('foldername')).toBe('Deleted Items');
      await client.getUserInfo();
      expect(client.requests.at(-1)).toBe('Settings');
    },
  );

  it('synchronises a folder from the start, and asks how much there is', async () => {
    const client = start(alice.userPrincipalName, await world.issueFor(alice));
    await client.folderList();
    const trash = client.account.getFolder('type', TRASH);
    if (trash === undefined) throw new Error('no folder of deleted items');
    await client.getSynckey(trash);
    expect(trash.getFolderProperty('synckey')).not.toBe('');
    expect(await client.getItemEstimate(trash)).toBe('0');
  });

  it('is told to provision when it has not, does so, and goes on', async () => {
    const client = start(alice.userPrincipalName, await world.issueFor(alice));
    client.account.setAccountProperty('provision', false);
    await expect(client.folderList()).rejects.toMatchObject({
      name: 'eas4tbsync',
      message: expect.stringContaining('ACCOUNT_RERUN'),
    });
    expect(client.account.getAccountProperty('provision')).toBe(true);
    await client.folderList();
    expect(client.account.getAccountProperty('foldersynckey')).not.toBe('0');
  });

  it('is refused without a certificate, and once its certificate is revoked', async () => {
    const refused = { name: 'eas4tbsync', message: expect.stringContaining('401') };
    await expect(start(alice.userPrincipalName).folderList()).rejects.toMatchObject({ name: 'eas4tbsync' });
    const certificate = await world.issueFor(alice);
    const client = start(alice.userPrincipalName, certificate);
    await client.folderList();
    await world.revoke(certificate);
    await expect(client.getUserInfo()).rejects.toMatchObject(refused);
  });
});

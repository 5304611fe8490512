import { randomBytes } from 'node:crypto';
import {
  type Directory,
  FOLDER_HIERARCHY,
  MAIL_FOLDER_KINDS,
  type MailDevice,
  type MailFolder,
  type MailFolderChanges,
  type MailMessage,
  type MailMessageId,
  type MailMessageVersion,
  type MailRange,
  type NewMailMessage,
  type User,
  type UserId,
} from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const { NOW } = samples;

export function describeMail(backend: () => TestBackend): void {
  describe('mailboxes', () => {
    const on = useDirectory(backend);
    let user: User;
    beforeAll(async () => {
      user = await addUser(on.directory);
    });

    test('are made once, whoever comes first', async () => {
      const newcomer = await addUser(on.directory);
      const made = await Promise.all([
        on.directory.mailboxes.addFolders(newcomer.id, folders()),
        on.other.mailboxes.addFolders(newcomer.id, folders()),
      ]);
      expect(made.sort()).toEqual([false, true]);
      const found = await on.directory.mailboxes.listFolders(newcomer.id);
      expect(found.map(({ kind, modseq }) => [kind, modseq])).toEqual(
        MAIL_FOLDER_KINDS.map((kind) => [kind, 0]),
      );
    });

    test('are of users that exist', async () => {
      await expect(on.directory.mailboxes.addFolders(samples.id(), folders())).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    test('give a message back as it was added, byte by byte', async () => {
      const { inbox } = await addMailbox(on.directory);
      const raw = samples.bytes(3000);
      const row = message(inbox);
      const added = await on.directory.mailboxes.add(row, raw);
      expect(added).toEqual({ ...row, addedModseq: 1, modseq: 1 });
      expect(await on.other.mailboxes.find(inbox.userId, row.id)).toEqual(added);
      expect(await on.other.mailboxes.findRaw(inbox.userId, row.id)).toEqual(raw);
    });

    test('show nothing of one user to another', async () => {
      const { inbox, deleted } = await addMailbox(on.directory);
      const { id } = await add(on.directory, inbox);
      const stranger = (await addMailbox(on.directory)).inbox;
      const { mailboxes } = on.directory;
      expect(await mailboxes.find(stranger.userId, id)).toBeUndefined();
      expect(await mailboxes.findRaw(stranger.userId, id)).toBeUndefined();
      expect(await mailboxes.findFolder(stranger.userId, inbox.id)).toBeUndefined();
      expect((await mailboxes.list(stranger.userId, inbox.id, { limit: 10 })).items).toEqual([]);
      expect(await mailboxes.listVersions(stranger.userId, inbox.id, {}, 'newest-first', 9)).toEqual([]);
      expect(await mailboxes.countVersions(stranger.userId, inbox.id, {})).toBe(0);
      expect(await mailboxes.listChanges(stranger.userId, inbox.id, 0, 9)).toBeUndefined();
      expect(await mailboxes.setFlags(stranger.userId, id, { isRead: true })).toBeUndefined();
      expect(await mailboxes.move(stranger.userId, id, stranger.id, messageId())).toBeUndefined();
      expect(await mailboxes.move(inbox.userId, id, stranger.id, messageId())).toBeUndefined();
      expect(await mailboxes.remove(stranger.userId, id)).toBe(false);
      await expect(
        mailboxes.add({ ...message(inbox), userId: stranger.userId }, samples.bytes(1)),
      ).rejects.toMatchObject({ code: 'not-found' });
      expect(await modseqs(on.directory, inbox, deleted)).toEqual([1, 0]);
    });

    test('list the newest first, page by page', async () => {
      const { inbox } = await addMailbox(on.directory);
      for (const age of [30, 10, 20, 20]) await add(on.directory, inbox, { receivedAt: NOW - age });
      const ages: number[] = [];
      const seen = new Set<string>();
      let after: string | undefined;
      do {
        const page = { limit: 3, ...(after !== undefined && { after }) };
        const { items, next } = await on.other.mailboxes.list(inbox.userId, inbox.id, page);
        for (const { id, receivedAt } of items) {
          ages.push(NOW - receivedAt);
          seen.add(id);
        }
        after = next;
      } while (after !== undefined);
      expect(ages).toEqual([10, 20, 20, 30]);
      expect(seen.size).toBe(4);
    });

    test('list stretches of a folder from either end', async () => {
      const { inbox } = await addMailbox(on.directory);
      for (const age of [30, 10, 20, 20]) await add(on.directory, inbox, { receivedAt: NOW - age });
      const { userId, id } = inbox;
      const read = (range: MailRange, order: 'newest-first' | 'oldest-first', limit = 9) =>
        on.other.mailboxes.listVersions(userId, id, range, order, limit);
      const all = await read({}, 'newest-first');
      expect(all.map(({ receivedAt }) => NOW - receivedAt)).toEqual([10, 20, 20, 30]);
      expect(Object.keys(all[0]!).sort()).toEqual(
        ['addedModseq', 'id', 'isFlagged', 'isRead', 'lastVerb', 'modseq', 'receivedAt'].sort(),
      );
      expect(await read({}, 'oldest-first')).toEqual([...all].reverse());
      expect(await read({}, 'oldest-first', 2)).toEqual([all[3], all[2]]);
      const [, second, third] = all;
      expect(await read({ from: third! }, 'newest-first')).toEqual(all.slice(0, 3));
      expect(await read({ before: second! }, 'newest-first')).toEqual(all.slice(2));
      expect(await read({ from: { receivedAt: NOW - 20, id: '' }, before: all[0]! }, 'oldest-first')).toEqual(
        [third, second],
      );
      expect(await on.other.mailboxes.countVersions(userId, id, { from: second! })).toBe(2);
    });

    test('tell what was added, changed and removed since a modseq', async () => {
      const { inbox } = await addMailbox(on.directory);
      const kept = await add(on.directory, inbox);
      const flagged = await add(on.directory, inbox);
      const gone = await add(on.directory, inbox);
      const since = (await changes(on.directory, inbox, 0)).modseq;
      expect(since).toBe(3);

      const fresh = await add(on.directory, inbox);
      const passing = await add(on.directory, inbox);
      await on.other.mailboxes.setFlags(inbox.userId, flagged.id, { isRead: true, lastVerb: 'reply' });
      await on.other.mailboxes.setFlags(inbox.userId, fresh.id, { isFlagged: true });
      await on.other.mailboxes.remove(inbox.userId, gone.id);
      await on.other.mailboxes.remove(inbox.userId, passing.id);

      const seen = await changes(on.directory, inbox, since);
      expect(seen.modseq).toBe(9);
      expect(seen.added).toEqual([{ ...versionOf(fresh), isFlagged: true, modseq: 7 }]);
      expect(seen.changed).toEqual([{ ...versionOf(flagged), isRead: true, lastVerb: 'reply', modseq: 6 }]);
      expect(seen.removed).toEqual([{ id: gone.id, receivedAt: gone.receivedAt }]);
      const everything = await changes(on.directory, inbox, 0);
      expect(everything.added.map(({ id }) => id).sort()).toEqual([kept.id, flagged.id, fresh.id].sort());
      expect([everything.changed, everything.removed]).toEqual([[], []]);
      expect(await changes(on.directory, inbox, 9)).toEqual({
        modseq: 9,
        added: [],
        changed: [],
        removed: [],
      });
      const { mailboxes } = on.other;
      expect(await mailboxes.listChanges(inbox.userId, inbox.id, since, 2)).toBe('too-many');
      expect(await mailboxes.listChanges(inbox.userId, inbox.id, since, 3)).toEqual(seen);
    });

    test('know how large a folder is, whoever adds, moves and removes at once', async () => {
      const { inbox, deleted } = await addMailbox(on.directory);
      const sizes = async () =>
        Promise.all(
          [inbox, deleted].map(async ({ userId, id }) => {
            const folder = await on.other.mailboxes.findFolder(userId, id);
            return folder?.sizeBytes;
          }),
        );
      const first = await add(on.directory, inbox, { sizeBytes: 1000 });
      const second = await add(on.directory, inbox, { sizeBytes: 200 });
      expect(await sizes()).toEqual([1200, 0]);
      await Promise.all([
        on.directory.mailboxes.move(inbox.userId, first.id, deleted.id, messageId()),
        on.other.mailboxes.remove(inbox.userId, second.id),
        on.directory.mailboxes.remove(inbox.userId, second.id),
        on.other.mailboxes.setFlags(inbox.userId, first.id, { isRead: true }),
      ]);
      expect(await sizes()).toEqual([0, 1000]);
    });

    test('take no modseq for flags that stand so already', async () => {
      const { inbox } = await addMailbox(on.directory);
      const added = await add(on.directory, inbox);
      expect(await on.directory.mailboxes.setFlags(inbox.userId, added.id, { isRead: false })).toEqual(added);
      expect(await on.directory.mailboxes.setFlags(inbox.userId, added.id, {})).toEqual(added);
      expect(await modseqs(on.directory, inbox)).toEqual([1]);
    });

    test('move a message: gone here, new there under its new id, with its bytes', async () => {
      const { inbox, deleted } = await addMailbox(on.directory);
      const raw = samples.bytes(50);
      const row = await on.directory.mailboxes.add(message(inbox), raw);
      const newId = messageId();
      const moved = await on.other.mailboxes.move(inbox.userId, row.id, deleted.id, newId);
      expect(moved).toEqual({ ...row, id: newId, folderId: deleted.id, addedModseq: 1, modseq: 1 });
      expect((await changes(on.directory, inbox, 1)).removed).toEqual([
        { id: row.id, receivedAt: row.receivedAt },
      ]);
      expect((await changes(on.directory, deleted, 0)).added).toEqual([versionOf(moved!)]);
      expect(await on.directory.mailboxes.find(inbox.userId, row.id)).toBeUndefined();
      expect(await on.directory.mailboxes.findRaw(inbox.userId, newId)).toEqual(raw);
      const back = await on.directory.mailboxes.move(inbox.userId, newId, inbox.id, messageId());
      expect((await changes(on.directory, inbox, 2)).added).toEqual([versionOf(back!)]);
      expect(await on.directory.mailboxes.remove(inbox.userId, back!.id)).toBe(true);
      expect(await on.directory.mailboxes.findRaw(inbox.userId, back!.id)).toBeUndefined();
    });

    test('leave a message where it is when it is moved there', async () => {
      const { inbox } = await addMailbox(on.directory);
      const added = await add(on.directory, inbox);
      expect(await on.directory.mailboxes.move(inbox.userId, added.id, inbox.id, messageId())).toEqual(added);
      expect(await modseqs(on.directory, inbox)).toEqual([1]);
    });

    test('give every change its own modseq, however many write at once', async () => {
      const { inbox, deleted } = await addMailbox(on.directory);
      const both = [on.directory, on.other];
      const added = await Promise.all(Array.from({ length: 12 }, (_, index) => add(both[index % 2]!, inbox)));
      expect(added.map(({ modseq }) => modseq).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 12 }, (_, index) => index + 1),
      );
      // Moves in both directions at once, and two that want the same message.
      const [one, two, three] = added;
      const elsewhere = await on.directory.mailboxes.move(inbox.userId, one!.id, deleted.id, messageId());
      const rivals = await Promise.all([
        on.directory.mailboxes.move(inbox.userId, two!.id, deleted.id, messageId()),
        on.other.mailboxes.move(inbox.userId, elsewhere!.id, inbox.id, messageId()),
        on.directory.mailboxes.move(inbox.userId, three!.id, deleted.id, messageId()),
        on.other.mailboxes.move(inbox.userId, three!.id, deleted.id, messageId()),
      ]);
      expect(rivals.filter((moved) => moved !== undefined)).toHaveLength(3);
      expect((await changes(on.directory, deleted, 0)).added).toHaveLength(2);
      expect((await changes(on.directory, inbox, 0)).added).toHaveLength(10);
    });

    test('keep nothing of a transaction that fails', async () => {
      const { inbox } = await addMailbox(on.directory);
      const work = on.directory.transaction(async (transaction) => {
        await add(transaction, inbox);
        throw new Error('the reply could not be made');
      });
      await expect(work).rejects.toThrow('the reply could not be made');
      expect(await modseqs(on.directory, inbox)).toEqual([0]);
      expect((await on.directory.mailboxes.list(inbox.userId, inbox.id, { limit: 1 })).items).toEqual([]);
    });

    test.each([
      ['quotes', `'; drop table mail_message; -- " ? $1 %`],
      ['scripts and directions', '漢字 العربية \u202Eabc\u202C 🧑‍💻'],
      ['line breaks', 'a\r\nBcc: b\t\u0001'],
      ['a megabyte', 'ü'.repeat(500_000)],
    ])('keep %s in every text of a message and a device', async (_name, text) => {
      const { inbox } = await addMailbox(on.directory);
      const texts = { subject: text, from: text, to: text, preview: text };
      const added = await add(on.directory, inbox, texts);
      expect(await on.other.mailboxes.find(inbox.userId, added.id)).toMatchObject(texts);
      const phone = device(inbox.userId, {
        deviceType: text,
        userAgent: text,
        policyKey: text,
        information: { [text]: text, ['__proto__']: text },
      });
      await on.directory.mailDevices.put(phone);
      expect(await on.other.mailDevices.find(inbox.userId, phone.deviceId)).toEqual(phone);
    });

    test('find nothing by ids that are none', async () => {
      for (const text of ['', '%', "' or 1=1 --", '\0', 'x'.repeat(10_000)]) {
        const id = text as MailMessageId;
        expect(await on.directory.mailboxes.find(user.id, id)).toBeUndefined();
        expect(await on.directory.mailboxes.remove(user.id, id)).toBe(false);
        expect(await on.directory.mailDevices.find(user.id, text)).toBeUndefined();
      }
    });
  });

  describe('mail devices', () => {
    const on = useDirectory(backend);
    let userId: UserId;
    beforeAll(async () => {
      userId = (await addUser(on.directory)).id;
    });

    test('are added, replaced, listed and removed', async () => {
      const phone = device(userId, { deviceId: 'phone' });
      const tablet = device(userId, { deviceId: 'Tablet', userAgent: undefined, access: 'blocked' });
      await on.directory.mailDevices.put(phone);
      await on.directory.mailDevices.put(tablet);
      const provisioned: MailDevice = { ...phone, temporaryPolicyKey: undefined, policyKey: '77' };
      await on.other.mailDevices.put(provisioned);
      expect(await on.directory.mailDevices.find(userId, 'phone')).toEqual(provisioned);
      expect(await on.directory.mailDevices.find(userId, 'PHONE')).toBeUndefined();
      expect(await on.directory.mailDevices.list(userId)).toEqual([tablet, provisioned]);
      expect(await on.directory.mailDevices.list(samples.id())).toEqual([]);
      await on.directory.mailDevices.remove(userId, 'Tablet');
      expect(await on.directory.mailDevices.list(userId)).toEqual([provisioned]);
    });

    test('keep current and previous key of each collection', async () => {
      const { deviceId } = await addDevice(on.directory, userId);
      const { mailDevices } = on.directory;
      const first = { current: { key: 'k1', snapshot: '{}' }, previous: undefined };
      const second = { current: { key: 'k2', snapshot: '[1]' }, previous: first.current };
      expect(await mailDevices.replaceSyncStates(userId, deviceId, FOLDER_HIERARCHY, undefined, first)).toBe(
        true,
      );
      expect(await mailDevices.replaceSyncStates(userId, deviceId, 'inbox', undefined, first)).toBe(true);
      expect(await mailDevices.replaceSyncStates(userId, deviceId, 'inbox', 'k1', second)).toBe(true);
      expect(await on.other.mailDevices.findSyncStates(userId, deviceId, 'inbox')).toEqual(second);
      expect(await on.other.mailDevices.findSyncStates(userId, deviceId, FOLDER_HIERARCHY)).toEqual(first);
      await mailDevices.removeSyncStates(userId, deviceId, 'inbox');
      expect(await mailDevices.findSyncStates(userId, deviceId, 'inbox')).toBeUndefined();
      expect(await mailDevices.findSyncStates(userId, deviceId, FOLDER_HIERARCHY)).toEqual(first);
      await mailDevices.remove(userId, deviceId);
      expect(await mailDevices.findSyncStates(userId, deviceId, FOLDER_HIERARCHY)).toBeUndefined();
    });

    test('let one of several callers go on from a key', async () => {
      const { deviceId } = await addDevice(on.directory, userId);
      const both = [on.directory, on.other, on.directory, on.other];
      const state = (key: string) => ({ current: { key, snapshot: '{}' }, previous: undefined });
      const begun = await Promise.all(
        both.map(({ mailDevices }, index) =>
          mailDevices.replaceSyncStates(userId, deviceId, 'inbox', undefined, state(`a${index}`)),
        ),
      );
      expect(begun.filter(Boolean)).toHaveLength(1);
      const key = `a${begun.indexOf(true)}`;
      const advanced = await Promise.all(
        both.map(({ mailDevices }, index) =>
          mailDevices.replaceSyncStates(userId, deviceId, 'inbox', key, state(`b${index}`)),
        ),
      );
      expect(advanced.filter(Boolean)).toHaveLength(1);
      const found = await on.other.mailDevices.findSyncStates(userId, deviceId, 'inbox');
      expect(found?.current.key).toBe(`b${advanced.indexOf(true)}`);
    });

    test('have sync states only while they are known', async () => {
      const states = { current: { key: 'k', snapshot: '' }, previous: undefined };
      await expect(
        on.directory.mailDevices.replaceSyncStates(userId, 'unknown', 'inbox', undefined, states),
      ).rejects.toMatchObject({ code: 'not-found' });
    });

    test('write the change and the key together, or neither', async () => {
      const { inbox } = await addMailbox(on.directory);
      const { deviceId } = await addDevice(on.directory, inbox.userId);
      const added = await add(on.directory, inbox);
      const states = { current: { key: 'k1', snapshot: '{}' }, previous: undefined };
      const sync = (expected: string | undefined) =>
        on.directory.transaction(async ({ mailboxes, mailDevices }) => {
          await mailboxes.setFlags(inbox.userId, added.id, { isRead: true });
          const isMine = await mailDevices.replaceSyncStates(
            inbox.userId,
            deviceId,
            inbox.id,
            expected,
            states,
          );
          if (!isMine) throw new Error('somebody else was first');
        });
      await expect(sync('k0')).rejects.toThrow('somebody else was first');
      expect(await on.other.mailboxes.find(inbox.userId, added.id)).toEqual(added);
      await sync(undefined);
      expect(await on.other.mailboxes.find(inbox.userId, added.id)).toMatchObject({ isRead: true });
      expect(await on.other.mailDevices.findSyncStates(inbox.userId, deviceId, inbox.id)).toEqual(states);
    });
  });
}

async function addUser(directory: Directory): Promise<User> {
  const tenant = samples.tenant();
  const user = samples.user(tenant.id);
  await directory.tenants.add(tenant);
  await directory.users.add(user);
  return user;
}

async function addMailbox(directory: Directory): Promise<{ inbox: MailFolder; deleted: MailFolder }> {
  const { id } = await addUser(directory);
  await directory.mailboxes.addFolders(id, folders());
  const [inbox, , deleted] = await directory.mailboxes.listFolders(id);
  return { inbox: inbox!, deleted: deleted! };
}

async function addDevice(directory: Directory, userId: UserId): Promise<MailDevice> {
  const added = device(userId);
  await directory.mailDevices.put(added);
  return added;
}

function add(
  directory: Directory,
  folder: MailFolder,
  differences: Partial<MailMessage> = {},
): Promise<MailMessage> {
  return directory.mailboxes.add({ ...message(folder), ...differences }, samples.bytes(20));
}

async function changes(directory: Directory, { userId, id }: MailFolder, since: number) {
  const found = await directory.mailboxes.listChanges(userId, id, since, 1000);
  return found as MailFolderChanges;
}

async function modseqs(directory: Directory, ...ofFolders: readonly MailFolder[]) {
  const found = ofFolders.map(({ userId, id }) => directory.mailboxes.findFolder(userId, id));
  return (await Promise.all(found)).map((folder) => folder?.modseq);
}

function folders() {
  return MAIL_FOLDER_KINDS.map((kind) => ({
    id: randomBytes(8).toString('hex') as MailFolder['id'],
    kind,
    displayName: kind,
  }));
}

function versionOf(message: MailMessage): MailMessageVersion {
  const { id, receivedAt, isRead, isFlagged, lastVerb, addedModseq, modseq } = message;
  return { id, receivedAt, isRead, isFlagged, lastVerb, addedModseq, modseq };
}

function messageId(): MailMessageId {
  return randomBytes(16).toString('hex') as MailMessageId;
}

function message({ userId, id }: MailFolder): NewMailMessage {
  return {
    id: messageId(),
    userId,
    folderId: id,
    receivedAt: NOW,
    sizeBytes: 20,
    subject: 'Lunch',
    from: 'Bob <bob@contoso.example>',
    to: 'alice@contoso.example',
    date: undefined,
    preview: 'At noon?',
    isRead: false,
    isFlagged: false,
    lastVerb: 'none',
  };
}

function device(userId: UserId, differences: Partial<MailDevice> = {}): MailDevice {
  return {
    userId,
    deviceId: randomBytes(8).toString('hex'),
    deviceType: 'iPhone',
    userAgent: 'Apple-iPhone/1',
    protocolVersion: '14.1',
    temporaryPolicyKey: '1234',
    policyKey: undefined,
    policyRevision: '1',
    certificateIssuer: 'CN=Issuing CA, O=Contoso',
    certificateSerialNumber: '4d2f' as MailDevice['certificateSerialNumber'],
    information: { Model: 'iPhone', OS: 'iOS 26' },
    access: 'allowed',
    firstSeenAt: NOW,
    lastSeenAt: NOW + 60,
    ...differences,
  };
}

import type { MailFolderId } from '@signet/identity';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorld, mail, NOW, type World } from './_world.ts';

const LUNCH = mail(
  'From: Bob <bob@contoso.example>',
  'To: Alice <a@contoso.example>',
  'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
  'Date: Mon, 23 Nov 2026 08:59:00 +0000',
  '',
  'At   noon?',
);
const FROM_BOB = { from: 'bob@contoso.example', to: ['a@contoso.example'] };

/** What mailboxes promise; every kind of database runs it. `database` answers the URL of a new empty one. */
export function describeMailboxes(name: string, database: () => Promise<string | undefined>): void {
  describe(`mailboxes on ${name}`, () => {
    let world: World;
    beforeEach(async () => {
      world = await createWorld(await database());
    });
    afterEach(() => world[Symbol.asyncDispose]());

    test('are made at the first call, once, whoever calls', async () => {
      const { mailboxes, otherMailboxes, alice } = world;
      const [one, two, three] = await Promise.all([
        mailboxes.ensureMailbox(alice.id),
        otherMailboxes.ensureMailbox(alice.id),
        mailboxes.ensureMailbox(alice.id),
      ]);
      expect(one.map(({ kind }) => kind)).toEqual(['inbox', 'drafts', 'deleted-items', 'sent-items']);
      expect([two, three]).toEqual([one, one]);
      expect(one.every(({ id }) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
    });

    test('find a recipient by proxy address or UPN, in any case, and nobody else', async () => {
      const found = async (address: string) =>
        (await world.mailboxes.findRecipient(address))?.userPrincipalName;
      expect(await found('A@Contoso.Example')).toBe('alice@contoso.example');
      expect(await found('alice.angstrom@contoso.example')).toBe('alice@contoso.example');
      expect(await found('BOB@contoso.example')).toBe('bob@contoso.example');
      for (const address of ['', '@', 'a', 'a@woodgrove.example', '%@contoso.example', 'bob@']) {
        expect(await found(address)).toBeUndefined();
      }
    });

    test('deliver a message with what lists show of it', async () => {
      const { mailboxes, alice, list, read } = world;
      const delivery = await mailboxes.deliver(LUNCH, FROM_BOB);
      const [message, ...others] = await list(alice, 'inbox');
      expect(others).toEqual([]);
      expect(delivery).toEqual({
        outcome: 'delivered',
        deliveries: [{ userId: alice.id, messageId: message?.id }],
      });
      expect(message).toMatchObject({
        subject: 'Grüße',
        from: 'Bob <bob@contoso.example>',
        to: 'Alice <a@contoso.example>',
        date: NOW - 60,
        receivedAt: NOW,
        preview: 'At noon?',
        isRead: false,
        isFlagged: false,
      });
      const raw = `Return-Path: <bob@contoso.example>\r\n${Buffer.from(LUNCH).toString('latin1')}`;
      expect(await read(message)).toBe(raw);
      expect(message?.sizeBytes).toBe(raw.length);
    });

    test('deliver one copy to whoever is named by several addresses', async () => {
      const to = ['a@contoso.example', 'alice@contoso.example', 'Bob@contoso.example'];
      await world.mailboxes.deliver(LUNCH, { ...FROM_BOB, to });
      expect(await world.list(world.alice, 'inbox')).toHaveLength(1);
      expect(await world.list(world.bob, 'inbox')).toHaveLength(1);
    });

    test.each([
      [
        'unknown-recipients',
        { addresses: ['nobody@contoso.example'] },
        ['a@contoso.example', 'nobody@contoso.example'],
      ],
      [
        'outside-recipients',
        { addresses: ['x@elsewhere.example'] },
        ['a@contoso.example', 'x@elsewhere.example'],
      ],
      ['no-recipients', {}, []],
      ['too-many-recipients', {}, Array.from({ length: 101 }, () => 'a@contoso.example')],
    ])('deliver to nobody: %s', async (outcome, facts, to) => {
      const delivery = await world.mailboxes.deliver(LUNCH, { ...FROM_BOB, to });
      expect(delivery).toEqual({ outcome, ...facts });
      expect(await world.list(world.alice, 'inbox')).toEqual([]);
    });

    test('take nothing beyond the quota, for nobody when one is full, and something again when there is room', async () => {
      const { smallMailboxes, directory, alice, bob, list } = world;
      const letter = mail('Subject: Half', '', 'x'.repeat(450));
      const toAlice = { from: '', to: [alice.userPrincipalName] };
      const toBoth = { from: '', to: [bob.userPrincipalName, alice.userPrincipalName] };
      expect((await smallMailboxes.deliver(letter, toBoth)).outcome).toBe('delivered');
      expect((await smallMailboxes.deliver(letter, toAlice)).outcome).toBe('delivered');
      expect(await smallMailboxes.isFull(alice.id)).toBe(false);
      expect(await smallMailboxes.deliver(letter, toBoth)).toEqual({
        outcome: 'mailbox-full',
        addresses: ['Alice.Angstrom@contoso.example'],
      });
      expect(await list(bob, 'inbox')).toHaveLength(1);
      const own = mail('To: bob@contoso.example', '', 'x'.repeat(200));
      const keep = { saveInSent: true, attempt: 'phone/1' };
      expect(await smallMailboxes.send(alice, own, keep)).toEqual({ outcome: 'own-mailbox-full' });
      // The attempt did not count: without a copy it goes.
      const sent = await smallMailboxes.send(alice, own, { ...keep, saveInSent: false });
      expect(sent.outcome).toBe('sent');
      const [message] = await list(alice, 'inbox');
      await directory.mailboxes.remove(alice.id, message!.id);
      expect((await smallMailboxes.deliver(letter, toAlice)).outcome).toBe('delivered');
    });

    test('tell whoever waits in this process, after the commit, of each folder that changed', async () => {
      const { mailboxes, alice, bob, list } = world;
      const seen: MailFolderId[] = [];
      const stop = mailboxes.onChange(alice.id, (folderId) => seen.push(folderId));
      const [inbox, , deleted] = await mailboxes.ensureMailbox(alice.id);
      await mailboxes.deliver(LUNCH, FROM_BOB);
      await mailboxes.deliver(LUNCH, { ...FROM_BOB, to: [bob.userPrincipalName] });
      expect(seen.splice(0)).toEqual([inbox?.id]);
      const [message] = await list(alice, 'inbox');
      await mailboxes.transaction(async (directory) => {
        await directory.mailboxes.setFlags(alice.id, message!.id, { isRead: true });
        await directory.mailboxes.move(alice.id, message!.id, deleted!.id, '00' as never);
        expect(seen).toEqual([]);
      });
      expect(seen.splice(0).sort()).toEqual([inbox!.id, deleted!.id].sort());
      const failing = mailboxes.transaction(async (directory) => {
        await directory.mailboxes.remove(alice.id, '00' as never);
        throw new Error('no reply');
      });
      await expect(failing).rejects.toThrow('no reply');
      expect(seen).toEqual([]);
      await mailboxes.transaction((directory) => directory.mailboxes.remove(alice.id, '00' as never));
      expect(seen.splice(0)).toEqual([deleted?.id]);
      stop();
      stop();
      await mailboxes.deliver(LUNCH, FROM_BOB);
      expect(seen).toEqual([]);
    });

    test('go on when whoever waits fails, and say so', async () => {
      const { mailboxes, alice, log } = world;
      const seen: string[] = [];
      mailboxes.onChange(alice.id, () => {
        throw new Error('gone');
      });
      mailboxes.onChange(alice.id, (folderId) => seen.push(folderId));
      expect((await mailboxes.deliver(LUNCH, FROM_BOB)).outcome).toBe('delivered');
      expect(seen).toHaveLength(1);
      expect(log.told).toHaveLength(1);
    });

    test('show another process that a folder has changed', async () => {
      const { otherMailboxes, mailboxes, directory, alice } = world;
      const before = await mailboxes.ensureMailbox(alice.id);
      await otherMailboxes.deliver(LUNCH, FROM_BOB);
      const after = await directory.mailboxes.listFolders(alice.id);
      expect(before.map(({ modseq }) => modseq)).toEqual([0, 0, 0, 0]);
      expect(after.map(({ modseq }) => modseq)).toEqual([1, 0, 0, 0]);
    });

    test('send with the sender forced, Bcc hidden, Date and Message-ID added', async () => {
      const { mailboxes, alice, bob, wanda, list, read } = world;
      const raw = mail(
        'From: "The President" <president@elsewhere.example>',
        'Sender: president@elsewhere.example',
        'To: Bob <BOB@contoso.example>,',
        ' bob@contoso.example',
        'Bcc: wanda@woodgrove.example',
        'Subject: Hi',
        '',
        'Body',
      );
      const sent = await mailboxes.send(alice, raw, { saveInSent: true, attempt: undefined });
      const [kept] = await list(alice, 'sent-items');
      expect(sent).toEqual({ outcome: 'sent', sentMessageId: kept?.id });
      expect(kept).toMatchObject({ isRead: true, subject: 'Hi', date: NOW });
      expect(kept?.from).toBe('Alice Ängström <Alice.Angstrom@contoso.example>');
      const keptText = await read(kept);
      expect(keptText).toContain('Bcc: wanda@woodgrove.example\r\n');
      expect(keptText).toContain('Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n');
      expect(keptText).toMatch(/^Message-ID: <[0-9a-f-]{36}@contoso\.example>\r$/m);
      for (const recipient of [bob, wanda]) {
        const inbox = await list(recipient, 'inbox');
        expect(inbox).toHaveLength(1);
        const text = await read(inbox[0]);
        expect(text).toMatch(/^Return-Path: <Alice.Angstrom@contoso.example>\r\n/);
        expect(text).not.toMatch(/bcc|president|wanda/i);
        expect(text.endsWith('\r\n\r\nBody\r\n')).toBe(true);
      }
    });

    test('leave a From, Date and Message-ID of the sender’s own as they are', async () => {
      const { mailboxes, alice, bob, list, read } = world;
      const fields = [
        'Date: Sun, 22 Nov 2026 12:00:00 +0100',
        'Message-ID: <mine@phone>',
        'From: Al <a@CONTOSO.example>',
        'To: bob@contoso.example',
      ];
      await mailboxes.send(alice, mail(...fields, '', 'x'), { saveInSent: false, attempt: undefined });
      const text = await read((await list(bob, 'inbox'))[0]);
      for (const field of fields) expect(text.split('\r\n').filter((line) => line === field)).toHaveLength(1);
      expect(await list(alice, 'sent-items')).toEqual([]);
    });

    test.each([
      ['two addresses', ['From: alice@contoso.example, bob@contoso.example']],
      ['two fields', ['From: alice@contoso.example', 'From: bob@contoso.example']],
      ['none', []],
      ['nothing that is an address', ['From: <>']],
      ['a name that looks like an own address', ['From: "alice@contoso.example" <bob@contoso.example>']],
    ])('put the sender’s own address in place of a From with %s', async (_name, from) => {
      const { mailboxes, alice, bob, list } = world;
      const raw = mail(...from, 'To: bob@contoso.example', '', 'x');
      await mailboxes.send(alice, raw, { saveInSent: false, attempt: undefined });
      const [message] = await list(bob, 'inbox');
      expect(message?.from).toBe('Alice Ängström <Alice.Angstrom@contoso.example>');
    });

    test('send an attempt once within a day, and again when the first one failed', async () => {
      const { mailboxes, otherMailboxes, alice, bob, clock, list } = world;
      const raw = mail('To: bob@contoso.example', '', 'x');
      const attempt = { saveInSent: true, attempt: 'phone/1' };
      const unknown = mail('To: nobody@contoso.example', '', 'x');
      expect((await mailboxes.send(alice, unknown, attempt)).outcome).toBe('unknown-recipients');
      const both = await Promise.all([
        mailboxes.send(alice, raw, attempt),
        otherMailboxes.send(alice, raw, attempt),
      ]);
      expect(both.map(({ outcome }) => outcome).sort()).toEqual(['duplicate', 'sent']);
      clock.move(86_399);
      expect((await mailboxes.send(alice, raw, attempt)).outcome).toBe('duplicate');
      expect((await mailboxes.send(bob, raw, attempt)).outcome).toBe('sent');
      expect(await list(bob, 'inbox')).toHaveLength(2);
      expect(await list(alice, 'sent-items')).toHaveLength(1);
    });

    test('let everybody write to everybody at once, themselves included', async () => {
      const { mailboxes, otherMailboxes, alice, bob, wanda, list } = world;
      const raw = mail('To: alice@contoso.example, bob@contoso.example, wanda@woodgrove.example', '', 'x');
      const sending = [alice, bob, wanda].flatMap((sender) => [
        mailboxes.send(sender, raw, { saveInSent: true, attempt: undefined }),
        otherMailboxes.send(sender, raw, { saveInSent: true, attempt: undefined }),
      ]);
      expect(new Set((await Promise.all(sending)).map(({ outcome }) => outcome))).toEqual(new Set(['sent']));
      for (const person of [alice, bob, wanda]) {
        expect(await list(person, 'inbox')).toHaveLength(6);
        expect(await list(person, 'sent-items')).toHaveLength(2);
      }
    });

    test('take a message apart for its owner only, and only while it is there', async () => {
      const { mailboxes, directory, alice, bob, list } = world;
      await mailboxes.deliver(LUNCH, FROM_BOB);
      const [message] = await list(alice, 'inbox');
      const parsed = await mailboxes.parse(alice.id, message!.id);
      expect(parsed).toMatchObject({ subject: 'Grüße', text: 'At   noon?\n', nativeBody: 'text' });
      expect(await mailboxes.parse(alice.id, message!.id)).toBe(parsed);
      expect(await mailboxes.parse(bob.id, message!.id)).toBeUndefined();
      await directory.mailboxes.remove(alice.id, message!.id);
      expect(await mailboxes.parse(alice.id, message!.id)).toBeUndefined();
    });
  });
}

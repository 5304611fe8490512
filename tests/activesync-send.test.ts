import type { MailMessageId } from '@signet/identity';
import type { ActiveSyncAnswer, DemoPerson } from '@signet/lab';
import { DEMO_PEOPLE } from '@signet/lab';
import {
  AirSync,
  AirSyncBase,
  ComposeMail,
  childOf,
  descendantOf,
  Email,
  Email2,
  element,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  commandsOf,
  createPhones,
  INBOX,
  idsOf,
  type Phones,
  SENT_ITEMS,
  subjectsOf,
  wants,
} from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld({ mail: { quotaMegabytes: 2 } });
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const mime = (subject: string, body = 'My words.'): Buffer =>
  Buffer.from(
    `From: ${alice.userPrincipalName}\r\nTo: ${bob.userPrincipalName}\r\nSubject: ${subject}\r\n\r\n${body}\r\n`,
  );

describe('sending', () => {
  it('sends mail once, answers it with the original attached, and keeps a copy', async () => {
    const { phone, folders } = await phones.start(alice);
    const { phone: other, inbox, key } = await phones.start(bob);
    const mime = `From: ${alice.userPrincipalName}\r\nTo: ${bob.userPrincipalName}\r\nSubject: Lunch\r\n\r\nAt noon?\r\n`;
    const request = element(ComposeMail.SendMail, [
      element(ComposeMail.ClientId, 'one'),
      element(ComposeMail.SaveInSentItems),
      element(ComposeMail.Mime, Buffer.from(mime)),
    ]);
    expect(await phone.send('SendMail', request)).toMatchObject({ status: 200, document: undefined });
    const again = await phone.send('SendMail', request);
    expect(textOf(again.document, ComposeMail.Status)).toBe('118');
    const { collection } = await other.sync(inbox, key);
    expect(subjectsOf(collection)).toEqual(['Lunch']);
    const sent = folders.get(SENT_ITEMS) ?? '';
    const fresh = await phone.sync(sent, '0');
    expect(subjectsOf((await phone.sync(sent, fresh.syncKey)).collection)).toEqual(['Lunch']);

    const itemId = textOf(commandsOf(collection)[0], AirSync.ServerId) ?? '';
    const reply = `From: ${bob.userPrincipalName}\r\nTo: ${alice.userPrincipalName}\r\nSubject: Re: Lunch\r\n\r\nYes.\r\n`;
    const answer = await other.send(
      'SmartReply',
      element(ComposeMail.SmartReply, [
        element(ComposeMail.ClientId, 'two'),
        element(ComposeMail.Source, [
          element(ComposeMail.FolderId, inbox),
          element(ComposeMail.ItemId, itemId),
        ]),
        element(ComposeMail.Mime, Buffer.from(reply)),
      ]),
    );
    expect(answer).toMatchObject({ status: 200, document: undefined });
    const aliceInbox = folders.get(INBOX) ?? '';
    const start = await phone.sync(aliceInbox, '0', [wants(1)]);
    const newest = commandsOf((await phone.sync(aliceInbox, start.syncKey)).collection)[0];
    const data = childOf(newest, AirSync.ApplicationData);
    expect(textOf(data, Email.Subject)).toBe('Re: Lunch');
    const original = descendantOf(data, AirSyncBase.Attachments, AirSyncBase.Attachment);
    expect(textOf(original, AirSyncBase.Method)).toBe('5');
  });

  it.each([
    ['SmartReply', ComposeMail.SmartReply, '1'],
    ['SmartForward', ComposeMail.SmartForward, '3'],
  ] as const)('%s attaches the original whole, and with ReplaceMime nothing', async (command, root, verb) => {
    const letter = 'Original with attachment';
    await phones.deliver(alice, letter);
    const { phone, inbox } = await phones.start(alice);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey, [element(AirSync.WindowSize, 1)]);
    const [itemId = ''] = idsOf(first.collection);
    const send = (subject: string, ...more: readonly WbxmlElement[]): Promise<ActiveSyncAnswer> =>
      phone.send(
        command,
        element(root, [
          element(ComposeMail.ClientId, `${command} ${subject}`),
          element(ComposeMail.Source, [
            element(ComposeMail.FolderId, inbox),
            element(ComposeMail.ItemId, itemId),
          ]),
          ...more,
          element(ComposeMail.Mime, mime(subject)),
        ]),
      );
    expect(await send('Whole')).toMatchObject({ status: 200, document: undefined });
    expect(await send('Alone', element(ComposeMail.ReplaceMime))).toMatchObject({
      status: 200,
      document: undefined,
    });
    const { mailboxes, directory } = world.server.services;
    const [folder] = await mailboxes.ensureMailbox(bob.id);
    const { items } = await directory.mailboxes.list(bob.id, folder!.id, { limit: 100 });
    const parsed = await Promise.all(
      ['Whole', 'Alone'].map((subject) =>
        mailboxes.parse(bob.id, items.find((message) => message.subject === subject)!.id),
      ),
    );
    const [whole, alone] = parsed;
    expect(whole?.text.trim()).toBe('My words.');
    expect(alone?.attachments).toEqual([]);
    const [original, ...others] = whole?.attachments ?? [];
    expect(others).toEqual([]);
    const raw = await directory.mailboxes.findRaw(alice.id, itemId as MailMessageId);
    // Byte for byte, with its own attachment inside.
    expect(Buffer.from(original!.content).toString('latin1').trim()).toBe(
      Buffer.from(raw!).toString('latin1').trim(),
    );
    expect(original?.isMessage).toBe(true);
    const after = await phone.sync(inbox, first.syncKey);
    const [change] = commandsOf(after.collection, AirSync.Change);
    expect(textOf(childOf(change, AirSync.ApplicationData), Email2.LastVerbExecuted)).toBe(verb);
    for (const message of items)
      await mailboxes.transaction((work) => work.mailboxes.remove(bob.id, message.id));
  });

  it('refuses an answer to a message that is not there, or not in the folder named, with 150', async () => {
    await phones.deliver(alice, 'Here');
    const { phone, folders, inbox } = await phones.start(alice);
    const fresh = await phone.sync(inbox, '0');
    const [itemId = ''] = idsOf((await phone.sync(inbox, fresh.syncKey)).collection);
    for (const [folderId, id] of [
      [inbox, '0'.repeat(32)],
      [folders.get(SENT_ITEMS) ?? '', itemId],
    ] as const) {
      const source = element(ComposeMail.Source, [
        element(ComposeMail.FolderId, folderId),
        element(ComposeMail.ItemId, id),
      ]);
      const request = element(ComposeMail.SmartReply, [source, element(ComposeMail.Mime, mime('Re'))]);
      expect(textOf((await phone.send('SmartReply', request)).document, ComposeMail.Status)).toBe('150');
    }
  });

  it.each([
    ['nobody is named', 'From: a@b.example\r\n\r\nx', '119'],
    ['nobody here has the address', 'To: nobody@contoso.example\r\n\r\nx', '116'],
    ['the address is elsewhere', 'To: someone@elsewhere.example\r\n\r\nx', '120'],
    ['it is no message', 'no header at all', '107'],
  ])('refuses to send where %s', async (_title, text, status) => {
    const { phone } = await phones.start(alice);
    const request = element(ComposeMail.SendMail, [element(ComposeMail.Mime, Buffer.from(text))]);
    expect(textOf((await phone.send('SendMail', request)).document, ComposeMail.Status)).toBe(status);
    const empty = await phone.send('SendMail', element(ComposeMail.SendMail, []));
    expect(textOf(empty.document, ComposeMail.Status)).toBe('101');
  });

  it('refuses to send with 113 when the own mailbox is full and 120 when another is, and sends nothing', async () => {
    const { phone } = await phones.start(alice);
    const { services } = world.server;
    const send = async (body: string, saveInSent: boolean): Promise<string | undefined> => {
      const { document } = await phone.send(
        'SendMail',
        element(ComposeMail.SendMail, [
          saveInSent ? element(ComposeMail.SaveInSentItems) : undefined,
          element(ComposeMail.Mime, mime('Large', body)),
        ]),
      );
      return textOf(document, ComposeMail.Status);
    };
    const fill = async (person: DemoPerson): Promise<void> => {
      const text = 'x'.repeat(70).concat('\r\n').repeat(7000);
      const raw = Buffer.from(`Subject: Filling\r\n\r\n${text}`);
      const envelope = { from: '', to: [person.userPrincipalName] };
      while ((await services.mailboxes.deliver(raw, envelope)).outcome === 'delivered');
    };
    const half = 'x'.repeat(70).concat('\r\n').repeat(7000);
    await fill(alice);
    expect(await send(half, true)).toBe('113');
    expect(await send('small', false)).toBeUndefined();
    await fill(bob);
    expect(await send(half, false)).toBe('120');
  });
});

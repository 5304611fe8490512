import { guid } from '@signet/identity';
import { createActiveSyncClient, createLabPki, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import {
  AirSync,
  AirSyncBase,
  ComposeMail,
  childOf,
  childrenOf,
  descendantOf,
  Email,
  element,
  encodeWbxml,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPhones, type Phones } from './_phones.ts';
import { addTenant } from './_tenants.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora, emil } = DEMO_PEOPLE;

let world: World;
let phones: Phones;

beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world[Symbol.asyncDispose]());

/** What the person's phone is told of its newest message. */
async function readNewest(
  person: DemoPerson,
): Promise<{ readonly data: WbxmlElement; readonly bytes: number }> {
  const { phone, inbox, key } = await phones.begin(person);
  const { collection } = await phone.sync(inbox, key);
  const [add] = childrenOf(childOf(collection, AirSync.Commands), AirSync.Add);
  const data = childOf(add, AirSync.ApplicationData);
  if (!data) throw new Error('the inbox is empty');
  return { data, bytes: encodeWbxml(collection).length };
}

async function deliver(person: DemoPerson, ...lines: readonly string[]): Promise<void> {
  const raw = Buffer.from(`${lines.join('\r\n')}\r\n`);
  const envelope = { from: 'a@elsewhere.example', to: [person.userPrincipalName] };
  expect(await world.server.services.mailboxes.deliver(raw, envelope)).toMatchObject({
    outcome: 'delivered',
  });
}

describe('a message that was made to be large where nobody looks', () => {
  it('tells a phone little of a header of 200 kB', async () => {
    const many = Array.from(
      { length: 4000 },
      (_, index) => `"Recipient number ${index}" <r${index}@a.example>`,
    );
    await deliver(dora, 'From: a@elsewhere.example', `To: ${many.join(',\r\n ')}`, 'Subject: x', '', 'x');
    const { data, bytes } = await readNewest(dora);
    expect(textOf(data, Email.To)).toHaveLength(32_768);
    expect(textOf(data, Email.DisplayTo)).toHaveLength(32_768);
    expect(bytes).toBeLessThan(100_000);
  });

  it('tells a phone little of names of attachments of a megabyte', async () => {
    const part = [
      '--b',
      'Content-Type: text/plain',
      `Content-Disposition: attachment; filename="${'x'.repeat(50_000)}"`,
      `Content-ID: <${'y'.repeat(50_000)}>`,
      '',
      'x',
    ];
    const parts = Array.from({ length: 20 }, () => part).flat();
    await deliver(
      emil,
      'From: a@elsewhere.example',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...parts,
      '--b--',
    );
    const { data, bytes } = await readNewest(emil);
    const attachments = childrenOf(childOf(data, AirSyncBase.Attachments), AirSyncBase.Attachment);
    expect(attachments).toHaveLength(20);
    expect(textOf(attachments[0], AirSyncBase.DisplayName)).toHaveLength(255);
    expect(bytes).toBeLessThan(50_000);
  });
});

describe('mail that claims to be from somebody else', () => {
  it.each([
    ['a second From', ['From: alice@contoso.example', 'From: bob@contoso.example']],
    ['a From that goes on', ['From: alice@contoso.example,', ' bob@contoso.example']],
    ['a group', ['From: x: bob@contoso.example, alice@contoso.example;']],
    ['a space before the colon', ['From : bob@contoso.example']],
    ['a Sender beside it', ['From: alice@contoso.example', 'Sender: bob@contoso.example']],
    ['a bare carriage return', ['From: alice@contoso.example', 'Subject: x\rFrom: bob@contoso.example']],
    ['a header after an empty line with a space', ['From: alice@contoso.example', ' ', 'X: y']],
  ])('is from the person of the certificate, with %s', async (_what, from) => {
    const { phone } = await phones.begin(alice);
    const mime = [...from, `To: ${bob.userPrincipalName}`, '', 'x', ''].join('\r\n');
    const request = element(ComposeMail.SendMail, [element(ComposeMail.Mime, Buffer.from(mime))]);
    expect(await phone.send('SendMail', request)).toMatchObject({ status: 200, document: undefined });
    const { data } = await readNewest(bob);
    expect(textOf(data, Email.From)).toContain('alice@contoso.example');
    expect(textOf(data, Email.From)).not.toContain('bob');
    const raw = descendantOf(data, AirSyncBase.Body, AirSyncBase.Data);
    expect(raw).toBeDefined();
  });

  it('is refused with a line in its header that is no field', async () => {
    const { phone } = await phones.begin(alice);
    const mime = 'From: alice@contoso.example\nTo: bob@contoso.example\nno field at all\n\nx';
    const request = element(ComposeMail.SendMail, [element(ComposeMail.Mime, Buffer.from(mime))]);
    expect(textOf((await phone.send('SendMail', request)).document, ComposeMail.Status)).toBe('107');
  });

  it('goes to nobody outside, and to none when one of its recipients is not here', async () => {
    const { phone } = await phones.begin(alice);
    const statusOf = async (to: string): Promise<string | undefined> => {
      const mime = Buffer.from(`From: alice@contoso.example\r\nTo: ${to}\r\nSubject: leak\r\n\r\nx`);
      const request = element(ComposeMail.SendMail, [element(ComposeMail.Mime, mime)]);
      return textOf((await phone.send('SendMail', request)).document, ComposeMail.Status);
    };
    expect(await statusOf('bob@contoso.example, eve@elsewhere.example')).toBe('120');
    expect(await statusOf('bob@contoso.example, nobody@contoso.example')).toBe('116');
    const { data } = await readNewest(bob);
    expect(textOf(data, Email.Subject)).not.toBe('leak');
  });
});

it('opens no mailbox to another tenant that trusts a CA of the same name', async () => {
  const { directory, random, clock } = world.server.services;
  const tenantId = await addTenant(world, 'Northwind');
  const evil = await createLabPki({ clock, random, keyAlgorithm: 'p-256' });
  expect(evil.issuing.subject).toBe(world.pki.issuing.subject);
  for (const { name, certificate, subject, subjectKeyIdentifier } of [evil.root, evil.issuing]) {
    await directory.certificateAuthorities.add({
      id: guid<Parameters<typeof directory.certificateAuthorities.remove>[0]>(random.guid()),
      tenantId,
      certificate,
      isRootAuthority: name === 'root',
      certificateRevocationListUrl: undefined,
      deltaCertificateRevocationListUrl: undefined,
      issuer: subject,
      issuerSki: subjectKeyIdentifier,
      createdAt: clock.now(),
    });
  }
  const eve = 'eve@northwind.example';
  const user = (await directory.users.findByUserPrincipalName(alice.userPrincipalName))!;
  await directory.users.add({
    ...user,
    id: guid<typeof user.id>(random.guid()),
    tenantId,
    userPrincipalName: eve,
    onPremisesImmutableId: undefined,
  });
  const statusOf = async (names: { userPrincipalName?: string; rfc822Name?: string }): Promise<number> => {
    const clientCertificate = await evil.issueClientCertificate({ commonName: 'Eve', ...names });
    const { certificate: origin } = world.server.origins;
    const ca = world.pki.root.certificatePem;
    return (await createActiveSyncClient({ origin, ca, clientCertificate }).options()).status;
  };
  expect(await statusOf({ userPrincipalName: alice.userPrincipalName })).toBe(403);
  // Eve's own alias, as her tenant's directory has it.
  expect(await statusOf({ rfc822Name: alice.userPrincipalName })).toBe(403);
  expect(await statusOf({ userPrincipalName: eve, rfc822Name: alice.userPrincipalName })).toBe(403);
  expect(await statusOf({ userPrincipalName: eve })).toBe(200);
  await phones.begin(alice);
});

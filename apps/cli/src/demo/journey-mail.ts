import { count } from '@signet/identity';
import {
  type ActiveSyncClient,
  type ClientCertificate,
  createActiveSyncClient,
  type DemoPerson,
} from '@signet/lab';
import { AirSync, childOf, childrenOf, Email, element, Ping, textOf } from '@signet/wbxml';
import type { JourneyStage } from './journey-stage.ts';
import type { Story } from './story.ts';

/** A phone fetches mail with the certificate alone: it provisions, synchronises, and is woken by new mail. */
export async function tellMail(
  stage: JourneyStage,
  person: DemoPerson,
  certificate: ClientCertificate,
  story: Story,
): Promise<ActiveSyncClient> {
  const phone = createActiveSyncClient({
    origin: stage.origins.certificate,
    ca: stage.pki.root.certificatePem,
    clientCertificate: certificate,
    deviceId: `demo${certificate.serialNumber.slice(0, 8)}`,
  });
  const inbox = await story.step('Mail synchronises over ActiveSync', async () => {
    const { headers } = await phone.options();
    await phone.provision();
    const folders = await phone.listFolders();
    const id = folders.get(INBOX) ?? '';
    const { syncKey } = await phone.sync(id, '0');
    const { syncKey: newest } = await phone.sync(id, syncKey);
    const seen = `versions ${String(headers['ms-asprotocolversions'])}, provisioned, ${count(folders.size, 'folder')}, inbox synchronised`;
    return { result: { id, syncKey: newest }, seen };
  });
  await story.step('New mail wakes the phone', async () => {
    const pinging = phone.send('Ping', pingRequest(inbox.id));
    const subject = `Hello ${person.displayName}`;
    await stage.deliverMail(person.userPrincipalName, subject);
    const status = textOf((await pinging).document, Ping.Status);
    if (status !== PING_CHANGES) throw new Error(`Ping ended with status ${status}`);
    const { collection } = await phone.sync(inbox.id, inbox.syncKey);
    const added = childrenOf(childOf(collection, AirSync.Commands), AirSync.Add);
    const subjects = added.map((add) => textOf(childOf(add, AirSync.ApplicationData), Email.Subject));
    if (!subjects.includes(subject)) throw new Error(`Sync brought ${subjects.join(', ') || 'nothing'}`);
    return { result: undefined, seen: `Ping status 2, Sync brought «${subject}»` };
  });
  return phone;
}

/** The mail door asks revocation at every request. */
export async function tellMailRefused(phone: ActiveSyncClient, story: Story): Promise<void> {
  await story.step('Mail refused', async () => {
    const { status, text } = await phone.options();
    if (status !== 403) throw new Error(`the mail door still answers ${status}`);
    return { result: undefined, seen: `HTTP 403: ${text.trim().split('\n')[0] ?? ''}` };
  });
}

function pingRequest(inbox: string): ReturnType<typeof element> {
  const folder = element(Ping.Folder, [element(Ping.Id, inbox), element(Ping.Class, 'Email')]);
  return element(Ping.Ping, [element(Ping.HeartbeatInterval, 60), element(Ping.Folders, [folder])]);
}

/** MS-ASCMD: FolderSync's type of an inbox, and Ping's status for changes. */
const INBOX = 2;
const PING_CHANGES = '2';

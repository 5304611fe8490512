import { MAIL_FOLDER_KINDS, type MailFolderKind, type MailMessage } from '@signet/identity';
import { formatTime } from '@signet/pki';
import { type Command, Option } from 'commander';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parsePageLimit } from '../../parse-options.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';

interface MailListOptions extends GlobalOptions {
  readonly folder: MailFolderKind;
  readonly limit: number;
}

export function registerMailList(mail: Command): void {
  mail
    .command('list')
    .description('List the newest messages of a user.')
    .argument('<upn>', 'user principal name')
    .addOption(new Option('--folder <name>', 'which folder').choices(MAIL_FOLDER_KINDS).default('inbox'))
    .option('--limit <number>', 'how many, at most 1000', parsePageLimit, 20)
    .addHelpText('after', '\nExample:\n  signet mail list alice@contoso.example')
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<MailListOptions>();
      await withServices(options, async ({ directory: { users, mailboxes } }) => {
        const { id, userPrincipalName } = await findUser({ users }, upn);
        // Reading makes no mailbox: who never got mail has none.
        const folders = await mailboxes.listFolders(id);
        const folder = folders.find(({ kind }) => kind === options.folder);
        const messages = folder ? (await mailboxes.list(id, folder.id, { limit: options.limit })).items : [];
        const nothing = `${userPrincipalName} has no messages in ${options.folder}.`;
        print(options, messages.map(messageToJson), () =>
          messages.length === 0 ? nothing : formatMessages(messages),
        );
      });
    });
}

function formatMessages(messages: readonly MailMessage[]): string {
  return formatTable(
    ['Received', 'From', 'Subject', 'Read', 'Size'],
    messages.map(({ receivedAt, from, subject, isRead, sizeBytes }) => [
      formatTime(receivedAt),
      from,
      subject,
      isRead ? 'yes' : 'no',
      `${sizeBytes}`,
    ]),
  );
}

function messageToJson(message: MailMessage): Readonly<Record<string, unknown>> {
  const { id, receivedAt, from, to, subject, preview, sizeBytes, isRead, isFlagged } = message;
  return {
    id,
    receivedAt: formatTime(receivedAt),
    from,
    to,
    subject,
    preview,
    sizeBytes,
    isRead,
    isFlagged,
  };
}

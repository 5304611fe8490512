import { text as readText } from 'node:stream/consumers';
import { domainOf } from '@signet/identity';
import { composeMail, type Delivery, MAX_MESSAGE_BYTES, MAX_RECIPIENTS } from '@signet/mailbox';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface MailSendOptions extends GlobalOptions {
  readonly to: readonly string[];
  readonly subject: string;
  readonly from?: string;
  readonly text?: string;
}

export function registerMailSend(mail: Command): void {
  mail
    .command('send')
    .description('Put a message into the inboxes of users of the directory.')
    .requiredOption('--to <address...>', 'addresses of users')
    .requiredOption('--subject <text>', 'its subject')
    .option('--from <address>', 'who it is from; postmaster of the first recipient’s domain unless said')
    .option('--text <text>', 'its text; read from standard input unless said')
    .addHelpText(
      'after',
      '\nExample:\n  signet mail send --to alice@contoso.example --subject Lunch --text "At noon?"',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<MailSendOptions>();
      const text = options.text ?? (await readText(process.stdin));
      await withServices(options, async ({ mailboxes, clock }) => {
        const from = options.from ?? `postmaster@${domainOf(options.to[0] ?? '') ?? 'localhost'}`;
        const { to, subject } = options;
        const raw = await composeMail({ from, to, subject, text, date: clock.now() });
        const delivery = await mailboxes.deliver(raw, { from, to });
        if (delivery.outcome !== 'delivered') throw refused(delivery);
        print(options, delivery.deliveries, () => `Delivered to ${to.join(', ')}.`);
      });
    });
}

function refused(delivery: Exclude<Delivery, { readonly outcome: 'delivered' }>): CommandError {
  switch (delivery.outcome) {
    case 'unknown-recipients':
      return new CommandError(
        EXIT.notFound,
        `No user has the address ${delivery.addresses.join(', ')}: check its spelling, or see «signet user list». Nobody got the message.`,
      );
    case 'outside-recipients':
      return new CommandError(
        EXIT.refused,
        `${delivery.addresses.join(', ')} belongs to no domain here, and nothing is sent outside. Nobody got the message.`,
      );
    case 'mailbox-full':
      return new CommandError(
        EXIT.refused,
        `${delivery.addresses.join(', ')} has no room for the message: mail.quotaMegabytes is reached. Nobody got it.`,
      );
    case 'no-recipients':
      return new CommandError(EXIT.usage, 'Name a recipient with --to.');
    case 'too-many-recipients':
      return new CommandError(EXIT.usage, `A message has at most ${MAX_RECIPIENTS} recipients: send two.`);
    case 'too-large':
      return new CommandError(EXIT.usage, `A message has at most ${MAX_MESSAGE_BYTES} bytes: shorten it.`);
    case 'malformed':
      return new CommandError(EXIT.usage, `This makes no message: ${delivery.detail}`);
    default:
      return delivery satisfies never;
  }
}

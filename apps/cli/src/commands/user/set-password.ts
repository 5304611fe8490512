import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import { hashPassword } from '@signet/crypto';
import type { ServerConfig, Services } from '@signet/server';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface SetPasswordOptions extends GlobalOptions {
  readonly file?: string;
  readonly remove?: true;
}

/** The password comes from a file or standard input: on a command line every process of the machine would see it. */
export function registerUserSetPassword(user: Command): void {
  user
    .command('set-password')
    .description('Give a test user a password, for programs that sign in without a browser.')
    .argument('<upn>', 'user principal name')
    .option('--file <path>', 'holds the password; read from standard input unless said')
    .option('--remove', 'take the password away')
    .addHelpText('after', '\nExample:\n  signet user set-password alice@contoso.example --file password.txt')
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<SetPasswordOptions>();
      await withServices(options, (services, config) =>
        options.remove ? removePassword(upn, options, services) : setPassword(upn, options, services, config),
      );
    });
}

async function setPassword(
  upn: string,
  options: SetPasswordOptions,
  { directory, clock }: Services,
  { passwords }: ServerConfig,
): Promise<void> {
  const user = await findUser(directory, upn);
  const password = await readPassword(options);
  await directory.passwords.put(user.id, await hashPassword(password), clock.now());
  const { userPrincipalName } = user;
  print(options, { userPrincipalName, hasPassword: true, passwords }, () =>
    [
      `${userPrincipalName} has a password now.`,
      ...(passwords === 'off' ? ['Passwords are switched off: set «"passwords": "test-users"».'] : []),
    ].join('\n'),
  );
}

async function removePassword(
  upn: string,
  options: SetPasswordOptions,
  { directory }: Services,
): Promise<void> {
  const { id, userPrincipalName } = await findUser(directory, upn);
  const removed = await directory.passwords.remove(id);
  print(options, { userPrincipalName, hasPassword: false, removed }, () =>
    removed ? `${userPrincipalName} has no password any more.` : `${userPrincipalName} had no password.`,
  );
}

/** One line; the line break is not part of it. */
async function readPassword({ file }: SetPasswordOptions): Promise<string> {
  const text = file === undefined ? await readText(process.stdin) : await readFile(file, 'utf8');
  const password = text.replace(/\r?\n$/, '').normalize('NFC');
  if (password.length < MIN_LENGTH || password.length > MAX_LENGTH || /[\r\n]/.test(password)) {
    const limits = `one line of ${MIN_LENGTH} to ${MAX_LENGTH} characters`;
    throw new CommandError(EXIT.usage, `A password must be ${limits}.`);
  }
  return password;
}

/** As in Entra. */
const MIN_LENGTH = 8;
const MAX_LENGTH = 256;

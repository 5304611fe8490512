import { readFile } from 'node:fs/promises';
import { createAppleProfile } from '@signet/profiles';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { findIdentity, type IdentityOptions, type PhoneIdentity } from './identity.ts';
import { mailAccountOf } from './mail-account.ts';
import { writeNewFile } from './write-new-file.ts';

interface IosOptions extends GlobalOptions, IdentityOptions {
  readonly user: string;
  readonly out?: string;
  readonly host?: string;
  readonly embedPassword?: boolean;
  readonly data: string;
}

export function registerProfileIos(profile: Command): void {
  profile
    .command('ios')
    .description('Write a signed profile for iPhone and iPad: CAs, certificate and mail account.')
    .requiredOption('--user <upn>', 'whose mail it is')
    .option('--out <file>', 'where the profile goes (default: <name>.mobileconfig)')
    .option('--p12 <file>', 'the person’s certificate and key (default: the demo PKI issues one)')
    .option('--p12-password-file <file>', 'holds the password of --p12')
    .option('--host <host[:port]>', 'where the phone fetches mail (default: the certificate listener)')
    .option('--modern', 'protect an issued key with AES instead of 3DES, which older phones cannot read')
    .option('--embed-password', 'put the password into the profile: whoever has the file then has the key')
    .addHelpText('after', '\nExample:\n  signet profile ios --user alice@contoso.example')
    .action((_options, command: Command) => writeProfile(command.optsWithGlobals<IosOptions>()));
}

async function writeProfile(options: IosOptions): Promise<void> {
  await withServices(options, async ({ directory, clock }, config) => {
    const user = await findUser(directory, options.user);
    const account = mailAccountOf(user, config, options.host);
    const tenant = await directory.tenants.find(user.tenantId);
    const authorities = await directory.certificateAuthorities.list(user.tenantId);
    const identity = await findIdentity(options, user);
    const embedded = chooseEmbedded(options, identity);
    const profile = await createAppleProfile(
      {
        organisation: tenant?.displayName ?? 'Signet',
        account,
        identity: { p12: identity.p12, password: embedded },
        authorities: authorities.map(({ certificate }) => certificate),
      },
      {
        chainPem: await readFile(config.tls.certFile, 'utf8'),
        privateKeyPem: await readFile(config.tls.keyFile, 'utf8'),
        signingTime: clock.now(),
      },
    );
    const file =
      options.out ?? `${user.userPrincipalName.replace(/@.*/, '').replace(/[^\w.-]/g, '_')}.mobileconfig`;
    await writeNewFile(file, profile);
    const shown = identity.isIssued && embedded === undefined ? identity.password : undefined;
    const facts = {
      file,
      host: account.host,
      passwordEmbedded: embedded !== undefined,
      p12Password: shown ?? null,
    };
    print(options, facts, () => describe(file, account.host, user.userPrincipalName, embedded, shown));
  });
}

function chooseEmbedded(options: IosOptions, { password }: PhoneIdentity): string | undefined {
  if (!options.embedPassword) return undefined;
  if (password !== undefined) return password;
  throw new CommandError(
    EXIT.usage,
    'Nobody knows the password of --p12: name the file that holds it with --p12-password-file.',
  );
}

function describe(
  file: string,
  host: string,
  userPrincipalName: string,
  embedded: string | undefined,
  shown: string | undefined,
): string {
  const about = `Wrote ${file}: mail of ${userPrincipalName} at ${host}.`;
  if (embedded !== undefined) {
    return `${about}\nThe password of the key is inside, and the profile is not encrypted: whoever reads the file can sign in. Hand it over yourself, over TLS and once, and delete it.`;
  }
  const told = shown === undefined ? 'the password of the key' : `the password ${shown}`;
  return `${about}\nThe phone asks for ${told}: tell it by another way than the file.`;
}

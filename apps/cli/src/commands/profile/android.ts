import { createAndroidConfiguration } from '@signet/profiles';
import type { Command } from 'commander';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { mailAccountOf } from './mail-account.ts';
import { writeNewFile } from './write-new-file.ts';

interface AndroidOptions extends GlobalOptions {
  readonly user: string;
  readonly out?: string;
  readonly host?: string;
  readonly alias?: string;
  readonly data: string;
}

export function registerProfileAndroid(profile: Command): void {
  profile
    .command('android')
    .description('Print the managed configurations of Android’s mail apps, for a device management system.')
    .requiredOption('--user <upn>', 'whose mail it is')
    .option('--out <file>', 'where the JSON goes (default: standard output)')
    .option('--host <host[:port]>', 'where the phone fetches mail (default: the certificate listener)')
    .option('--alias <alias>', 'under which the device keeps the certificate (default: signet-<name>)')
    .addHelpText('after', '\nExample:\n  signet profile android --user alice@contoso.example')
    .action((_options, command: Command) => writeConfiguration(command.optsWithGlobals<AndroidOptions>()));
}

async function writeConfiguration(options: AndroidOptions): Promise<void> {
  await withServices(options, async ({ directory }, config) => {
    const user = await findUser(directory, options.user);
    const certificateAlias = options.alias ?? `signet-${user.userPrincipalName.replace(/@.*/, '')}`;
    const configurations = createAndroidConfiguration({
      account: mailAccountOf(user, config, options.host),
      certificateAlias,
    });
    const json = JSON.stringify(configurations, null, 2);
    const { out: file } = options;
    if (file === undefined) return print(options, configurations, () => json);
    await writeNewFile(file, `${json}\n`);
    print(
      options,
      { file, certificateAlias },
      () => `Wrote ${file}. Install the certificate on the device under the alias ${certificateAlias}.`,
    );
  });
}

import { formatSerialNumber, type SerialNumber } from '@signet/pki';
import type { Command } from 'commander';
import type { GlobalOptions } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { parseSerialNumber, withLab } from './with-lab.ts';

export function registerLabUnrevoke(lab: Command): void {
  lab
    .command('unrevoke')
    .description('Take back a hold; nothing else can be taken back.')
    .argument('<serial>', 'serial number in hexadecimal', parseSerialNumber)
    .addHelpText('after', '\nExample:\n  signet lab unrevoke 5E0C4F1A2B3C4D5E6F708192A3B4C5D6')
    .action(async (serialNumber: SerialNumber, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withLab(options, ({ pki }) => pki.unrevoke(serialNumber));
      const text = formatSerialNumber(serialNumber);
      print(
        options,
        { serialNumber: text },
        () => `${text} is no longer on hold. Nobody knows of it yet: run «signet lab publish».`,
      );
    });
}

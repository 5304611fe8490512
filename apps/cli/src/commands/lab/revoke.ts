import type { Revocation } from '@signet/lab';
import { ALL_REASONS, formatSerialNumber, formatTime, type SerialNumber } from '@signet/pki';
import { type Command, Option } from 'commander';
import type { GlobalOptions } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { parseSerialNumber, withLab } from './with-lab.ts';

interface LabRevokeOptions extends GlobalOptions {
  readonly reason: Revocation['reason'];
}

export function registerLabRevoke(lab: Command): void {
  lab
    .command('revoke')
    .description('Revoke a certificate; «signet lab publish» tells the world.')
    .argument('<serial>', 'serial number in hexadecimal', parseSerialNumber)
    .addOption(
      new Option('--reason <reason>', 'RFC 5280 §5.3.1; certificateHold can be taken back')
        .choices(REASONS)
        .default('unspecified'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  signet lab revoke 5E0C4F1A2B3C4D5E6F708192A3B4C5D6 --reason keyCompromise',
    )
    .action(async (serialNumber: SerialNumber, _options, command: Command) => {
      const options = command.optsWithGlobals<LabRevokeOptions>();
      const revocation = await withLab(options, ({ pki }) => pki.revoke(serialNumber, options.reason));
      const answer = {
        serialNumber: formatSerialNumber(revocation.serialNumber),
        revocationDate: formatTime(revocation.revocationDate),
        reason: revocation.reason,
      };
      print(
        options,
        answer,
        () =>
          `Revoked ${answer.serialNumber} (${answer.reason}). Nobody knows of it yet: run «signet lab publish».`,
      );
    });
}

const REASONS: readonly Revocation['reason'][] = ['unspecified', ...ALL_REASONS];

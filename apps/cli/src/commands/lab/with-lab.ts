import { createRandom, createSystemClock } from '@signet/crypto';
import type { Clock, Random } from '@signet/identity';
import { LabError, type LabErrorCode, type LabPki, openLabPki } from '@signet/lab';
import { parseSerialNumberText, type SerialNumber } from '@signet/pki';
import { InvalidArgumentError } from 'commander';
import { CommandError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { type GlobalOptions, locateInstallation } from '../../installation.ts';

export interface Lab {
  readonly pki: LabPki;
  readonly clock: Clock;
  readonly random: Random;
}

/** Runs a command's work with the demo PKI of the data folder; what the lab refuses gets its exit code. */
export async function withLab<Result>(
  options: Pick<GlobalOptions, 'data'>,
  work: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const { labFolder } = locateInstallation(options);
  const ports = { clock: createSystemClock(), random: createRandom() };
  try {
    return await work({ pki: await openLabPki(labFolder, ports), ...ports });
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const message =
      error.code === 'folder-without-pki'
        ? `There is no demo PKI in ${labFolder}: run «signet start --demo» to make one, or name its data folder with --data.`
        : error.message;
    throw new CommandError(EXIT_CODES[error.code] ?? EXIT.failed, message, { cause: error });
  }
}

export function parseSerialNumber(text: string): SerialNumber {
  const serialNumber = parseSerialNumberText(text);
  if (serialNumber === undefined)
    throw new InvalidArgumentError('Give it in hexadecimal, as «signet lab list» does.');
  return serialNumber;
}

const EXIT_CODES: Readonly<Partial<Record<LabErrorCode, ExitCode>>> = {
  'folder-without-pki': EXIT.usage,
  'unknown-serial-number': EXIT.notFound,
  'already-revoked': EXIT.refused,
  'not-on-hold': EXIT.refused,
  'no-base-crl': EXIT.refused,
};

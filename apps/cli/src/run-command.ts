import { DirectoryError } from '@signet/identity';
import { CommanderError } from 'commander';
import { CommandError, EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { withoutControls } from './terminal/without-controls.ts';

/**
 * Runs one command, given as its words without the program's name. Prints to standard output and standard error,
 * and leaves in `process.exitCode` what is not 0. Never throws.
 */
export async function runCommand(words: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = await tell(error);
  }
}

/** One sentence on standard error, and the exit code. */
async function tell(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof CommandError) return say(error.message, error.exitCode);
  // Loaded only here, for most of what it brings is not needed to tell of an error.
  const { ConfigError } = await import('@signet/server/services');
  if (error instanceof ConfigError) return say(error.message, EXIT.usage);
  if (error instanceof DirectoryError) return say(error.message, EXIT.failed);
  if (isRefusedFile(error)) return say(describeRefusedFile(error), EXIT.failed);
  // Errors of our own packages say in one sentence what to do; anything else is a fault, and its trace helps.
  if (error instanceof Error && 'code' in error && error.name !== 'Error')
    return say(error.message, EXIT.failed);
  console.error(error);
  return EXIT.failed;
}

/** The operating system's no to a file; there is nothing in a trace that its path does not say. */
function isRefusedFile(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'path' in error && 'code' in error && REFUSALS.has(String(error.code));
}

function describeRefusedFile({ path, message }: NodeJS.ErrnoException): string {
  return `${path} cannot be used (${message}): run Signet as the user to whom its data folder belongs, on a disk with room.`;
}

function say(message: string, exitCode: number): number {
  console.error(`signet: ${withoutControls(message)}`);
  return exitCode;
}

const REFUSALS: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC']);

import { EXIT } from '../exit-codes.ts';

/**
 * Whoever reads may have seen enough (`signet log list | head`), which is no error; that a disk is full is one. Neither
 * ends the command, for one that serves has more to do than to print.
 */
export function watchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.stdout.once('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.exitCode = EXIT.failed;
    process.stderr.write(
      `signet: The output cannot be written (${message}): make room, or send it elsewhere.\n`,
    );
  });
}

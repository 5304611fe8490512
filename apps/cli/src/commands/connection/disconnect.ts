import type { Command } from 'commander';
import { readConnection, removeConnection } from '../../connection/connection-file.ts';
import type { GlobalOptions } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

export function registerDisconnect(program: Command): void {
  program
    .command('disconnect')
    .description('Forget the connection and its tokens (Disconnect-MgGraph).')
    .addHelpText(
      'after',
      '\nStands for Disconnect-MgGraph. It ends nothing at the server: «signet graph user revoke-sessions» does.\n\nExample:\n  signet disconnect',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { url } = await readConnection(options);
      await removeConnection(options);
      print(options, { url, connected: false }, () => `The connection to ${url} is forgotten.`);
    });
}

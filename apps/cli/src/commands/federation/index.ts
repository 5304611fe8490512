import type { Command } from 'commander';
import { registerFederationCheck } from './check.ts';
import { registerFederationSetup } from './setup.ts';

/** The federation server in the place of AD FS, for Microsoft 365. */
export function registerFederationCommands(program: Command): void {
  const federation = program
    .command('federation')
    .description('Federate a domain of Microsoft 365 with this federation server, in the place of AD FS.');
  registerFederationSetup(federation);
  registerFederationCheck(federation);
}

import type { Command } from 'commander';
import { registerClaimsCheck } from './check.ts';

export function registerClaimsCommands(program: Command): void {
  const claims = program.command('claims').description("Rule sets in AD FS's claim rule language.");
  registerClaimsCheck(claims);
}

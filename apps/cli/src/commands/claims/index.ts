import type { Command } from 'commander';
import { registerClaimsCheck } from './check.ts';
import { registerClaimsRun } from './run.ts';
import { registerClaimsTemplate } from './template.ts';

export function registerClaimsCommands(program: Command): void {
  const claims = program.command('claims').description("Rule sets in AD FS's claim rule language.");
  registerClaimsCheck(claims);
  registerClaimsRun(claims);
  registerClaimsTemplate(claims);
}

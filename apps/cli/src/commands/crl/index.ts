import type { Command } from 'commander';
import { registerCrlInspect } from './inspect.ts';
import { registerCrlRefresh } from './refresh.ts';
import { registerCrlStatus } from './status.ts';

export function registerCrlCommands(program: Command): void {
  const crl = program.command('crl').description('The CRLs of the trusted certificate authorities.');
  registerCrlStatus(crl);
  registerCrlRefresh(crl);
  registerCrlInspect(crl);
}

import type { Command } from 'commander';
import { registerDomainRefreshFederation } from './refresh-federation.ts';

export function registerDomainCommands(program: Command): void {
  const domain = program.command('domain').description('The domains of the tenants and their federation.');
  registerDomainRefreshFederation(domain);
}

import type { Command } from 'commander';
import { registerDomainRefreshCertificates } from './refresh-certificates.ts';
import { registerDomainRefreshFederation } from './refresh-federation.ts';

export function registerDomainCommands(program: Command): void {
  const domain = program.command('domain').description('The domains of the tenants and their federation.');
  registerDomainRefreshCertificates(domain);
  registerDomainRefreshFederation(domain);
}

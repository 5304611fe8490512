import type { Command } from 'commander';
import { registerDomainAllow } from './allow.ts';
import { registerDomainRefreshCertificates } from './refresh-certificates.ts';
import { registerDomainRefreshFederation } from './refresh-federation.ts';

export function registerDomainCommands(program: Command): void {
  const domain = program.command('domain').description('The domains of the tenants and their federation.');
  registerDomainAllow(domain);
  registerDomainRefreshCertificates(domain);
  registerDomainRefreshFederation(domain);
}

import type { Command } from 'commander';
import { registerDomainAdd } from './add.ts';
import { registerDomainAllow } from './allow.ts';
import { registerDomainFederate } from './federate.ts';
import { registerDomainList } from './list.ts';
import { registerDomainManage } from './manage.ts';
import { registerDomainMfa } from './mfa.ts';
import { registerDomainRefreshCertificates } from './refresh-certificates.ts';
import { registerDomainRefreshFederation } from './refresh-federation.ts';
import { registerDomainRemove } from './remove.ts';
import { registerDomainSet } from './set.ts';
import { registerDomainShow } from './show.ts';

export function registerDomainCommands(program: Command): void {
  const domain = program.command('domain').description('The domains of the tenants and their federation.');
  registerDomainList(domain);
  registerDomainShow(domain);
  registerDomainAdd(domain);
  registerDomainSet(domain);
  registerDomainRemove(domain);
  registerDomainFederate(domain);
  registerDomainManage(domain);
  registerDomainAllow(domain);
  registerDomainMfa(domain);
  registerDomainRefreshCertificates(domain);
  registerDomainRefreshFederation(domain);
}

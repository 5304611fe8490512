import type { Command } from 'commander';
import { registerAppAddCertificate } from './add-certificate.ts';
import { registerAppCreate } from './create.ts';
import { registerAppList } from './list.ts';
import { registerAppSet } from './set.ts';
import { registerAppTokens } from './tokens.ts';

export function registerAppCommands(program: Command): void {
  const app = program.command('app').description('The applications that ask for tokens.');
  registerAppCreate(app);
  registerAppList(app);
  registerAppAddCertificate(app);
  registerAppSet(app);
  registerAppTokens(app);
}

import type { Command } from 'commander';
import { registerConsentList } from './list.ts';
import { registerConsentRevoke } from './revoke.ts';

export function registerConsentCommands(program: Command): void {
  const consent = program.command('consent').description('What people allowed applications.');
  registerConsentList(consent);
  registerConsentRevoke(consent);
}

import type { Command } from 'commander';
import { registerSecretAdd } from './add.ts';
import { registerSecretList } from './list.ts';
import { registerSecretRemove } from './remove.ts';

export function registerAppSecret(app: Command): void {
  const secret = app
    .command('secret')
    .description('What an application without a certificate proves itself by.');
  registerSecretAdd(secret);
  registerSecretList(secret);
  registerSecretRemove(secret);
}

import type { Command } from 'commander';
import { registerScopeAdd } from './add.ts';
import { registerScopeRemove } from './remove.ts';

export function registerAppScope(app: Command): void {
  const scope = app
    .command('scope')
    .description('What others may ask of an application on behalf of people.');
  registerScopeAdd(scope);
  registerScopeRemove(scope);
}

import type { Command } from 'commander';
import { registerRedirectUriAdd } from './add.ts';
import { registerRedirectUriRemove } from './remove.ts';

export function registerAppRedirectUri(app: Command): void {
  const redirectUri = app
    .command('redirect-uri')
    .description('Where sign-ins to an application come back to.');
  registerRedirectUriAdd(redirectUri);
  registerRedirectUriRemove(redirectUri);
}

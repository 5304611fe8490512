import type { Command } from 'commander';
import { registerAppAddCertificate } from './add-certificate.ts';
import { registerAppCreate } from './create.ts';
import { registerAppIdentifierUri } from './identifier-uri/index.ts';
import { registerAppList } from './list.ts';
import { registerAppRedirectUri } from './redirect-uri/index.ts';
import { registerAppRemove } from './remove.ts';
import { registerAppRole } from './role/index.ts';
import { registerAppScope } from './scope/index.ts';
import { registerAppSecret } from './secret/index.ts';
import { registerAppSet } from './set.ts';
import { registerAppShow } from './show.ts';
import { registerAppTokens } from './tokens.ts';

export function registerAppCommands(program: Command): void {
  const app = program.command('app').description('The applications that ask for tokens.');
  registerAppCreate(app);
  registerAppList(app);
  registerAppShow(app);
  registerAppSet(app);
  registerAppTokens(app);
  registerAppRemove(app);
  registerAppAddCertificate(app);
  registerAppSecret(app);
  registerAppRedirectUri(app);
  registerAppIdentifierUri(app);
  registerAppScope(app);
  registerAppRole(app);
}

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { registerAppCommands } from './commands/app/index.ts';
import { registerCaCommands } from './commands/ca/index.ts';
import { registerCertCommands } from './commands/cert/index.ts';
import { registerClaimsCommands } from './commands/claims/index.ts';
import { registerConnectionCommands } from './commands/connection/index.ts';
import { registerConsentCommands } from './commands/consent/index.ts';
import { registerCrlCommands } from './commands/crl/index.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerDomainCommands } from './commands/domain/index.ts';
import { registerExplain } from './commands/explain.ts';
import { registerFederationCommands } from './commands/federation/index.ts';
import { registerGraphCommands } from './commands/graph/index.ts';
import { registerGroupCommands } from './commands/group/index.ts';
import { registerInit } from './commands/init.ts';
import { registerLabCommands } from './commands/lab/index.ts';
import { registerLogCommands } from './commands/log/index.ts';
import { registerMailCommands } from './commands/mail/index.ts';
import { registerProfileCommands } from './commands/profile/index.ts';
import { registerRelyingPartyCommands } from './commands/relying-party/index.ts';
import { registerStart } from './commands/start.ts';
import { registerTenantCommands } from './commands/tenant/index.ts';
import { registerUserCommands } from './commands/user/index.ts';

/** The whole command line; each command is a file under commands/<noun>/<verb>.ts. */
export function createProgram(): Command {
  const program = new Command('signet');
  program
    .description('Sign in with X.509 client certificates, and lose that right the moment one is revoked.')
    .option('--data <folder>', 'folder of the installation', process.env['SIGNET_DATA'] ?? 'data')
    .option('--json', 'print JSON for programs instead of text for people')
    .version(readVersion(), '--version', 'print the version')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .showHelpAfterError('Add --help to see how the command is used.')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'signet:')) })
    .configureHelp({ showGlobalOptions: true });
  registerStart(program);
  registerInit(program);
  registerDemo(program);
  registerTenantCommands(program);
  registerCaCommands(program);
  registerUserCommands(program);
  registerConsentCommands(program);
  registerAppCommands(program);
  registerGroupCommands(program);
  registerCertCommands(program);
  registerClaimsCommands(program);
  registerCrlCommands(program);
  registerDoctor(program);
  registerDomainCommands(program);
  registerRelyingPartyCommands(program);
  registerFederationCommands(program);
  registerExplain(program);
  registerLogCommands(program);
  registerMailCommands(program);
  registerConnectionCommands(program);
  registerGraphCommands(program);
  registerProfileCommands(program);
  registerLabCommands(program);
  return program;
}

function readVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 not found, 4 refused.`;

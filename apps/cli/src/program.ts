import { readFileSync } from 'node:fs';
import { Command } from 'commander';

/**
 * The command line for these words; each command is a file under commands/<noun>/<verb>.ts. When they name a noun only
 * its commands are loaded, because loading all of them takes longer than most commands do; else the whole is there.
 */
export async function createProgram(words: readonly string[]): Promise<Command> {
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
  // One after the other: help lists them in this order.
  for (const [, load] of chooseCommands(words)) (await load())(program);
  return program;
}

function chooseCommands(words: readonly string[]): typeof COMMANDS {
  const noun = findNoun(words);
  if (noun === undefined && words.includes('--version')) return [];
  const named = COMMANDS.filter(([name]) => name === noun);
  return named.length > 0 ? named : COMMANDS;
}

/** The first word that is no option of the program itself; of those only `--data` takes a word of its own. */
function findNoun(words: readonly string[]): string | undefined {
  return words.find((word, index) => !word.startsWith('-') && words[index - 1] !== '--data');
}

function readVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 not found, 4 refused.`;

type Register = (program: Command) => void;

/** By noun, in the order of the help. */
const COMMANDS: readonly (readonly [noun: string, load: () => Promise<Register>])[] = [
  ['start', async () => (await import('./commands/start.ts')).registerStart],
  ['init', async () => (await import('./commands/init.ts')).registerInit],
  ['demo', async () => (await import('./commands/demo.ts')).registerDemo],
  ['tenant', async () => (await import('./commands/tenant/index.ts')).registerTenantCommands],
  ['ca', async () => (await import('./commands/ca/index.ts')).registerCaCommands],
  ['user', async () => (await import('./commands/user/index.ts')).registerUserCommands],
  ['consent', async () => (await import('./commands/consent/index.ts')).registerConsentCommands],
  ['app', async () => (await import('./commands/app/index.ts')).registerAppCommands],
  ['group', async () => (await import('./commands/group/index.ts')).registerGroupCommands],
  ['cert', async () => (await import('./commands/cert/index.ts')).registerCertCommands],
  ['claims', async () => (await import('./commands/claims/index.ts')).registerClaimsCommands],
  ['crl', async () => (await import('./commands/crl/index.ts')).registerCrlCommands],
  ['doctor', async () => (await import('./commands/doctor.ts')).registerDoctor],
  ['domain', async () => (await import('./commands/domain/index.ts')).registerDomainCommands],
  [
    'relying-party',
    async () => (await import('./commands/relying-party/index.ts')).registerRelyingPartyCommands,
  ],
  ['federation', async () => (await import('./commands/federation/index.ts')).registerFederationCommands],
  ['explain', async () => (await import('./commands/explain.ts')).registerExplain],
  ['log', async () => (await import('./commands/log/index.ts')).registerLogCommands],
  ['mail', async () => (await import('./commands/mail/index.ts')).registerMailCommands],
  ['connect', async () => (await import('./commands/connection/connect.ts')).registerConnect],
  ['disconnect', async () => (await import('./commands/connection/disconnect.ts')).registerDisconnect],
  ['whoami', async () => (await import('./commands/connection/whoami.ts')).registerWhoami],
  ['graph', async () => (await import('./commands/graph/index.ts')).registerGraphCommands],
  ['profile', async () => (await import('./commands/profile/index.ts')).registerProfileCommands],
  ['lab', async () => (await import('./commands/lab/index.ts')).registerLabCommands],
];

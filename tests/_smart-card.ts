import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ClientCertificate } from '@signet/lab';

/** A card in software: SoftHSM's token, which Chromium reaches through PKCS #11 as it does a reader. */
export interface SmartCard {
  /** What a program needs in its environment to find the card. */
  readonly env: Readonly<Record<string, string>>;
  readonly pin: string;
  /** The PKCS #11 module. */
  readonly module: string;
}

/** `undefined`, said in one line, where Debian's programs are not installed. */
export function findCardTools(suite: string): 'found' | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const isThere = (program: string): boolean => folders.some((folder) => existsSync(join(folder, program)));
  const missing = ['softhsm2-util', 'pkcs11-tool', 'modutil', 'Xvfb', 'xdotool'].filter(
    (program) => !isThere(program),
  );
  if (missing.length === 0) return 'found';
  console.log(`${suite}: ${missing.join(', ')} not installed, its suite is left out`);
  return undefined;
}

/** Initialises a token below the folder and puts key and certificate on it; the key never leaves it again. */
export function makeSmartCard(folder: string, { privateKeyPem, certificate }: ClientCertificate): SmartCard {
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens, { recursive: true });
  const config = join(folder, 'softhsm2.conf');
  writeFileSync(config, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const [key, der] = [join(folder, 'card.key'), join(folder, 'card.der')];
  writeFileSync(key, privateKeyPem);
  writeFileSync(der, certificate);
  const card: SmartCard = { env: { SOFTHSM2_CONF: config }, pin: '246810', module: MODULE };
  const run = (program: string, words: readonly string[]): void => {
    execFileSync(program, words, { env: { ...process.env, ...card.env }, stdio: 'pipe' });
  };
  run('softhsm2-util', ['--init-token', '--free', '--label', LABEL, '--pin', card.pin, '--so-pin', card.pin]);
  run('softhsm2-util', [
    '--import',
    key,
    '--token',
    LABEL,
    '--label',
    LABEL,
    '--id',
    '01',
    '--pin',
    card.pin,
  ]);
  const login = ['--module', MODULE, '--token-label', LABEL, '--login', '--pin', card.pin];
  run('pkcs11-tool', [...login, '--write-object', der, '--type', 'cert', '--id', '01', '--label', LABEL]);
  return card;
}

/** Tells the NSS database of a home folder where the card is, as an administrator does for a reader. */
export function registerCard(database: string, { module, env }: SmartCard): void {
  const words = ['-dbdir', `sql:${database}`, '-add', LABEL, '-libfile', module, '-force'];
  execFileSync('modutil', words, { env: { ...process.env, ...env }, stdio: 'pipe' });
}

const LABEL = 'Signet test card';
const MODULE = '/usr/lib/softhsm/libsofthsm2.so';

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TlsIdentity } from '@signet/lab';
import { findFreePort } from '@signet/server';
import type { Page } from 'playwright-core';

/** An address on this machine and a folder for whatever serves it, which goes with it. */
export interface SitePlace extends AsyncDisposable {
  readonly folder: string;
  readonly port: number;
  readonly siteOrigin: string;
}

export interface ApacheOptions extends SitePlace {
  readonly tls: TlsIdentity;
  /** Beside those that every site has, without `mod_`; in the order of loading. */
  readonly modules: readonly string[];
  /** Files of the guide, as an administrator includes them. */
  readonly configFiles: readonly string[];
  /** What Debian's own files say and the guide need not. */
  readonly packaged?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `undefined`, said in one line, where Debian's Apache lacks one of the modules. */
export function findApacheModules(modules: readonly string[], suite: string): 'found' | undefined {
  const missing = modules.map(moduleFile).filter((file) => !existsSync(file));
  if (existsSync(APACHE) && missing.length === 0) return 'found';
  console.log(`${suite}: ${missing.join(', ') || APACHE} is not installed, its suite is left out`);
  return undefined;
}

/** For products whose files belong to users of their own: `undefined`, said in one line, for anybody but root. */
export function findRoot(suite: string): 'found' | undefined {
  if (process.getuid?.() === 0) return 'found';
  console.log(`${suite}: only root may give files to other users, its suite is left out`);
  return undefined;
}

export async function choosePlace(): Promise<SitePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-peer-'));
  // Apache's children give up root's rights and read here all the same.
  await chmod(folder, 0o755);
  const port = await findFreePort();
  return {
    folder,
    port,
    siteOrigin: `https://localhost:${port}`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Debian's Apache in the foreground with a configuration of its own; its pages show what it knows of the person. */
export async function startApache(options: ApacheOptions): Promise<AsyncDisposable> {
  const { folder, port, tls } = options;
  const site = join(folder, 'var/www/html');
  for (const made of [join(folder, 'run'), join(site, 'private')]) await mkdir(made, { recursive: true });
  await writeFile(join(site, 'index.shtml'), '<h1>Front door</h1>');
  await writeFile(join(site, 'private/index.shtml'), '<h1>Inside</h1><pre><!--#printenv --></pre>');
  await writeFile(join(folder, 'mime.types'), 'text/html html\ntext/css css\napplication/javascript js\n');
  await writeFile(join(folder, 'tls.pem'), tls.chainPem);
  await writeFile(join(folder, 'tls.key'), tls.privateKeyPem);
  const file = join(folder, 'apache2.conf');
  await writeFile(file, configure(options));
  // Apache ends its whole process group with itself, so that it gets one of its own; and it must not outlive a suite
  // that was aborted, which it then would not hear of.
  const words = ['--pdeathsig', 'TERM', APACHE, '-D', 'FOREGROUND', '-f', file];
  const child = spawn('/usr/bin/setpriv', words, {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  while (!(await isOpen(port))) {
    if (child.exitCode !== null) throw new Error(`Apache ended: ${said}${await readErrorLog(folder)}`);
    await setTimeout(20);
  }
  return { [Symbol.asyncDispose]: () => end(child) };
}

/** What Apache and its modules complained of. */
export async function readErrorLog(folder: string): Promise<string> {
  return readFile(join(folder, 'error.log'), 'utf8').catch(() => '');
}

/** The variables that an application behind Apache would be given, from the page that shows them. */
export async function readVariables(page: Page): Promise<Readonly<Record<string, string>>> {
  const text = await page.locator('pre').textContent();
  return Object.fromEntries(
    (text ?? '').split('\n').map((line) => [line.split('=', 1)[0], afterEquals(line)]),
  );
}

function afterEquals(line: string): string {
  return line.slice(line.indexOf('=') + 1);
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  const opened = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return opened;
}

function configure({ folder, port, modules, configFiles, packaged = '' }: ApacheOptions): string {
  const own = modules.includes('mpm_prefork') ? BASE_MODULES : ['mpm_event', ...BASE_MODULES];
  return `ServerRoot ${folder}
DefaultRuntimeDir ${join(folder, 'run')}
PidFile ${join(folder, 'run/apache.pid')}
ErrorLog ${join(folder, 'error.log')}
${[...own, ...modules].map((name) => `LoadModule ${symbolOf(name)} ${moduleFile(name)}`).join('\n')}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
Listen 127.0.0.1:${port}
ServerName https://localhost:${port}
UseCanonicalName On
SSLEngine on
SSLCertificateFile ${join(folder, 'tls.pem')}
SSLCertificateKeyFile ${join(folder, 'tls.key')}
SSLSessionCache none
TypesConfig ${join(folder, 'mime.types')}
DocumentRoot ${join(folder, 'var/www/html')}
DirectoryIndex index.php index.shtml
<Directory ${join(folder, 'var/www/html')}>
  Options +Includes
  AddType text/html .shtml
  AddOutputFilter INCLUDES .shtml
</Directory>
${packaged}
${configFiles.map((file) => `Include ${file}`).join('\n')}
`;
}

function moduleFile(name: string): string {
  return join(MODULES, (name === 'php' ? findPhp() : undefined) ?? `mod_${name}.so`);
}

/** PHP calls itself by its version. */
function findPhp(): string | undefined {
  return existsSync(MODULES)
    ? readdirSync(MODULES).find((file) => /^libphp[\d.]*\.so$/.test(file))
    : undefined;
}

function symbolOf(name: string): string {
  return SYMBOLS[name] ?? `${name}_module`;
}

const MODULES = '/usr/lib/apache2/modules';
const APACHE = '/usr/sbin/apache2';
const BASE_MODULES = [
  'ssl',
  'mime',
  'dir',
  'include',
  'alias',
  'env',
  'authn_core',
  'authz_core',
  'authz_user',
];
const SYMBOLS: Readonly<Record<string, string>> = { shib: 'mod_shib' };

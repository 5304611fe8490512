import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** What a proxy in front needs to know; certificates and keys are PEM files. */
export interface FrontProxyOptions {
  readonly folder: string;
  readonly front: Ports;
  readonly upstream: Ports;
  /** What the proxy shows to browsers: certificate chain and key. */
  readonly certFile: string;
  readonly keyFile: string;
  /** The root that issued the server's own certificate. */
  readonly rootFile: string;
  /** What the proxy shows to the server: certificate and key in one file. Absent: the secret instead. */
  readonly ownCertFile?: string;
  readonly secret?: string;
}

interface Ports {
  readonly login: number;
  readonly certificate: number;
}

export const NGINX = '/usr/sbin/nginx';
export const HAPROXY = '/usr/sbin/haproxy';

/** Debian's nginx in the foreground; disposing of it ends it. */
export async function startNginx(options: FrontProxyOptions): Promise<AsyncDisposable> {
  const file = join(options.folder, 'nginx.conf');
  await writeFile(file, await nginxConfig(options));
  return startFront(NGINX, ['-e', 'stderr', '-p', options.folder, '-c', file], options.front);
}

/** Debian's HAProxy in the foreground, likewise. */
export async function startHaproxy(options: FrontProxyOptions): Promise<AsyncDisposable> {
  const file = join(options.folder, 'haproxy.cfg');
  await writeFile(file, await haproxyConfig(options));
  const environment = { SIGNET_PROXY_SECRET: options.secret };
  return startFront(HAPROXY, ['-db', '-f', file], options.front, environment);
}

/** The same with the lines for its own headers, the chain among them, in place of those of RFC 9440. */
export async function startHaproxyWithChain(options: FrontProxyOptions): Promise<AsyncDisposable> {
  const file = join(options.folder, 'haproxy-chain.cfg');
  await writeFile(file, await ownHeaders(await haproxyConfig(options)));
  const environment = { SIGNET_PROXY_SECRET: options.secret };
  return startFront(HAPROXY, ['-db', '-f', file], options.front, environment);
}

export function isInstalled(program: string): boolean {
  return existsSync(program);
}

async function startFront(
  program: string,
  words: readonly string[],
  front: Ports,
  environment: NodeJS.ProcessEnv = {},
): Promise<AsyncDisposable> {
  const env = { ...process.env, ...environment };
  const child = spawn(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  for (const port of [front.login, front.certificate]) {
    while (!(await isOpen(port))) {
      if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
      await setTimeout(20);
    }
  }
  return { [Symbol.asyncDispose]: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
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

const PAGE = new URL('../docs/operations/behind-a-proxy.md', import.meta.url);

/** The lines of the page, with the files and ports of this machine in place of its own. */
async function configOfPage(
  kind: 'nginx' | 'haproxy',
  replacements: readonly (readonly [string, string])[],
): Promise<string> {
  const [, block] =
    new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, 'ms').exec(await readFile(PAGE, 'utf8')) ?? [];
  if (block === undefined) throw new Error(`the page has no lines for ${kind}`);
  return replacements.reduce((text, [theirs, ours]) => {
    if (!text.includes(theirs)) throw new Error(`the page’s lines for ${kind} say nothing of ${theirs}`);
    return text.replaceAll(theirs, ours);
  }, block);
}

/** The page's second block of HAProxy takes the place of the lines that the first has for the same purpose. */
async function ownHeaders(config: string): Promise<string> {
  const page = await readFile(PAGE, 'utf8');
  const [, [, own = ''] = []] = [...page.matchAll(/^```haproxy\n(.*?)^```$/gms)];
  const theirs = config.match(/(?:^ {2}http-request (?:del|set)-header Client-Cert.*\n)+/gm) ?? [];
  const last = theirs.at(-1);
  if (own === '' || last === undefined) throw new Error('the page has no lines for HAProxy’s own headers');
  return config.replace(last, own);
}

async function nginxConfig({
  folder,
  front,
  upstream,
  certFile,
  keyFile,
  rootFile,
  ownCertFile = '',
}: FrontProxyOptions): Promise<string> {
  const servers = await configOfPage('nginx', [
    ['/etc/signet/server.pem', certFile],
    ['/etc/signet/server.key', keyFile],
    ['/etc/signet/proxy.pem', ownCertFile],
    ['/etc/signet/root.pem', rootFile],
    // Of the demo, both addresses have one name and ports of their own.
    ['listen 443 ssl;\n  server_name login.contoso.example;', `listen 127.0.0.1:${front.login} ssl;`],
    [
      'listen 443 ssl;\n  server_name certauth.login.contoso.example;',
      `listen 127.0.0.1:${front.certificate} ssl;`,
    ],
    ['proxy_ssl_name login.contoso.example;', 'proxy_ssl_name localhost;'],
    ['127.0.0.1:9443', `127.0.0.1:${upstream.login}`],
    ['127.0.0.1:9444', `127.0.0.1:${upstream.certificate}`],
  ]);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${join(folder, `nginx-${name}`)};`).join('\n  ')}
  ${servers}
}
`;
}

async function haproxyConfig({
  folder,
  front,
  upstream,
  certFile,
  keyFile,
  rootFile,
}: FrontProxyOptions): Promise<string> {
  const both = join(folder, 'haproxy.pem');
  await writeFile(both, `${await readFile(certFile, 'utf8')}\n${await readFile(keyFile, 'utf8')}`);
  const frontends = await configOfPage('haproxy', [
    ['/etc/signet/server.pem', both],
    ['/etc/signet/roots.pem', rootFile],
    ['/etc/signet/root.pem', rootFile],
    ['192.0.2.10:443', `127.0.0.1:${front.login}`],
    ['192.0.2.11:443', `127.0.0.1:${front.certificate}`],
    ['login.contoso.example', 'localhost'],
    ['127.0.0.1:9443', `127.0.0.1:${upstream.login}`],
    ['127.0.0.1:9444', `127.0.0.1:${upstream.certificate}`],
  ]);
  return `global
  tune.bufsize 65536
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
${frontends}`;
}

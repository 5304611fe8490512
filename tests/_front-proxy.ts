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
  await writeFile(file, nginxConfig(options));
  return startFront(NGINX, ['-e', 'stderr', '-p', options.folder, '-c', file], options.front);
}

/** Debian's HAProxy in the foreground, likewise. */
export async function startHaproxy(options: FrontProxyOptions): Promise<AsyncDisposable> {
  const file = join(options.folder, 'haproxy.cfg');
  await writeFile(file, await haproxyConfig(options));
  return startFront(HAPROXY, ['-db', '-f', file], options.front);
}

export function isInstalled(program: string): boolean {
  return existsSync(program);
}

async function startFront(program: string, words: readonly string[], front: Ports): Promise<AsyncDisposable> {
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
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

// As docs/operations/behind-a-proxy.md tells it.
function nginxConfig({
  folder,
  front,
  upstream,
  certFile,
  keyFile,
  rootFile,
  ownCertFile,
}: FrontProxyOptions): string {
  const server = (port: number, upstreamPort: number, asks: boolean): string => `
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${certFile};
    ssl_certificate_key ${keyFile};
    ${asks ? 'ssl_verify_client optional_no_ca;\n    error_page 495 = @signet;' : ''}
    location / {
      try_files /nonexistent @signet;
    }
    location @signet {
      proxy_pass https://127.0.0.1:${upstreamPort};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-SSL-Client-Cert ${asks ? '$ssl_client_escaped_cert' : '""'};
      proxy_ssl_certificate ${ownCertFile};
      proxy_ssl_certificate_key ${ownCertFile};
      proxy_ssl_trusted_certificate ${rootFile};
      proxy_ssl_verify on;
      proxy_ssl_verify_depth 3;
      proxy_ssl_name localhost;
    }
  }`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log stderr;
events {}
http {
  access_log off;
  ssl_session_cache off;
  ssl_session_tickets off;
  large_client_header_buffers 8 32k;
  ${temporary.map((name) => `${name}_temp_path ${join(folder, `nginx-${name}`)};`).join('\n  ')}
  ${server(front.login, upstream.login, false)}
  ${server(front.certificate, upstream.certificate, true)}
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
  secret,
}: FrontProxyOptions): Promise<string> {
  const both = join(folder, 'haproxy.pem');
  await writeFile(both, `${await readFile(certFile, 'utf8')}\n${await readFile(keyFile, 'utf8')}`);
  return `global
  tune.ssl.default-dh-param 2048
  tune.bufsize 65536
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend login
  bind 127.0.0.1:${front.login} ssl crt ${both}
  http-request del-header Client-Cert
  http-request del-header Client-Cert-Chain
  default_backend login
frontend certificate
  bind 127.0.0.1:${front.certificate} ssl crt ${both} ca-file ${rootFile} verify optional crt-ignore-err all ca-ignore-err all no-tls-tickets
  http-request del-header Client-Cert
  http-request del-header Client-Cert-Chain
  http-request set-header Client-Cert :%[ssl_c_der,base64]: if { ssl_c_used }
  default_backend certificate
${(['login', 'certificate'] as const)
  .map(
    (name) => `backend ${name}
  http-request set-header X-Forwarded-For %[src]
  http-request set-header Signet-Proxy-Secret ${secret}
  server signet 127.0.0.1:${upstream[name]} ssl verify required ca-file ${rootFile} sni str(localhost) verifyhost localhost`,
  )
  .join('\n')}
`;
}

import type { FrontProgram } from './front-server.ts';

/** HAProxy with one thread in the foreground. It answers by itself, as nginx does. */
export const HAPROXY: FrontProgram = {
  program: 'haproxy',
  versionFlag: '-v',
  words: (configPath) => ['-db', '-q', '-f', configPath],
  config: ({ files, port, crl, base }) => `
global
  nbthread 1
  maxconn 64
  pidfile "${base}.pid"
  tune.ssl.cachesize 0
defaults
  mode http
  timeout client 10s
frontend bench
  bind 127.0.0.1:${port} ssl crt "${files.identity}" ca-file "${files.authorities}" ${
    crl === 'in force' ? `crl-file "${files.crls}" ` : ''
  }verify required ssl-min-ver TLSv1.3 no-tls-tickets
  http-request return status 200
`,
};

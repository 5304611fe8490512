import type { FrontProgram } from './front-server.ts';

/** nginx as one worker without a master, so that the process started is the one that works. */
export const NGINX: FrontProgram = {
  program: 'nginx',
  versionFlag: '-v',
  words: (configPath, folder) => ['-e', 'stderr', '-p', folder, '-c', configPath],
  config: ({ files, port, crl, base }) => `
daemon off;
master_process off;
worker_processes 1;
pid "${base}.pid";
error_log stderr crit;
events { worker_connections 64; }
http {
  access_log off;
  ${TEMPORARY.map((name) => `${name}_temp_path "${base}.${name}";`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_protocols TLSv1.3;
    ssl_certificate "${files.identity}";
    ssl_certificate_key "${files.identity}";
    ssl_session_tickets off;
    ssl_session_cache off;
    ssl_verify_client on;
    ssl_verify_depth 2;
    ssl_client_certificate "${files.authorities}";
    ${crl === 'in force' ? `ssl_crl "${files.crls}";` : ''}
    location / { return 200; }
  }
}
`,
};

// Made when it starts, and by default where only root may write.
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

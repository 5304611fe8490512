import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findFreePort } from '@signet/server';
import { end } from './_apache.ts';

/** `undefined`, said in one line, where Debian's OpenLDAP is not installed. */
export function findDirectoryServer(suite: string): 'found' | undefined {
  if (existsSync(SLAPD)) return 'found';
  console.log(`${suite}: slapd is not installed, its suite is left out`);
  return undefined;
}

export interface DirectoryServer extends AsyncDisposable {
  /** `ldap://127.0.0.1:…` */
  readonly url: string;
}

/** Debian's OpenLDAP on a free port of this machine, with the people of one LDIF file that anybody may read. */
export async function startDirectoryServer(folder: string, people: string): Promise<DirectoryServer> {
  const [data, file] = [join(folder, 'ldap-data'), join(folder, 'slapd.conf')];
  await mkdir(data);
  await writeFile(file, configure(folder, data));
  const loaded = spawnSync('/usr/sbin/slapadd', ['-f', file, '-l', people], { encoding: 'utf8' });
  if (loaded.status !== 0) throw new Error(`slapadd failed: ${loaded.stderr}`);
  const port = await findFreePort();
  const url = `ldap://127.0.0.1:${port}`;
  // With a debug level it stays in the foreground; it must not outlive a suite that was aborted.
  const words = ['--pdeathsig', 'TERM', SLAPD, '-f', file, '-h', url, '-d', '0'];
  const child = spawn('/usr/bin/setpriv', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  while (!(await isOpen(port))) {
    if (child.exitCode !== null) throw new Error(`slapd ended: ${said}`);
    await setTimeout(20);
  }
  return { url, [Symbol.asyncDispose]: () => end(child) };
}

function isOpen(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  return new Promise((answer) => {
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  }).then((open) => {
    socket.destroy();
    return open === true;
  });
}

function configure(folder: string, data: string): string {
  return `${['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n')}
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${join(folder, 'slapd.pid')}
database mdb
suffix "dc=contoso,dc=example"
directory ${data}
maxsize 16777216
`;
}

const SLAPD = '/usr/sbin/slapd';

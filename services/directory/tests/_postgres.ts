import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** The folder with `initdb` and `postgres`; `undefined` when PostgreSQL is not installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))),
  );
}

export interface PostgresServer extends AsyncDisposable {
  /** A new empty database; answers its URL. */
  createDatabase(): Promise<string>;
  /** Stops it as a crash would: no shutdown, no checkpoint. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/** A server of its own in a temporary folder, reached by a socket in that folder. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-pg-'));
  const identity = serverIdentity();
  if (identity !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['--no-sync', '--auth=trust', '--username=signet', '--encoding=UTF8', '--no-locale', '-D', data],
    { ...identity, cwd: folder, stdio: 'pipe' },
  );
  const url = (database: string) => `postgres://signet@localhost/${database}?host=${folder}`;
  const start = () =>
    startServer(join(bin, 'postgres'), ['-D', data, '-k', folder], identity, url('postgres'));
  let server = await start();
  return {
    async createDatabase() {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      await query(url('postgres'), `create database ${name}`);
      return url(name);
    },
    async crash() {
      await stop(server, 'SIGQUIT');
    },
    async start() {
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop(server, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Server = ReturnType<typeof spawn>;
type Identity = { readonly uid: number; readonly gid: number } | undefined;

async function startServer(program: string, args: readonly string[], identity: Identity, url: string) {
  const settings = ['-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=60'];
  const server = spawn(program, [...args, ...settings], { ...identity, cwd: tmpdir(), stdio: 'ignore' });
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    await setTimeout(50);
  }
  return server;
}

async function stop(server: Server, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}

async function answers(url: string): Promise<boolean> {
  return query(url, 'select 1').then(
    () => true,
    () => false,
  );
}

export async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that stops closes the connection under us; the query itself reports it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root: the package's own user serves. */
function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres']).stdout.toString()),
  );
  if (!uid || !gid) throw new Error('as root, the tests need the user «postgres»');
  return { uid, gid };
}

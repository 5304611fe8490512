import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { GlobalOptions } from '../installation.ts';
import { writePrivateFile } from '../write-private-file.ts';

/** What `signet connect` leaves for the commands after it. The cache holds tokens: nobody else may read it. */
export interface Connection {
  /** `https://localhost:8443`. */
  readonly url: string;
  /** First segment of the authority's path. */
  readonly tenant: string;
  readonly clientId: string;
  /** `https://localhost:8443`, without a path. */
  readonly graphUrl: string;
  readonly scopes: readonly string[];
  /** PEM of a CA that is trusted for this connection beside the machine's own; null for none. */
  readonly ca: string | null;
  readonly homeAccountId: string;
  /** The token cache of MSAL, as it serialises itself. */
  readonly tokenCache: string;
}

/** Throws when there is none, or none that can be read: both are mended by connecting. */
export async function readConnection(options: Pick<GlobalOptions, 'data'>): Promise<Connection> {
  const file = connectionFile(options);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw new CommandError(EXIT.failed, `${file} cannot be read.`, { cause });
    throw new CommandError(EXIT.usage, 'You are not connected: run «signet connect» first.', { cause });
  });
  const value = parse(text);
  if (isConnection(value)) return value;
  throw new CommandError(EXIT.usage, `${file} is damaged: run «signet connect» again.`);
}

/** All or nothing: a command that is killed leaves the old connection. */
export async function writeConnection(
  options: Pick<GlobalOptions, 'data'>,
  connection: Connection,
): Promise<void> {
  const file = connectionFile(options);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writePrivateFile(file, `${JSON.stringify(connection, null, 2)}\n`);
}

export async function removeConnection(options: Pick<GlobalOptions, 'data'>): Promise<void> {
  await rm(connectionFile(options), { force: true });
}

function connectionFile({ data }: Pick<GlobalOptions, 'data'>): string {
  return join(resolve(data), 'connection.json');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Record<string, unknown> = { ...value };
  const { scopes, ca } = fields;
  return (
    ['url', 'tenant', 'clientId', 'graphUrl', 'homeAccountId', 'tokenCache'].every(
      (name) => typeof fields[name] === 'string',
    ) &&
    (ca === null || typeof ca === 'string') &&
    Array.isArray(scopes) &&
    scopes.every((scope) => typeof scope === 'string')
  );
}

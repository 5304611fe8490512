import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Installation } from '../installation.ts';
import type { DemoPorts } from './demo-files.ts';

/**
 * A demo that cannot listen ends before it writes anything: a new folder would keep ports that do not work,
 * and an old one may be in use by the Signet that has them. Throws `CommandError`.
 */
export async function checkPortsAreFree(installation: Installation, ports: DemoPorts): Promise<void> {
  for (const port of Object.values(ports)) {
    const why = await tryPort(port);
    if (why === undefined) continue;
    throw new CommandError(EXIT.failed, `Port ${port} ${why}${whatToDo(installation)}`);
  }
}

/** Why nobody can listen there, in words; `undefined` when somebody can. */
async function tryPort(port: number): Promise<string | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    return isTaken ? 'is taken by another program' : `cannot be opened (${String(error)})`;
  }
  server.close();
  await once(server, 'close');
  return undefined;
}

function whatToDo({ configFile, folder }: Installation): string {
  return existsSync(configFile)
    ? `, perhaps a Signet that serves ${folder} already: stop it, or make another demo with --data <folder> --ports <list>.`
    : `: stop it, or choose other ports with --ports, such as ${ELSEWHERE}.`;
}

const ELSEWHERE = '18443,19443,18080,18090,12525';

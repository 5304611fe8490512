import { readFile } from 'node:fs/promises';
import { parseConfig, type ServerConfig } from '@signet/server';
import type { Installation } from './installation.ts';
import { writePrivateFile } from './write-private-file.ts';

type Section = Extract<keyof ServerConfig, 'adminCenter' | 'federationServer'>;

/** Writes a section into the configuration file that has none; the rest stays as it was written. */
export async function addToConfig<Name extends Section>(
  { configFile }: Installation,
  name: Name,
  section: NonNullable<ServerConfig[Name]>,
): Promise<void> {
  const before = JSON.parse(await readFile(configFile, 'utf8')) as Readonly<Record<string, unknown>>;
  const after = { ...before, [name]: section };
  parseConfig(after);
  await writeConfigFile(configFile, after);
}

/** In one step, so that a server that starts at this moment reads one or the other whole. It may hold a password of the database. */
export function writeConfigFile(file: string, config: object): Promise<void> {
  return writePrivateFile(file, `${JSON.stringify(config, null, 2)}\n`);
}

import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseConfig, type ServerConfig } from '@signet/server';
import type { Installation } from './installation.ts';

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

/** In one step, so that a server that starts at this moment reads one or the other whole. */
export async function writeConfigFile(file: string, config: object): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

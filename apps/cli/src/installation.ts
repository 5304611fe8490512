import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openServices, readConfig, type ServerConfig, type Services } from '@signet/server/services';
import { auditedDirectory } from './audited-directory.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** Options that every command has; the folder holds configuration, database, keys and the lab. */
export interface GlobalOptions {
  readonly data: string;
  readonly json?: boolean;
}

/** Where things stand in a data folder. */
export interface Installation {
  readonly folder: string;
  readonly configFile: string;
  readonly labFolder: string;
}

export function locateInstallation({ data }: Pick<GlobalOptions, 'data'>): Installation {
  const folder = resolve(data);
  return { folder, configFile: join(folder, 'signet.json'), labFolder: join(folder, 'lab') };
}

export async function readInstalledConfig(installation: Installation): Promise<ServerConfig> {
  await access(installation.configFile).catch((cause: NodeJS.ErrnoException) => {
    // A folder that may not be looked into is another thing than an empty one.
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') throw cause;
    throw new CommandError(
      EXIT.usage,
      `There is no Signet in ${installation.folder}: name its folder with --data, or make an installation there with «signet init», or a demo with «signet start --demo».`,
      { cause },
    );
  });
  await checkWriters(installation.configFile);
  return readConfig(installation.configFile, process.env);
}

/**
 * Whoever writes the configuration names the database and the files of the keys that this command reads and makes, with the
 * rights of whoever runs it. Not so the folder: a container's volume is often everybody's. Windows keeps its rights elsewhere.
 */
async function checkWriters(path: string): Promise<void> {
  if (process.platform === 'win32' || ((await stat(path)).mode & WRITABLE_BY_ALL) === 0) return;
  throw new CommandError(
    EXIT.refused,
    `Everybody on this machine may write ${path}, and so choose what this command does: run «chmod o-w ${path}» and look at the configuration.`,
  );
}

const WRITABLE_BY_ALL = 0o002;

/**
 * Runs a command's work with the services of the installation, whether or not a server is running on it. What the work changes
 * in the directory leaves rows in the audit log.
 */
export async function withServices<Result>(
  options: Pick<GlobalOptions, 'data'>,
  work: (services: Services, config: ServerConfig) => Promise<Result>,
): Promise<Result> {
  const config = await readInstalledConfig(locateInstallation(options));
  await using services = await openServices({ ...config, log: { level: 'error' } });
  return await work({ ...services, directory: auditedDirectory(services.directory, services) }, config);
}

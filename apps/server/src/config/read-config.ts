import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError, type ListenConfig, parseConfig, type ServerConfig } from './config.ts';

/**
 * Reads a configuration file (JSON). Relative paths in it count from the file's folder; secrets come from
 * the environment: SIGNET_ENCRYPTION_KEY and SIGNET_DATABASE win over the file.
 */
export async function readConfig(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ServerConfig> {
  const config = parseConfig(withEnvironment(await readJson(file), env));
  const from = (path: string): string => resolve(dirname(file), path);
  return {
    ...config,
    database: config.database.replace(
      /^sqlite:(?!\/)(.*)$/,
      (_whole, path: string) => `sqlite:${from(path)}`,
    ),
    encryptionKey: { ...config.encryptionKey, file: from(config.encryptionKey.file) },
    ...(config.adminCenter?.folder !== undefined && {
      adminCenter: { ...config.adminCenter, folder: from(config.adminCenter.folder) },
    }),
    listen: withFiles(config.listen, from),
    tls: { certFile: from(config.tls.certFile), keyFile: from(config.tls.keyFile) },
  };
}

function withFiles(listen: ListenConfig, from: (path: string) => string): ListenConfig {
  const { behindProxy } = listen;
  if (behindProxy === undefined) return listen;
  const { proxyCertificatesFile: certificates, proxySecretFile: secret } = behindProxy;
  return {
    ...listen,
    behindProxy: {
      ...behindProxy,
      ...(certificates !== undefined && { proxyCertificatesFile: from(certificates) }),
      ...(secret !== undefined && { proxySecretFile: from(secret) }),
    },
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`The configuration file ${file} cannot be read as JSON (${why}).`, { cause });
  }
}

function withEnvironment(config: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  if (typeof config !== 'object' || config === null) return config;
  const { SIGNET_DATABASE: database, SIGNET_ENCRYPTION_KEY: key } = env;
  const encryptionKey = 'encryptionKey' in config ? config.encryptionKey : undefined;
  return {
    ...config,
    ...(database === undefined ? {} : { database }),
    ...(key === undefined || typeof encryptionKey !== 'object'
      ? {}
      : { encryptionKey: { ...encryptionKey, value: key } }),
  };
}

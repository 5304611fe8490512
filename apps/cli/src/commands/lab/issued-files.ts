import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientCertificate } from '@signet/lab';
import { CommandError, EXIT } from '../../exit-codes.ts';

export interface IssuedFiles {
  /** PEM: the certificate and the CA that issued it. */
  readonly certificateFile: string;
  /** PEM, readable by the owner alone. */
  readonly privateKeyFile: string;
  readonly p12File: string;
}

/** Named after the person. Found out before anything is issued: a key that was handed out is not overwritten. */
export async function chooseFiles(folder: string, upn: string): Promise<IssuedFiles> {
  const name =
    (upn.split('@')[0] ?? '').replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '') || 'certificate';
  const files = {
    certificateFile: join(folder, `${name}.pem`),
    privateKeyFile: join(folder, `${name}.key`),
    p12File: join(folder, `${name}.p12`),
  };
  for (const file of Object.values(files)) {
    if (!(await exists(file))) continue;
    throw new CommandError(
      EXIT.usage,
      `${file} exists already and is not overwritten: choose another folder with --out.`,
    );
  }
  return files;
}

export async function writeFiles(files: IssuedFiles, client: ClientCertificate): Promise<void> {
  try {
    for (const [file, contents, mode] of [
      [files.certificateFile, client.chainPem, 0o644],
      [files.privateKeyFile, client.privateKeyPem, 0o600],
      [files.p12File, client.p12, 0o600],
    ] as const) {
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, contents, { mode, flag: 'wx' });
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      EXIT.usage,
      `The certificate was issued and could not be written (${why}): choose another folder with --out.`,
      { cause },
    );
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

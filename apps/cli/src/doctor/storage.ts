import { count, DirectoryError } from '@signet/identity';
import { describeError } from './requests.ts';
import type { DoctorCheck, Finding } from './types.ts';

/** That the database opened at all has shown that the encryption key is its own. */
export const checkStorage: DoctorCheck = async ({ config, services: { directory, tokenKeys, clock } }) => {
  const subject = { check: 'storage', name: 'Database and encryption key' };
  try {
    const tenants = await directory.tenants.list();
    const { kid } = await tokenKeys.current(clock.now());
    const kind = config.database.startsWith('sqlite:') ? 'SQLite' : 'PostgreSQL';
    const evidence = `${kind} answers, ${count(tenants.length, 'tenant')}, the token signing key ${kid} decrypts`;
    return [{ ...subject, result: 'pass', evidence }];
  } catch (error) {
    return [storageFailure(error)];
  }
};

/** For a database that does not even open. */
export function storageFailure(error: unknown): Finding {
  const remedy =
    error instanceof DirectoryError
      ? 'Do what the evidence says; the database is named in signet.json or SIGNET_DATABASE.'
      : 'Give the installation the encryption key that its database was made with: encryptionKey in signet.json, or SIGNET_ENCRYPTION_KEY.';
  return {
    check: 'storage',
    name: 'Database and encryption key',
    result: 'fail',
    evidence: describeError(error),
    remedy,
  };
}

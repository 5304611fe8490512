import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UnixSeconds } from '@signet/pki';
import { LabError } from '../lab-error.ts';
import type { PkiStore } from './pki-store.ts';
import type { CaName, IssuedCertificate, KeyAlgorithm, Revocation } from './types.ts';

/** What the PKI remembers beside its keys: `register.json`. */
export interface Register {
  readonly version: 1;
  readonly organisation: string;
  readonly publisherUrl: string;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly tlsDnsNames: readonly string[];
  readonly tlsNotAfter: UnixSeconds;
  readonly issued: readonly RegisteredCertificate[];
  readonly cas: Readonly<Record<CaName, CaRecord>>;
}

/** `ca` is absent for certificates that were issued in the name of another PKI's CA. */
export interface RegisteredCertificate extends IssuedCertificate {
  readonly ca: CaName | undefined;
}

export interface CaRecord {
  /** Of the newest CRL, base or delta: RFC 5280 §5.2.3 has both share one sequence. */
  readonly crlNumber: number;
  readonly revoked: readonly Revocation[];
  /** What the newest base CRL listed: a delta CRL tells the difference. */
  readonly base: { readonly crlNumber: number; readonly revoked: readonly Revocation[] } | undefined;
}

/** Whether the folder holds a PKI to be opened. */
export function hasLabPki(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

export async function readRegister(store: PkiStore): Promise<Register> {
  const file = await store.find(FILE);
  if (!file) {
    throw new LabError(
      'folder-without-pki',
      `There is no lab PKI in ${store.folder ?? 'memory'}; create one first.`,
    );
  }
  try {
    const register = JSON.parse(Buffer.from(file.bytes).toString('utf8')) as Register;
    if (register.version === 1) return register;
  } catch (cause) {
    throw new LabError('register-unreadable', UNREADABLE, { cause });
  }
  throw new LabError('register-unreadable', UNREADABLE);
}

export async function writeRegister(store: PkiStore, register: Register): Promise<void> {
  await store.put(FILE, Buffer.from(`${JSON.stringify(register, null, 2)}\n`), 'private');
}

const FILE = 'register.json';
const UNREADABLE = 'register.json of the lab PKI cannot be read; create a new PKI in another folder.';

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UnixSeconds } from '@signet/pki';
import { LabError } from '../lab-error.ts';

export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly modifiedAt: UnixSeconds;
}

export type FileSecrecy = 'private' | 'public';

/** Named files, kept whole: a reader sees the old bytes or the new ones. Names use `/`. */
export interface PkiStore {
  readonly folder: string | undefined;
  find(name: string): Promise<StoredFile | undefined>;
  put(name: string, bytes: Uint8Array, secrecy: FileSecrecy): Promise<void>;
  isEmpty(): Promise<boolean>;
  /** One piece of work at a time over all processes that have the folder open. Not nested. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createMemoryStore(now: () => UnixSeconds): PkiStore {
  const files = new Map<string, StoredFile>();
  const queue = createQueue();
  return {
    folder: undefined,
    find: async (name) => files.get(name),
    put: async (name, bytes) => void files.set(name, { bytes, modifiedAt: now() }),
    isEmpty: async () => files.size === 0,
    exclusively: queue,
  };
}

export function createFolderStore(folder: string): PkiStore {
  const queue = createQueue();
  return {
    folder,
    find: (name) => findFile(join(folder, name)),
    put: (name, bytes, secrecy) => replaceFile(join(folder, name), bytes, secrecy),
    isEmpty: async () => (await listOrNothing(folder)).length === 0,
    exclusively: (work) => queue(() => underLock(join(folder, 'lock'), work)),
  };
}

async function findFile(path: string): Promise<StoredFile | undefined> {
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    return { bytes, modifiedAt: Math.floor(mtimeMs / 1000) };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function replaceFile(path: string, bytes: Uint8Array, secrecy: FileSecrecy): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, bytes, { mode: secrecy === 'private' ? 0o600 : 0o644, flag: 'wx' });
  await rename(temporary, path);
}

async function listOrNothing(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

async function underLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  await acquire(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      return await file.close();
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    await removeIfOwnerIsGone(path);
    await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MILLISECONDS));
  }
  throw new LabError(
    'register-locked',
    `Another process keeps the lab PKI locked; delete ${path} if none runs.`,
  );
}

// A process that was killed leaves its lock behind; its pid in the file tells.
async function removeIfOwnerIsGone(path: string): Promise<void> {
  const owner = Number((await findFile(path))?.bytes.toString() ?? Number.NaN);
  if (!Number.isInteger(owner) || owner <= 0) return;
  try {
    process.kill(owner, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) await rm(path, { force: true });
  }
}

function createQueue(): PkiStore['exclusively'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}

function isAbsence(error: unknown): boolean {
  return isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR');
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Together ten seconds: issuing takes well under one. */
const LOCK_ATTEMPTS = 400;
const LOCK_WAIT_MILLISECONDS = 25;

import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ENCRYPTION_KEY_LENGTH, KeyVaultError } from './key-vault.ts';

export interface EncryptionKeySource {
  /** Base64 of 32 bytes, as a rule from the environment; wins over the file. */
  readonly value?: string | undefined;
  /** Holds the same base64. Made, readable by its owner only, when it is missing. */
  readonly file: string;
}

/** The key for {@link createKeyVault}. Of several processes that start at once, one makes the file. */
export async function loadOrCreateEncryptionKey(source: EncryptionKeySource): Promise<Uint8Array> {
  if (source.value !== undefined) return parse(source.value, 'The encryption key in the environment');
  const text = (await readIfPresent(source.file)) ?? (await create(source.file));
  return parse(text, `The encryption key file ${source.file}`);
}

function parse(text: string, where: string): Uint8Array {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  // Buffer.from skips what is not base64: only a text that encodes back to itself was one.
  if (key.length !== ENCRYPTION_KEY_LENGTH || key.toString('base64') !== trimmed) {
    throw new KeyVaultError(
      'key-malformed',
      `${where} is not base64 of ${ENCRYPTION_KEY_LENGTH} bytes; make one with «openssl rand -base64 ${ENCRYPTION_KEY_LENGTH}».`,
    );
  }
  return new Uint8Array(key);
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return undefined;
    throw unreadable(file, cause);
  }
}

/** Writes beside the file and links it into place: whoever looks sees the whole key or none. */
async function create(file: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeDurably(draft, `${randomBytes(ENCRYPTION_KEY_LENGTH).toString('base64')}\n`);
    await link(draft, file).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error;
    });
    await unlink(draft);
    await syncFolder(dirname(file));
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(text);
  await handle.sync();
}

/** A new name survives a power cut once its folder has been synced too. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function unreadable(file: string, cause: unknown): KeyVaultError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new KeyVaultError(
    'key-unreadable',
    `The encryption key file ${file} can be neither read nor made (${why}); make its folder writable for Signet or give the key in the environment.`,
    { cause },
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

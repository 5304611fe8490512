import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the built site, held in memory: there are a dozen, and no path of a request ever reaches the disk. */
export interface SiteFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Absent where compression gains nothing. */
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
  readonly contentType: string;
}

/** Reads every file whose kind is known; empty when the folder is not there. */
export async function readSiteFiles(folder: string): Promise<ReadonlyMap<string, SiteFile>> {
  if (!existsSync(folder)) return new Map();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const known = paths.flatMap((path) => {
    const kind = KINDS[extname(path)];
    return kind ? [{ path, ...kind }] : [];
  });
  const files = known.map(async ({ path, contentType, compress }) => {
    const bytes = new Uint8Array(await readFile(path));
    const file: SiteFile = {
      bytes,
      gzip: compress ? new Uint8Array(await compressed(bytes)) : undefined,
      contentType,
    };
    return [relative(folder, path).split(sep).join('/'), file] as const;
  });
  return new Map(await Promise.all(files));
}

/** Where `npm run build -w apps/admin` puts it in this checkout. */
export const BUILT_SITE: string = fileURLToPath(new URL('../../../admin/dist/site', import.meta.url));

const compressed = promisify(gzip);

const KINDS: Readonly<Record<string, { readonly contentType: string; readonly compress: boolean }>> = {
  '.html': { contentType: 'text/html; charset=utf-8', compress: true },
  '.js': { contentType: 'text/javascript; charset=utf-8', compress: true },
  '.css': { contentType: 'text/css; charset=utf-8', compress: true },
  '.svg': { contentType: 'image/svg+xml', compress: true },
  '.woff2': { contentType: 'font/woff2', compress: false },
  '.png': { contentType: 'image/png', compress: false },
};

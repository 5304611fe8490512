import { gunzipSync } from 'node:zlib';

/** The regular files of a gzipped ustar archive that hold anything, in its order. */
export function* readTarGz(
  archive: Uint8Array,
): Generator<{ readonly name: string; readonly bytes: Uint8Array }> {
  const tar = gunzipSync(archive);
  for (let offset = 0; offset + 512 <= tar.length; ) {
    const name = tar.toString('latin1', offset, offset + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('latin1', offset + 124, offset + 136), 8) || 0;
    const type = tar[offset + 156];
    if (size > 0 && (type === 0x30 || type === 0))
      yield { name, bytes: tar.subarray(offset + 512, offset + 512 + size) };
    offset += 512 + Math.ceil(size / 512) * 512;
  }
}

import { inflateRawSync } from 'node:zlib';

/** The text of one file of a ZIP archive (an add-on's XPI), found by the central directory at its end. */
export function readArchiveMember(archive: Buffer, name: string): string {
  const end = archive.lastIndexOf(END_OF_CENTRAL_DIRECTORY);
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === CENTRAL_HEADER) {
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) return readMember(archive, at);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no ${name}`);
}

function readMember(archive: Buffer, at: number): string {
  const method = archive.readUInt16LE(at + 10);
  const size = archive.readUInt32LE(at + 20);
  const local = archive.readUInt32LE(at + 42);
  // The local header repeats the name, with extra fields of its own.
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const content = archive.subarray(start, start + size);
  return (method === STORED ? content : inflateRawSync(content)).toString('utf8');
}

const STORED = 0;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL_DIRECTORY = Buffer.of(0x50, 0x4b, 0x05, 0x06);

import { PkiError, parseCertificate } from '@signet/pki';
import { hostileCertificates } from '../hostile/certificates.ts';
import { type HostileInput, measureGrowth } from '../hostile/growth.ts';
import { hostileResponses, readHostileResponse } from '../hostile/ocsp.ts';
import { hostilePaths, judgePath } from '../hostile/paths.ts';
import type { Bench } from '../row.ts';

/**
 * Certificates, sets of them and OCSP responses made to tire out whoever reads them: nanoseconds for each octet until
 * they are read or refused, of the largest against the same of half as much.
 */
export const hostileCertificatesBench: Bench = {
  get cases() {
    return listKinds().map(({ name }) => name);
  },
  async *run(_context, wanted) {
    for (const { name, sizes, make } of listKinds()) {
      if (wanted(name)) yield measureGrowth(name, sizes.map(make), ROUNDS);
    }
  },
};

interface Kind {
  readonly name: string;
  readonly sizes: readonly number[];
  make(octets: number): HostileInput;
}

function listKinds(): readonly Kind[] {
  const kinds = <Made>(
    what: string,
    makers: Readonly<Record<string, (octets: number) => Made>>,
    sizes: readonly number[],
    input: (made: Made) => HostileInput,
  ): readonly Kind[] =>
    Object.entries(makers).map(([kind, maker]) => ({
      name: `hostile-${what}-${kind}`,
      sizes,
      make: (octets) => input(maker(octets)),
    }));
  return [
    ...kinds('certificate', hostileCertificates(), UP_TO_64_KB, (bytes) => inputOf(bytes, parseCertificate)),
    ...kinds('ocsp', hostileResponses(), UP_TO_64_KB, (bytes) => inputOf(bytes, readHostileResponse)),
    ...kinds('path', hostilePaths(), SIZES_OF_PATHS, (path) => {
      const octets = path.certificates.reduce((sum, { length }) => sum + length, 0);
      return { octets, judge: () => refuse(judgePath(path).valid) };
    }),
  ];
}

function inputOf(bytes: Buffer, read: (bytes: Uint8Array) => unknown): HostileInput {
  return { octets: bytes.length, judge: () => tryRead(bytes, read) };
}

function tryRead(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): void {
  try {
    read(bytes);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
  }
}

function refuse(valid: boolean): void {
  if (valid) throw new Error('a hostile path was taken');
}

const UP_TO_64_KB = [4, 8, 16, 32, 62].map((kilobytes) => kilobytes * 1024);
/** A handshake brings 100 KB at most; files and stores may bring more. */
const SIZES_OF_PATHS = [8, 16, 32, 64, 110].map((kilobytes) => kilobytes * 1024);
const ROUNDS = 25;

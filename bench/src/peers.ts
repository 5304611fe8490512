import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type PeerName = 'OpenSSL' | 'GnuTLS' | 'Java';

/** Runs the programs of `peers/`, built when first asked for. Which libraries are there decides which stand. */
export interface NativePeers {
  /** The JSON object that the program prints, or nothing when it cannot be built or fails. */
  ask(peer: PeerName, words: readonly string[]): Readonly<Record<string, number>> | undefined;
}

export function createNativePeers(folder: string): NativePeers {
  mkdirSync(folder, { recursive: true });
  const built = new Map<PeerName, readonly string[] | undefined>();
  return {
    ask(peer, words) {
      if (!built.has(peer)) built.set(peer, build(peer, folder));
      const [program, ...first] = built.get(peer) ?? [];
      return program === undefined ? undefined : run(program, [...first, ...words]);
    },
  };
}

/** One figure of what a peer answered. */
export function figure(
  answer: Readonly<Record<string, number>> | undefined,
  name: string,
): number | 'absent' {
  return answer?.[name] ?? 'absent';
}

// The command that runs the peer, or nothing where a compiler or a library is missing.
function build(peer: PeerName, folder: string): readonly string[] | undefined {
  const { compile, start } = PEERS[peer](folder);
  const [compiler = '', ...words] = compile;
  return spawnSync(compiler, words, { stdio: 'ignore' }).status === 0 ? start : undefined;
}

function run(program: string, words: readonly string[]): Readonly<Record<string, number>> | undefined {
  const { status, stdout } = spawnSync(program, words, { encoding: 'utf8', timeout: 600_000 });
  return status === 0 ? (JSON.parse(stdout) as Record<string, number>) : undefined;
}

function compileC(source: string, libraries: readonly string[]): (folder: string) => PeerBuild {
  return (folder) => {
    const program = join(folder, source.replace('.c', ''));
    return { compile: ['cc', '-O2', '-o', program, join(SOURCES, source), ...libraries], start: [program] };
  };
}

interface PeerBuild {
  readonly compile: readonly string[];
  readonly start: readonly string[];
}

const SOURCES: string = fileURLToPath(new URL('../peers', import.meta.url));

const PEERS: Readonly<Record<PeerName, (folder: string) => PeerBuild>> = {
  OpenSSL: compileC('openssl.c', ['-lcrypto']),
  GnuTLS: compileC('gnutls.c', ['-lgnutls']),
  Java: (folder) => ({
    compile: ['javac', '-d', folder, join(SOURCES, 'Peer.java')],
    start: ['java', '-cp', folder, 'Peer'],
  }),
};

import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSignatureVerifier } from '@signet/crypto';
import { parseCertificate } from '@signet/pki';
import { createWorkerReader, INLINE_READER } from '@signet/revocation';
import { type CrlFile, crlFile } from '../files.ts';
import { parseWithPeculiar, parseWithPkijs } from '../javascript-peers.ts';
import { bestOf, median } from '../measure.ts';
import { createNativePeers, figure, type NativePeers } from '../peers.ts';
import { readAndVerify } from '../read-and-verify.ts';
import type { Bench, BenchContext, Row } from '../row.ts';

/** CRLs read whole: signature checked, every entry checked, indexed. The limit is SHA-256 of the same bytes. */
export const crlParse: Bench = {
  cases: [
    'crl-parse-20mb-warm',
    'crl-parse-20mb-fresh',
    'crl-parse-20mb-memory',
    'crl-parse-20mb-loop',
    'crl-parse-100mb',
  ],
  async *run(context, wanted) {
    const peers = createNativePeers(join(context.folder, 'peers'));
    const small = crlFile(context.folder, ENTRIES_OF_20_MB);
    if (wanted('crl-parse-20mb-warm'))
      yield warm('crl-parse-20mb-warm', small, 25, peers, slowPeers(context, peers));
    if (wanted('crl-parse-20mb-fresh')) yield fresh(small, peers);
    if (wanted('crl-parse-20mb-memory')) yield memory(small, peers);
    if (wanted('crl-parse-20mb-loop')) yield await loopDelay(small);
    if (!wanted('crl-parse-100mb')) return;
    context.note('making 100 MB');
    yield warm('crl-parse-100mb', crlFile(context.folder, 5 * ENTRIES_OF_20_MB), 6, peers, {});
  },
};

function warm(
  name: string,
  { bytes, path, issuer, issuerPath }: CrlFile,
  rounds: number,
  peers: NativePeers,
  others: Row['peers'],
): Row {
  const certificate = parseCertificate(issuer);
  const { ours, limit } = bestOf(rounds, {
    limit: () => hash('sha256', bytes),
    ours: () => readAndVerify(bytes, certificate),
  });
  const ask = (peer: 'OpenSSL' | 'Java') => figure(peers.ask(peer, ['crl', path, issuerPath]), 'best');
  return {
    case: name,
    unit: 'ms',
    ours,
    limit,
    peers: { OpenSSL: ask('OpenSSL'), Java: ask('Java'), ...others },
  };
}

// Their time grows faster than the list, GnuTLS' with the square of it: what stands here flatters them.
function slowPeers({ folder, note }: BenchContext, peers: NativePeers): Row['peers'] {
  // @peculiar/x509 refuses a list of more than some 1,100 entries.
  note('GnuTLS, pkijs and @peculiar/x509 read small lists');
  const { bytes, path, issuerPath } = crlFile(folder, ENTRIES_OF_20_MB / 40);
  const gnutls = figure(peers.ask('GnuTLS', ['crl', path, issuerPath]), 'best');
  return {
    'GnuTLS (40 × 0.5 MB)': gnutls === 'absent' ? gnutls : gnutls * 40,
    'pkijs (40 × 0.5 MB)': parseWithPkijs(bytes, 40),
    '@peculiar/x509 (476 × 42 kB)': parseWithPeculiar(crlFile(folder, 1000).bytes, 476),
  };
}

function fresh({ path, issuerPath }: CrlFile, peers: NativePeers): Row {
  const runs = Array.from({ length: 7 }, () => runFresh(path, issuerPath));
  const ask = (peer: 'OpenSSL' | 'Java') => figure(peers.ask(peer, ['crl', path, issuerPath]), 'first');
  return {
    case: 'crl-parse-20mb-fresh',
    unit: 'ms',
    ours: Math.min(...runs.map(({ milliseconds }) => milliseconds)),
    limit: Math.min(...runs.map(({ hashMilliseconds }) => hashMilliseconds)),
    peers: { OpenSSL: ask('OpenSSL'), Java: ask('Java') },
  };
}

function memory({ path, issuerPath, bytes }: CrlFile, peers: NativePeers): Row {
  const megabytes = (kilobytes: number | 'absent') =>
    kilobytes === 'absent' ? kilobytes : (kilobytes * 1024) / 1e6;
  const ask = (peer: 'OpenSSL' | 'Java') =>
    megabytes(figure(peers.ask(peer, ['crl', path, issuerPath]), 'peakKb'));
  const peaks = Array.from({ length: 5 }, () => runFresh(path, issuerPath).peakKilobytes);
  return {
    case: 'crl-parse-20mb-memory',
    unit: 'MB',
    ours: Number(megabytes(Math.max(...peaks))),
    limit: bytes.length / 1e6,
    peers: { OpenSSL: ask('OpenSSL'), Java: ask('Java') },
  };
}

// The longest that the main loop stood still while the service's worker read the list, and while nothing was done.
async function loopDelay({ bytes, issuer }: CrlFile): Promise<Row> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const origin = {
    part: 'base',
    issuer: parseCertificate(issuer),
    verifySignature: createSignatureVerifier(),
    allow: [],
  } as const;
  await using reader = createWorkerReader({ verifierModule: import.meta.resolve('@signet/crypto') });
  await reader.read(shared, origin, undefined);
  const delayOf = async (task: () => Promise<unknown>): Promise<number> => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    // What happens before its first tick would not be counted.
    await setTimeout(5);
    await task();
    await setTimeout(5);
    delay.disable();
    return delay.max / 1e6;
  };
  const times = { ours: [] as number[], limit: [] as number[], inline: [] as number[] };
  for (let round = 0; round < 9; round++) {
    times.limit.push(await delayOf(() => setTimeout(40)));
    times.ours.push(await delayOf(() => reader.read(shared, origin, undefined)));
    times.inline.push(await delayOf(() => INLINE_READER.read(shared, origin, undefined)));
  }
  return {
    case: 'crl-parse-20mb-loop',
    unit: 'ms',
    ours: median(times.ours),
    limit: median(times.limit),
    peers: { 'ours in the main thread': median(times.inline) },
  };
}

interface FreshRun {
  readonly milliseconds: number;
  readonly hashMilliseconds: number;
  readonly peakKilobytes: number;
}

function runFresh(crlPath: string, issuerPath: string): FreshRun {
  const { stdout, stderr, status } = spawnSync(process.execPath, [FRESH_RUN, crlPath, issuerPath], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the fresh process failed: ${stderr}`);
  return JSON.parse(stdout) as FreshRun;
}

const FRESH_RUN: string = fileURLToPath(new URL('../fresh-run.ts', import.meta.url));

const ENTRIES_OF_20_MB = 476_000;

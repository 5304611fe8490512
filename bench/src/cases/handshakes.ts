import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { makeChain } from '../make-chain.ts';
import type { Bench, BenchContext } from '../row.ts';

/**
 * Full TLS handshakes with a client certificate, a request and its answer, per second of processor time of the server,
 * while a CRL of 20 MB is in force. The limit is the same listener without a CRL.
 */
export const handshakes: Bench = {
  cases: ['handshakes-20mb-crl'],
  async *run(context, wanted) {
    if (!wanted('handshakes-20mb-crl')) return;
    const files = writeFiles(context);
    // Taking turns, since a busy machine is slower for all.
    const best: Record<HandshakeMode, number> = { signet: 0, 'signet-crl': 0, node: 0, 'node-crl': 0 };
    const servers = await Promise.all(
      MODES.map(async (mode) => ({ mode, server: await start(mode, files) })),
    );
    try {
      for (let round = 0; round < ROUNDS; round++) {
        for (const { mode, server } of servers) {
          // Some twenty times slower than the others, and never faster.
          if (mode === 'node-crl' && round >= 2) continue;
          best[mode] = Math.max(best[mode], await measure(server, files, mode === 'node-crl' ? 12 : 150));
        }
      }
    } finally {
      for (const { server } of servers) server.process.kill();
    }
    yield {
      case: 'handshakes-20mb-crl',
      unit: 'per core-second',
      ours: best['signet-crl'],
      limit: best.signet,
      peers: {
        'node:tls without a CRL': best.node,
        'node:tls with the crl option': best['node-crl'],
        nginx: 'absent',
      },
    };
  },
};

/** How `handshakes/server.ts` serves: our listener and revocation service, or node:tls, with the CRL or without. */
export type HandshakeMode = (typeof MODES)[number];

/** Paths of what server and client need, all PEM but the CRL. */
export interface HandshakeFiles {
  readonly folder: string;
  readonly root: string;
  readonly issuing: string;
  readonly crl: string;
  readonly rootCrl: string;
  readonly leaf: string;
  readonly leafKey: string;
}

interface RunningServer {
  readonly process: ChildProcess;
  readonly port: number;
}

async function start(mode: HandshakeMode, files: HandshakeFiles): Promise<RunningServer> {
  const process = fork(SERVER, [mode, JSON.stringify(files)]);
  const [message] = (await once(process, 'message')) as [{ readonly port: number }];
  return { process, port: message.port };
}

async function measure(
  { process, port }: RunningServer,
  files: HandshakeFiles,
  count: number,
): Promise<number> {
  const cpuOf = async (): Promise<number> => {
    process.send('cpu');
    const [message] = (await once(process, 'message')) as [{ readonly cpuSeconds: number }];
    return message.cpuSeconds;
  };
  await visit(port, files);
  const before = await cpuOf();
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await visit(port, files);
  };
  await Promise.all(Array.from({ length: 4 }, client));
  return count / ((await cpuOf()) - before);
}

async function visit(port: number, { leaf, leafKey }: HandshakeFiles): Promise<void> {
  const { cert, key } = clientOptions(leaf, leafKey);
  const socket = connect({
    port,
    host: 'localhost',
    servername: 'localhost',
    rejectUnauthorized: false,
    cert,
    key,
  });
  socket.write(`GET / HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`the server answered ${answer.slice(0, 80)}`);
}

function clientOptions(leaf: string, leafKey: string): { readonly cert: string; readonly key: string } {
  return { cert: leaf, key: leafKey };
}

function writeFiles({ folder, note }: BenchContext): HandshakeFiles {
  note('making a chain with a CRL of 20 MB');
  const chain = makeChain({ kind: 'rsa-2048', leaves: 1, revoked: 476_000 });
  const own = join(folder, 'handshakes');
  mkdirSync(own, { recursive: true });
  const [leaf = Buffer.alloc(0)] = chain.leaves;
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(own, name), content);
    return join(own, name);
  };
  return {
    folder: own,
    root: write('root.pem', pem('CERTIFICATE', chain.root)),
    issuing: write('issuing.pem', pem('CERTIFICATE', chain.issuing)),
    crl: write('issuing.crl', chain.issuingCrl),
    rootCrl: write('root.crl', chain.rootCrl),
    leaf: pem('CERTIFICATE', leaf),
    leafKey: chain.leafKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  };
}

/** One PEM block. */
export function pem(label: string, der: Uint8Array): string {
  const body = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

const ROUNDS = 24;

const MODES = ['signet', 'signet-crl', 'node', 'node-crl'] as const;

const SERVER: string = fileURLToPath(new URL('../handshakes/server.ts', import.meta.url));

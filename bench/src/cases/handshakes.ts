import type { SecureContext } from 'node:tls';
import { type HandshakeFiles, writeHandshakeFiles } from '../handshakes/files.ts';
import { type FrontProgram, startFrontServer } from '../handshakes/front-server.ts';
import { HAPROXY } from '../handshakes/haproxy.ts';
import { type NodeMode, startNodeServer, WITHOUT_CRL } from '../handshakes/measured-server.ts';
import { NGINX } from '../handshakes/nginx.ts';
import { type Contestant, type Pace, rateOf, takeTurns, warmUp } from '../handshakes/turns.ts';
import { createClient } from '../handshakes/visit.ts';
import type { MeasuredServer } from '../measured-process.ts';
import type { Bench, Row } from '../row.ts';

/** Until V8 has compiled what a visit needs; a server runs for weeks. */
const FINE: Pace = { warmUp: 3000, every: 1, visits: 50 };
const COARSE: Pace = { warmUp: 600, every: 10, visits: 50 };
/** With a CRL of 20 MB they are some twenty times slower. */
const FEW: Pace = { warmUp: 20, every: 60, visits: 20 };

/** Of each case the entries of its CRL, how often the peers that have it in force come, and in how many processes ours is measured. */
const CASES: Readonly<
  Record<string, { readonly entries: number; readonly peers: Pace; readonly processes: number }>
> = {
  // 20 MB, and a loss of 3 % to be told.
  'handshakes-20mb-crl': { entries: 476_000, peers: FEW, processes: 6 },
  'handshakes-10k-crl': { entries: 10_000, peers: COARSE, processes: 3 },
};

/**
 * Full TLS handshakes with a client certificate, a request and its answer, per second of processor time of the server,
 * while a CRL is in force. The limit is the same listener of the same process where it does not ask the CRL.
 */
export const handshakes: Bench = {
  cases: Object.keys(CASES),
  async *run({ folder, note }, wanted) {
    for (const [name, size] of Object.entries(CASES)) {
      if (!wanted(name)) continue;
      note(`${name}: making a chain with a CRL of ${size.entries} entries`);
      const files = writeHandshakeFiles(folder, size.entries);
      const client = createClient(files);
      await using stack = new AsyncDisposableStack();
      const peers = await startPeers(files, size.peers, stack);
      await warmUp(Object.values(peers), client);
      const processes: Costs[] = [];
      for (let number = 1; number <= size.processes; number++) {
        note(`${name}: process ${number} of ${size.processes}`);
        processes.push(await measureProcess(files, Object.values(peers), client));
      }
      yield toRow(name, processes, peers);
    }
  },
};

/** Of visits that ask the CRL, and of visits that do not. */
interface Costs {
  readonly ours: readonly number[];
  readonly limit: readonly number[];
}

// Two processes of the same program differ by some per cent for as long as they live, however long they are measured. So
// both are asked of one process, and of several such.
async function measureProcess(
  files: HandshakeFiles,
  peers: readonly Contestant[],
  client: SecureContext,
): Promise<Costs> {
  await using stack = new AsyncDisposableStack();
  const ours = await enter(stack, startNodeServer('signet', files), FINE);
  const limit = { ...ours, path: WITHOUT_CRL, costs: [] };
  await warmUp([limit, ours], client);
  await takeTurns([limit, ours, ...peers], client, ROUNDS);
  return { ours: ours.costs, limit: limit.costs };
}

async function startPeers(
  files: HandshakeFiles,
  withList: Pace,
  stack: AsyncDisposableStack,
): Promise<Readonly<Record<string, Contestant>>> {
  const node = (mode: NodeMode, pace: Pace) => enter(stack, startNodeServer(mode, files), pace);
  const plain = (front: FrontProgram) => enter(stack, startFrontServer(front, 'without', files), COARSE);
  const withCrl = (front: FrontProgram) => enter(stack, startFrontServer(front, 'in force', files), withList);
  return {
    'node:tls without a CRL': await node('node', COARSE),
    'node:tls with its crl option': await node('node-crl', withList),
    'nginx without a CRL': await plain(NGINX),
    'nginx with ssl_crl': await withCrl(NGINX),
    'HAProxy without a CRL': await plain(HAPROXY),
    'HAProxy with crl-file': await withCrl(HAPROXY),
  };
}

async function enter(
  stack: AsyncDisposableStack,
  starting: Promise<MeasuredServer | undefined>,
  pace: Pace,
): Promise<Contestant> {
  const server = await starting;
  if (server !== undefined) stack.use(server);
  return { server, path: '/', pace, costs: [] };
}

function toRow(name: string, processes: readonly Costs[], peers: Readonly<Record<string, Contestant>>): Row {
  const ours = processes.flatMap((one) => one.ours);
  const limit = processes.flatMap((one) => one.limit);
  const rates = Object.entries(peers).map(([name, { server, costs }]) => {
    return [name, server === undefined ? 'absent' : rateOf(costs)] as const;
  });
  return {
    case: name,
    unit: 'per core-second',
    ours: rateOf(ours),
    limit: rateOf(limit),
    peers: Object.fromEntries(rates),
    facts: {
      'ratio of each process': processes.map((one) => rateOf(one.ours) / rateOf(one.limit)),
      // What the median hides, garbage collections for one, counts here.
      'ratio of all visits together': sum(limit) / sum(ours),
      'blocks of each': ours.length,
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const ROUNDS = 60;

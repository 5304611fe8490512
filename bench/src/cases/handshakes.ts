import type { SecureContext } from 'node:tls';
import { type HandshakeFiles, writeHandshakeFiles } from '../handshakes/files.ts';
import { startFrontServer } from '../handshakes/front-server.ts';
import { HAPROXY } from '../handshakes/haproxy.ts';
import { type MeasuredServer, startNodeServer } from '../handshakes/measured-server.ts';
import { NGINX } from '../handshakes/nginx.ts';
import { costOfVisits, createClient } from '../handshakes/visit.ts';
import { median, quantile } from '../measure.ts';
import type { Bench, Row } from '../row.ts';

/**
 * Full TLS handshakes with a client certificate, a request and its answer, per second of processor time of the server,
 * while a CRL of 20 MB is in force. The limit is the same listener without a CRL.
 */
export const handshakes: Bench = {
  cases: ['handshakes-20mb-crl'],
  async *run({ folder, note }, wanted) {
    if (!wanted('handshakes-20mb-crl')) return;
    note('making a chain with a CRL of 20 MB');
    const files = writeHandshakeFiles(folder);
    await using stack = new AsyncDisposableStack();
    const contestants = await startAll(files, stack);
    const client = createClient(files);
    note('warming up, then taking turns');
    await warmUp(contestants, client);
    yield toRow(await takeTurns(contestants, client));
  },
};

interface Contestant {
  /** Absent when its program is not installed. */
  readonly server: MeasuredServer | undefined;
  readonly pace: Pace;
  /** Processor seconds a visit, of each block of visits. */
  readonly costs: number[];
}

/** A block of `visits` in every so many rounds, after so many visits that do not count. */
interface Pace {
  readonly warmUp: number;
  readonly every: number;
  readonly visits: number;
}

async function startAll(
  files: HandshakeFiles,
  stack: AsyncDisposableStack,
): Promise<Readonly<Record<Name, Contestant>>> {
  const begin = async (started: Promise<MeasuredServer | undefined>, pace: Pace): Promise<Contestant> => {
    const server = await started;
    if (server !== undefined) stack.use(server);
    return { server, pace, costs: [] };
  };
  return {
    limit: await begin(startNodeServer('signet', files), FINE),
    ours: await begin(startNodeServer('signet-crl', files), FINE),
    'node:tls without a CRL': await begin(startNodeServer('node', files), COARSE),
    'node:tls with its crl option': await begin(startNodeServer('node-crl', files), FEW),
    'nginx without a CRL': await begin(startFrontServer(NGINX, 'without', files), COARSE),
    'nginx with ssl_crl': await begin(startFrontServer(NGINX, 'in force', files), FEW),
    'HAProxy without a CRL': await begin(startFrontServer(HAPROXY, 'without', files), COARSE),
    'HAProxy with crl-file': await begin(startFrontServer(HAPROXY, 'in force', files), FEW),
  };
}

// In turns here, too: both of ours meet the same machine while V8 compiles what they do.
async function warmUp(contestants: Readonly<Record<Name, Contestant>>, client: SecureContext): Promise<void> {
  for (let part = 0; part < WARM_UP_PARTS; part++) {
    for (const { server, pace } of Object.values(contestants)) {
      if (server !== undefined) await costOfVisits(server, client, pace.warmUp / WARM_UP_PARTS);
    }
  }
}

// Ours and the limit alternate every tenth of a second, each as often before as after the other, so that what slows
// the machine for longer slows both. The peers stand between them in some of the rounds.
async function takeTurns(
  contestants: Readonly<Record<Name, Contestant>>,
  client: SecureContext,
): Promise<Readonly<Record<Name, Contestant>>> {
  for (let round = 0; round < ROUNDS; round++) {
    const order = Object.values(contestants);
    for (const { server, pace, costs } of round % 2 === 0 ? order : order.toReversed()) {
      // Not in round 0 only: a pace of 10 has its turn in rounds 9, 19, ….
      if (server === undefined || round % pace.every !== pace.every - 1) continue;
      costs.push(await costOfVisits(server, client, pace.visits));
    }
  }
  return contestants;
}

// The median over blocks: one that shared its moment with another program, or held a full garbage collection, does
// not move it, while the best of all would be the luck of one. What the median hides is in the totals.
function toRow({ ours, limit, ...peers }: Readonly<Record<Name, Contestant>>): Row {
  const ratios = ours.costs.map((cost, block) => (limit.costs[block] ?? Number.NaN) / cost);
  return {
    case: 'handshakes-20mb-crl',
    unit: 'per core-second',
    ours: rateOf(ours),
    limit: rateOf(limit),
    peers: Object.fromEntries(
      Object.entries(peers).map(([name, peer]) => [
        name,
        peer.server === undefined ? 'absent' : rateOf(peer),
      ]),
    ),
    facts: {
      'blocks of each': ours.costs.length,
      'ratio of neighbouring blocks: lower quartile, median, upper quartile': [0.25, 0.5, 0.75].map((part) =>
        quantile(ratios, part),
      ),
      'ratio of all visits together': sum(limit.costs) / sum(ours.costs),
    },
  };
}

function rateOf({ costs }: Contestant): number {
  return 1 / median(costs);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

type Name =
  | 'ours'
  | 'limit'
  | `${'node:tls' | 'nginx' | 'HAProxy'} without a CRL`
  | 'node:tls with its crl option'
  | 'nginx with ssl_crl'
  | 'HAProxy with crl-file';

const ROUNDS = 160;
const WARM_UP_PARTS = 10;

const FINE: Pace = { warmUp: 1000, every: 1, visits: 50 };
const COARSE: Pace = { warmUp: 1000, every: 16, visits: 100 };
/** With the CRL they are some twenty times slower: a second a block. */
const FEW: Pace = { warmUp: 20, every: 40, visits: 20 };

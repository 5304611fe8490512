import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createFetch } from '@signet/lab';
import type { SeededRandom } from '../fuzz/src/random.ts';
import type { World } from './_world.ts';

/** Several `signet start` on one database, and what a balancer in front of them does. */
export interface Cluster extends AsyncDisposable {
  readonly addresses: readonly string[];
  /** Where the next connection goes: to a node that lives, unless `route` wants one. */
  readonly balance: () => string;
  /** Another node than this one. */
  otherThan(address: string | undefined): string;
  /** Does the work while nodes are killed in the middle of their requests and come back; answers how many were. */
  duringKills(work: () => Promise<unknown>): Promise<number>;
}

/** Which node the requests of one task go to. */
export interface Route {
  readonly wanted?: string | undefined;
  /** Where the first one went. */
  took?: string;
}
export const route: AsyncLocalStorage<Route> = new AsyncLocalStorage();

/**
 * The nodes serve the same two ports at loopback addresses of their own, as machines behind one name do. The world's
 * own server must have ended: it made the database and had these ports.
 */
export async function startCluster(
  world: World,
  addresses: readonly string[],
  random: SeededRandom,
): Promise<Cluster> {
  const nodes = await Promise.all(addresses.map((address) => createNode(world, address)));
  const starts = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = starts.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    // One that is up would outlive the tests.
    for (const node of nodes) await node.kill();
    throw failed.reason;
  }
  let [requests, killAt, kills] = [0, Number.POSITIVE_INFINITY, 0];
  const restarts = new Set<Promise<void>>();
  const killOne = async (): Promise<void> => {
    // So that it dies somewhere within the request that is about to be sent.
    await setTimeout(random.below(30));
    const node = random.pick(nodes.filter(({ isUp }) => isUp));
    if (!node) return;
    kills += 1;
    await node.kill();
    await setTimeout(random.below(300));
    await node.start();
  };
  const scheduleKill = (): void => {
    killAt = requests + 150 + random.below(250);
  };
  return {
    addresses,
    balance() {
      const went = route.getStore();
      const alive = nodes.filter(({ isUp }) => isUp);
      // Attempts while nobody is there do not hasten the next kill.
      if (alive.length > 0) requests += 1;
      if (requests >= killAt) {
        scheduleKill();
        const restart = killOne().finally(() => restarts.delete(restart));
        restarts.add(restart);
      }
      const address = went?.wanted ?? (random.pick(alive) ?? nodes[0])?.address ?? '';
      if (went) went.took ??= address;
      return address;
    },
    otherThan: (address) => addresses.find((other) => other !== address) ?? '',
    async duringKills(work) {
      const before = kills;
      // Before long, so that the shortest work sees one.
      killAt = requests + random.below(60);
      await work();
      killAt = Number.POSITIVE_INFINITY;
      await Promise.all(restarts);
      return kills - before;
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(restarts);
      for (const node of nodes) await node.kill();
    },
  };
}

/** It dies and comes back at the same address. */
interface Node {
  readonly address: string;
  readonly isUp: boolean;
  /** SIGKILL: nothing is finished, nobody is told. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

async function createNode({ config, folder, pki, server }: World, address: string): Promise<Node> {
  const configFile = join(folder, `node-${address}.json`);
  await writeFile(configFile, JSON.stringify({ ...config, listen: { ...config.listen, address } }));
  const ask = createFetch(pki.root.certificatePem, () => address);
  const answers = (): Promise<boolean> =>
    ask(`${server.origins.login}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  let child: ChildProcess | undefined;
  let isUp = false;
  return {
    address,
    get isUp() {
      return isUp;
    },
    async start() {
      for (let tries = 1; !isUp; tries += 1) {
        child = spawn(process.execPath, [SIGNET, 'start', '--config', configFile], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        while (!isUp && child.exitCode === null) {
          await setTimeout(50);
          isUp = await answers();
        }
        // While nobody had its port, another program may have taken it for a connection of its own.
        if (!isUp && tries === MOST_STARTS) throw new Error(`the node ended with ${child.exitCode}`);
      }
    },
    async kill() {
      isUp = false;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const SIGNET = fileURLToPath(new URL('../apps/cli/bin/signet.mjs', import.meta.url));

const MOST_STARTS = 10;

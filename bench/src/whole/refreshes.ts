import { Agent } from 'node:https';
import { median } from '../measure.ts';
import type { MeasuredServer } from '../measured-process.ts';
import { costOf } from './cost.ts';
import { refresh, TLS, type TokenEndpoint } from './federated-sign-in.ts';

/** A server with the refresh tokens that it would take next. */
export interface Redeemer extends Disposable {
  /** Processor seconds of one redemption, of so many of them over connections that stand. */
  redeem(count: number): Promise<number>;
}

/** Each token is redeemed for its successor, the tokens one after the other. */
export function createRedeemer(
  server: MeasuredServer,
  endpoint: TokenEndpoint,
  refreshTokens: readonly string[],
): Redeemer {
  const agent = new Agent({ ...TLS, keepAlive: true });
  const waiting = [...refreshTokens];
  return {
    redeem: (count) =>
      costOf(server, count, async () => {
        const token = waiting.shift();
        if (token === undefined) throw new Error('there are fewer refresh tokens than redemptions at a time');
        waiting.push(await refresh(endpoint, agent, token));
      }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** Blocks of each in turns, every other round backwards; medians of processor seconds. */
export async function redeemInTurns<Name extends string>(
  redeemers: Readonly<Record<Name, Redeemer>>,
  { warmUp, rounds, block }: { readonly warmUp: number; readonly rounds: number; readonly block: number },
): Promise<Readonly<Record<Name, number>>> {
  const all = Object.entries(redeemers) as [Name, Redeemer][];
  for (const [, redeemer] of all) await redeemer.redeem(warmUp);
  const costs = new Map<Name, number[]>(all.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, redeemer] of round % 2 === 0 ? all : all.toReversed())
      costs.get(name)?.push(await redeemer.redeem(block));
  }
  return Object.fromEntries([...costs].map(([name, of]) => [name, median(of)])) as Record<Name, number>;
}

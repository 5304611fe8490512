import { median } from '../measure.ts';
import type { Bench, Row } from '../row.ts';
import { costOf } from '../whole/cost.ts';
import { endpointOf, signInFederated } from '../whole/federated-sign-in.ts';
import { startOrganisation } from '../whole/organisation.ts';
import { createRedeemer } from '../whole/refreshes.ts';

/**
 * What a federated sign-in and a refresh cost of the server's processor among 1,000 to 1,000,000 users and as many grants, all of
 * them there before the server starts. The limit is the cost among the fewest.
 */
export const growth: Bench = {
  cases: ['growth-sign-in', 'growth-refresh'],
  async *run({ note }, wanted) {
    const costs: Costs[] = [];
    for (const users of SIZES) {
      note(`growth: making ${users.toLocaleString('en')} users and grants`);
      const cost = await measure(users);
      const [signIn, refresh] = [(cost.signIn * 1e3).toFixed(2), (cost.refresh * 1e6).toFixed(0)];
      note(`growth: a sign-in ${signIn} ms, a refresh ${refresh} µs`);
      costs.push(cost);
    }
    if (wanted('growth-sign-in'))
      yield toRow(
        'growth-sign-in',
        'ms',
        costs.map(({ signIn }) => signIn * 1e3),
      );
    if (wanted('growth-refresh'))
      yield toRow(
        'growth-refresh',
        'µs',
        costs.map(({ refresh }) => refresh * 1e6),
      );
  },
};

/** Seconds of the server's processor. */
interface Costs {
  readonly signIn: number;
  readonly refresh: number;
}

async function measure(users: number): Promise<Costs> {
  await using organisation = await startOrganisation({ users, people: PEOPLE, refreshTokens: 1000 });
  const { server, people, refreshTokens } = organisation;
  const signIns = (count: number): Promise<number> =>
    costOf(server, count, async (number) => {
      const person = people[number % people.length];
      if (person !== undefined) await signInFederated(organisation, person);
    });
  // Among a thousand grants each comes again and again, as in the largest only some do: no two in a row.
  using redeemer = createRedeemer(server, endpointOf(organisation), refreshTokens);
  await signIns(WARM_UP.signIns);
  await redeemer.redeem(WARM_UP.refreshes);
  const blocks: Costs[] = [];
  for (let number = 0; number < BLOCKS; number++)
    blocks.push({ signIn: await signIns(BLOCK.signIns), refresh: await redeemer.redeem(BLOCK.refreshes) });
  return {
    signIn: median(blocks.map(({ signIn }) => signIn)),
    refresh: median(blocks.map(({ refresh }) => refresh)),
  };
}

function toRow(name: string, unit: string, costs: readonly number[]): Row {
  const [first = Number.NaN] = costs;
  const each = SIZES.map(
    (users, i) => [`${users.toLocaleString('en')} users (${unit})`, costs[i] ?? 0] as const,
  );
  return {
    case: name,
    unit,
    ours: costs.at(-1) ?? Number.NaN,
    limit: first,
    peers: {},
    facts: Object.fromEntries(each),
  };
}

const SIZES = [1000, 10_000, 100_000, 1_000_000];
/** Each needs a certificate of RSA, which takes a moment to make. */
const PEOPLE = 16;
const WARM_UP = { signIns: 300, refreshes: 1500 };
const BLOCKS = 5;
const BLOCK = { signIns: 50, refreshes: 300 };

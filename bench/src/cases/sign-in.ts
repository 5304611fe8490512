import { median } from '../measure.ts';
import type { Bench, Row } from '../row.ts';
import { costOf } from '../whole/cost.ts';
import { signInFederated } from '../whole/federated-sign-in.ts';
import { startOrganisation } from '../whole/organisation.ts';
import { type Costs, FEDERATED_SIGN_IN, measureCosts, sumOf } from '../whole/unavoidable.ts';

/**
 * Whole federated sign-ins per second of the server's processor time. The limit is the cryptography that none of them can do
 * without, measured in turns with them.
 */
export const signIn: Bench = {
  cases: ['sign-in-federated'],
  async *run({ note }, wanted) {
    if (!wanted('sign-in-federated')) return;
    note('sign-in-federated: making an organisation');
    await using organisation = await startOrganisation({ users: 1000, people: 8, refreshTokens: 0 });
    const { server, people } = organisation;
    const block = (count: number): Promise<number> =>
      costOf(server, count, async (number) => {
        const person = people[number % people.length];
        if (person !== undefined) await signInFederated(organisation, person);
      });
    note(`sign-in-federated: ${WARM_UP} sign-ins to warm up`);
    await block(WARM_UP);
    const blocks: { readonly ours: number; readonly limit: Costs }[] = [];
    for (let number = 0; number < BLOCKS; number++)
      blocks.push({ limit: measureCosts(), ours: await block(BLOCK) });
    yield toRow(blocks);
  },
};

function toRow(blocks: readonly { readonly ours: number; readonly limit: Costs }[]): Row {
  const limit = median(blocks.map((block) => sumOf(FEDERATED_SIGN_IN, block.limit)));
  const parts = Object.entries(FEDERATED_SIGN_IN).map(([name, times]) => {
    const each = median(blocks.map((block) => block.limit[name as keyof Costs]));
    return [`limit: ${name}, ${times} times (µs each)`, each] as const;
  });
  return {
    case: 'sign-in-federated',
    unit: 'per core-second',
    ours: 1 / median(blocks.map(({ ours }) => ours)),
    limit: 1e6 / limit,
    peers: {},
    facts: {
      ...Object.fromEntries(parts),
      'one sign-in (ms of the processor)': median(blocks.map(({ ours }) => ours)) * 1000,
      'the limit (ms)': limit / 1000,
      'each block (ms)': blocks.map(({ ours }) => ours * 1000),
    },
  };
}

/** Until V8 has compiled what a sign-in needs. */
const WARM_UP = 600;
const BLOCKS = 8;
const BLOCK = 100;

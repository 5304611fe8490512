import { median } from '../measure.ts';
import type { Bench, Row } from '../row.ts';
import { startBare } from '../whole/bare.ts';
import { handshakeClient, shakeHands } from '../whole/bare-handshake.ts';
import { costOf } from '../whole/cost.ts';
import { signInFederated } from '../whole/federated-sign-in.ts';
import { type MeasuredPerson, startOrganisation } from '../whole/organisation.ts';
import {
  BESIDE_HANDSHAKES,
  type Costs,
  FEDERATED_SIGN_IN,
  measureCosts,
  sumOf,
} from '../whole/unavoidable.ts';

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
    const { people, server, tls } = organisation;
    const signIns = (count: number): Promise<number> =>
      costOf(server, count, (number) => signInFederated(organisation, personOf(people, number)));
    await using plain = await startBare('handshakes', tls);
    await using mutual = await startBare('mutual-handshakes', tls);
    const client = handshakeClient();
    const personal = handshakeClient(personOf(people, 0).certificate);
    const handshakes = async (count: number): Promise<number> =>
      2 * (await costOf(plain, count, () => shakeHands(plain.port, client))) +
      (await costOf(mutual, count, () => shakeHands(mutual.port, personal)));
    note(`sign-in-federated: ${WARM_UP} sign-ins to warm up`);
    await signIns(WARM_UP);
    await handshakes(WARM_UP);
    const blocks: Block[] = [];
    for (let number = 0; number < BLOCKS; number++) {
      const limit = measureCosts();
      blocks.push({ limit, ours: await signIns(BLOCK), handshakes: await handshakes(BLOCK) });
    }
    yield toRow(blocks);
  },
};

interface Block {
  /** Seconds of the server's processor a sign-in. */
  readonly ours: number;
  readonly limit: Costs;
  /** Seconds of a sign-in's three handshakes, by servers that do nothing else. */
  readonly handshakes: number;
}

function toRow(blocks: readonly Block[]): Row {
  const ours = median(blocks.map((block) => block.ours));
  const limit = median(blocks.map((block) => sumOf(FEDERATED_SIGN_IN, block.limit)));
  const handshakes = median(blocks.map((block) => block.handshakes));
  const withHandshakes =
    handshakes * 1e6 + median(blocks.map((block) => sumOf(BESIDE_HANDSHAKES, block.limit)));
  const parts = Object.entries(FEDERATED_SIGN_IN).map(([name, times]) => {
    const each = median(blocks.map((block) => block.limit[name as keyof Costs]));
    return [`limit: ${name}, ${times} times (µs each)`, each] as const;
  });
  return {
    case: 'sign-in-federated',
    unit: 'per core-second',
    ours: 1 / ours,
    limit: 1e6 / limit,
    peers: {},
    facts: {
      ...Object.fromEntries(parts),
      'one sign-in (ms of the processor)': ours * 1000,
      'the limit (ms)': limit / 1000,
      'three handshakes by a bare node:tls (ms)': handshakes * 1000,
      '× the limit with these handshakes in place of their cryptography': withHandshakes / 1e6 / ours,
      'each block (ms)': blocks.map((block) => block.ours * 1000),
    },
  };
}

function personOf(people: readonly MeasuredPerson[], number: number): MeasuredPerson {
  const person = people[number % people.length];
  if (person === undefined) throw new Error('the organisation has nobody');
  return person;
}

/** Until V8 has compiled what a sign-in needs. */
const WARM_UP = 3000;
const BLOCKS = 8;
const BLOCK = 100;

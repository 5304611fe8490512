import type { OneTimeState, OneTimeStateRepository } from '@signet/identity';
import type { Sql } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `OneTimeStateRepository` over one database, or over one transaction of it. */
export function createOneTimeStateRepository(database: Sql): OneTimeStateRepository {
  const insert = writtenOnce<OneTimeState>(database, (value) =>
    database.insertInto('one_time_state').values({
      kind: value('kind'),
      id: value('id'),
      value: value('value'),
      expires_at: value('expiresAt'),
      consumed_at: null,
    }),
  );
  const known = writtenOnce<Question, Answer>(database, (value) => select(database, value));
  const open = writtenOnce<Question, Answer>(database, (value) =>
    select(database, value).where('consumed_at', 'is', null),
  );
  // One statement decides: whoever the database lets change the row is the first.
  const consume = writtenOnce<Question, Answer>(database, (value) =>
    database
      .updateTable('one_time_state')
      .set({ consumed_at: value('now') })
      .where('kind', '=', value('kind'))
      .where('id', '=', value('id'))
      .where('expires_at', '>', value('now'))
      .where('consumed_at', 'is', null)
      .returning('value'),
  );
  return {
    async add(state) {
      await insert(state);
    },
    async find(kind, id, now) {
      return (await open.first({ kind, id, now }))?.value;
    },
    async consume(kind, id, now) {
      const first = await consume.first({ kind, id, now });
      if (first !== undefined) return { outcome: 'first', value: first.value };
      const again = await known.first({ kind, id, now });
      return again && { outcome: 'again', value: again.value };
    },
  };
}

interface Question {
  readonly kind: string;
  readonly id: string;
  readonly now: number;
}

interface Answer {
  readonly value: string;
}

function select(database: Sql, value: <Name extends keyof Question>(name: Name) => Question[Name]) {
  return database
    .selectFrom('one_time_state')
    .select('value')
    .where('kind', '=', value('kind'))
    .where('id', '=', value('id'))
    .where('expires_at', '>', value('now'));
}

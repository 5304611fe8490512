import { afterAll, beforeAll, describe } from 'vitest';
import { findPostgres, type PostgresServer, startPostgres } from '../services/directory/tests/_postgres.ts';
import { describeMailboxes } from '../services/mailbox/tests/_describe-mailboxes.ts';

const bin = findPostgres();
if (bin === undefined)
  console.log('tests/mailbox-postgres.test.ts: PostgreSQL is not installed, its suite is left out');

describe.skipIf(bin === undefined)('PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres(bin!);
  });
  afterAll(() => postgres?.[Symbol.asyncDispose]());

  describeMailboxes('PostgreSQL', () => postgres.createDatabase());
});

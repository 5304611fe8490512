import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findPostgres,
  type PostgresServer,
  query,
  startPostgres,
} from '../services/directory/tests/_postgres.ts';
import { walkFederatedJourney } from './_federated-journey.ts';
import { startWorld } from './_world.ts';

const bin = findPostgres();
if (bin === undefined)
  console.log('tests/postgres.test.ts: PostgreSQL is not installed, its suite is left out');

describe.skipIf(bin === undefined)('the system on PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres(bin!);
  });
  afterAll(() => postgres?.[Symbol.asyncDispose]());

  it('carries a federated sign-in from the first page to the revocation', async () => {
    const database = await postgres.createDatabase();
    await using world = await startWorld({ database });
    await walkFederatedJourney(world);
    const rows = await query(database, 'select count(*)::int as sign_ins from sign_in');
    expect(rows[0]?.['sign_ins']).toBeGreaterThan(0);
  });
});

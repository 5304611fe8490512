import { describeMailboxes } from './_describe-mailboxes.ts';

// On PostgreSQL: tests/mailbox-postgres.test.ts, where the server for tests can be had.
describeMailboxes('SQLite', async () => undefined);

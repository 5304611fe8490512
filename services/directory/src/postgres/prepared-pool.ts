import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { storableText } from '../sql/storable-text.ts';
import { toDirectoryError } from './postgres-error.ts';

/**
 * The `pg` pool as Kysely wants it, with three additions: every statement is prepared once per connection,
 * text is made storable, and errors speak the directory's words.
 */
export function createPreparedPool(config: pg.PoolConfig): PostgresPool {
  const pool = new pg.Pool({ ...config, types: { getTypeParser } });
  // A connection that breaks leaves the pool by itself, and the query on it fails. Without listeners, for
  // idle connections and for those in use, the broken one would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const names = new Map<string, string>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw toDirectoryError(error);
      });
      return preparedClient(client, names);
    },
  };
}

function preparedClient(client: pg.PoolClient, names: Map<string, string>): PostgresPoolClient {
  async function query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    const values = parameters.map((value) => (typeof value === 'string' ? storableText(value) : value));
    const name = statementName(text, names);
    try {
      const result = await client.query(name === undefined ? { text, values } : { name, text, values });
      return result as unknown as PostgresQueryResult<Row>;
    } catch (error) {
      throw toDirectoryError(error);
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
}

/** The same text has the same name in every process, which connection poolers such as PgBouncer rely on. */
function statementName(text: string, names: Map<string, string>): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = `signet_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  names.set(text, name);
  return name;
}

/** 64-bit integers arrive as text; ours are times and counts that a number holds exactly. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);
}

/** Prepared statements stay in the server's memory per connection; our texts are far fewer. */
const MAX_STATEMENTS = 500;

import type { CompiledQuery, QueryResult } from 'kysely';
import type { Sql } from './schema.ts';

/** A statement whose text is written at its first use only; each use brings its own values. */
export interface WrittenOnce<Values, Row> {
  (values: Values): Promise<QueryResult<Row>>;
  first(values: Values): Promise<Row | undefined>;
  all(values: Values): Promise<readonly Row[]>;
  /** With its values, to be run beside others. */
  with(values: Values): { compile(): CompiledQuery<Row> };
}

/**
 * For statements that every sign-in runs: Kysely takes longer to write one down than SQLite to answer it. `write` gets a stand-in
 * for each value, to be put where the value belongs and nowhere looked into.
 */
export function writtenOnce<Values extends object, Row = unknown>(
  database: Sql,
  write: (value: <Name extends keyof Values>(name: Name) => Values[Name]) => {
    compile(): CompiledQuery<Row>;
  },
): WrittenOnce<Values, Row> {
  let text: CompiledQuery<Row> | undefined;
  const fill = (values: Values): CompiledQuery<Row> => {
    text ??= write(<Name extends keyof Values>(name: Name) => new StandIn(name) as Values[Name]).compile();
    const parameters = text.parameters.map((one) =>
      one instanceof StandIn ? values[one.name as keyof Values] : one,
    );
    return { ...text, parameters };
  };
  const run = (values: Values): Promise<QueryResult<Row>> => database.executeQuery(fill(values));
  return Object.assign(run, {
    first: async (values: Values) => (await run(values)).rows[0],
    all: async (values: Values) => (await run(values)).rows,
    with: (values: Values) => ({ compile: () => fill(values) }),
  });
}

/** The values of a whole row, for `values()` of an insert. */
export function standIns<Row extends object>(
  names: readonly (keyof Row & string)[],
  value: <Name extends keyof Row>(name: Name) => Row[Name],
): Row {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Row;
}

class StandIn {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

import { availableParallelism } from 'node:os';

/**
 * What Node itself is started with to serve, beside what it was `given`. V8 has four threads that help to collect garbage,
 * also where there are two cores: they take the core from the thread that answers, several times 4 ms in one turn while a
 * large CRL is replaced. One core is left for that thread. An administrator's own `--v8-pool-size` stands.
 */
export function serverOptions(
  cores: number = availableParallelism(),
  given: readonly string[] = givenOptions(),
): readonly string[] {
  const helpers = Math.max(1, cores - 1);
  // Node takes underscores for dashes.
  const isChosen = given.some((option) => option.replaceAll('_', '-').startsWith(POOL_SIZE));
  return isChosen || helpers >= USUAL_HELPERS ? [] : [`${POOL_SIZE}=${helpers}`];
}

function givenOptions(): readonly string[] {
  return [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)];
}

const POOL_SIZE = '--v8-pool-size';
const USUAL_HELPERS = 4;

import { bestOf } from '../measure.ts';
import type { Row } from '../row.ts';

/** One input of a hostile kind, at one of its sizes. */
export interface HostileInput {
  readonly octets: number;
  /** Reads and judges it as if it had just come; throws when it is taken for good. */
  judge(): void;
}

/**
 * Nanoseconds for each octet until the largest is judged, against the same of the one before as limit: 1 × is linear
 * growth. The facts have all sizes, and the exponent of growth over the last three.
 */
export function measureGrowth(name: string, inputs: readonly HostileInput[], rounds: number): Row {
  const repeats = inputs.map((input) => repeatsOf(input));
  const tasks = inputs.map((input, number) => [
    String(number),
    () => {
      for (let left = repeats[number] ?? 1; left > 0; left--) input.judge();
    },
  ]);
  const best: Readonly<Record<string, number>> = bestOf(rounds, Object.fromEntries(tasks));
  const times = inputs.map((_, number) => (best[number] ?? Number.NaN) / (repeats[number] ?? 1));
  const perOctet = inputs.map(({ octets }, number) => ((times[number] ?? Number.NaN) * 1e6) / octets);
  const [limit = Number.NaN, ours = Number.NaN] = perOctet.slice(-2);
  const sizes = inputs.map(({ octets }) => octets);
  return {
    case: name,
    unit: 'ns/octet',
    ours,
    limit,
    peers: {},
    facts: {
      'sizes (octets)': sizes,
      'time (ms)': times,
      'time for each octet (ns)': perOctet,
      'exponent of growth over the last three sizes, 1 is linear': exponent(times.slice(-3), sizes.slice(-3)),
    },
  };
}

/** The slope of the line between the first and the last, of logarithms of time over those of size. */
function exponent(times: readonly number[], sizes: readonly number[]): number {
  const growthOf = (values: readonly number[]): number =>
    (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);
  return Math.log(growthOf(times)) / Math.log(growthOf(sizes));
}

// A clock that ticks in microseconds tells nothing of one small input.
function repeatsOf(input: HostileInput): number {
  const start = performance.now();
  input.judge();
  return Math.max(1, Math.ceil(MILLISECONDS_OF_A_MEASUREMENT / (performance.now() - start)));
}

const MILLISECONDS_OF_A_MEASUREMENT = 4;
